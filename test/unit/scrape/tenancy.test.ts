// What scrape objects of tenants cannot do with the settings of the Prometheus that selects them.
import t from 'tap';
import { parseOptions } from '../../../hooks/core/options.ts';
import { NO_ASSETS } from '../../../hooks/references/assets.ts';
import { kubernetes } from '../../../hooks/scrape/discovery/kubernetes.ts';
import { classAuthorization } from '../../../hooks/scrape/job/scrapeclass.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

const subject = { namespace: 'team', name: 'app', assets: NO_ASSETS };
const context = (spec: object, parity = false) =>
  ({
    namespace: 'monitoring',
    name: 'k8s',
    spec,
    version: parseVersion('3.13.2'),
    options: { ...parseOptions([], {}), parity },
    mode: 'server',
    assets: NO_ASSETS,
  }) as never;

t.test(
  'with ignoreNamespaceSelectors a ScrapeConfig discovers in its own namespace, whatever it selects',
  async (t) => {
    const spec = { ignoreNamespaceSelectors: true };
    for (const own of [
      undefined,
      {},
      { names: ['kube-system'] },
      { ownNamespace: true },
      { names: ['a'], ownNamespace: true },
    ]) {
      const sd = { role: 'Pod', ...(own ? { namespaces: own } : {}) } as never;
      t.strictSame(kubernetes(sd, subject, context(spec))['namespaces'], { names: ['team'] }, JSON.stringify(own));
    }
    t.strictSame(
      kubernetes({ role: 'Pod', namespaces: { names: ['a'] } } as never, subject, context({}))['namespaces'],
      {
        names: ['a'],
      },
    );
    t.equal(kubernetes({ role: 'Pod' } as never, subject, context({}))['namespaces'], undefined);
    const elsewhere = { role: 'Pod', apiServer: 'https://other', namespaces: { names: ['a'] } } as never;
    t.strictSame(kubernetes(elsewhere, subject, context(spec))['namespaces'], { names: ['a'] }, 'another cluster');
    t.strictSame(
      kubernetes({ role: 'Pod', namespaces: { names: ['a'] } } as never, subject, context(spec, true))['namespaces'],
      {
        names: ['a'],
      },
    );
  },
);

t.test(
  'credentials of the default scrape class stay away from jobs that have their own, which Prometheus would ' +
    'refuse with all others',
  async (t) => {
    const scrapeClass = { name: 'default', default: true, authorization: { credentialsFile: '/token' } };
    const own = { name: 'creds', key: 'k' };
    for (const more of [
      { basicAuth: { username: own, password: own } },
      { oauth2: {} },
      { bearerTokenSecret: own },
      { bearerTokenFile: '/t' },
    ]) {
      t.equal(classAuthorization(more, scrapeClass, false), undefined, JSON.stringify(more));
      t.strictSame(classAuthorization(more, scrapeClass, true), scrapeClass.authorization, 'parity');
    }
    t.strictSame(
      classAuthorization({}, scrapeClass, false),
      scrapeClass.authorization,
      'the others get them, as whoever made the class wants',
    );
    t.strictSame(
      classAuthorization({ bearerTokenSecret: { key: '' } }, scrapeClass, false),
      scrapeClass.authorization,
      'an empty block is none',
    );
  },
);
