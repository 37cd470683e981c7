// TLS, proxies and credentials of an HTTP client: what is wrong with them, and what is written.
import t from 'tap';
import { checkOAuth2, checkOneCredential } from '../../../hooks/httpclient/auth.ts';
import { checkProxy } from '../../../hooks/httpclient/proxy.ts';
import { checkTls, tlsConfig } from '../../../hooks/httpclient/tls.ts';
import { v3, version } from '../../support/releases.ts';

const ref = { name: 's', key: 'k' };
const tlsCases: readonly (readonly [name: string, tls: object, wrong: readonly string[]])[] = [
  ['nothing', {}, []],
  ['an authority', { ca: { secret: ref } }, []],
  ['an authority from two places', { ca: { secret: ref }, caFile: '/x' }, ['caFile']],
  ['an authority in two kinds', { ca: { secret: ref, configMap: ref } }, ['ca']],
  ['a certificate without key', { cert: { secret: ref } }, ['keySecret']],
  ['a key without certificate', { keyFile: '/x' }, ['cert']],
  ['certificate by reference, key by file', { cert: { secret: ref }, keyFile: '/x' }, []],
  ['a key from two places', { cert: { secret: ref }, keySecret: ref, keyFile: '/x' }, ['keyFile']],
  ['versions in order', { minVersion: 'TLS12', maxVersion: 'TLS13' }, []],
  ['versions out of order', { minVersion: 'TLS13', maxVersion: 'TLS12' }, ['maxVersion']],
];

t.test('TLS of a client', async (t) => {
  for (const [name, tls, wrong] of tlsCases)
    t.strictSame(
      checkTls(tls, 't').map(({ path }) => path.slice(2)),
      wrong,
      name,
    );
  t.equal(tlsConfig(undefined, 'ns', v3), undefined);
  t.strictSame(tlsConfig({}, 'ns', v3), {}, 'an empty block stays one');
  t.strictSame(
    tlsConfig({ ca: { configMap: ref }, insecureSkipVerify: false, minVersion: 'TLS12' }, 'ns', version('2.34.0')),
    {
      insecure_skip_verify: false,
      ca_file: '/etc/prometheus/certs/1_ns_s_k',
    },
  );
});

const proxies: readonly (readonly [fields: object, wrong: readonly string[]])[] = [
  [{}, []],
  [{ proxyUrl: 'http://p:3128', noProxy: 'a' }, []],
  [{ proxyFromEnvironment: true }, []],
  [{ noProxy: 'a' }, ['noProxy']],
  [{ proxyFromEnvironment: true, proxyUrl: 'http://p' }, ['proxyUrl']],
  [{ proxyFromEnvironment: true, noProxy: 'a' }, ['noProxy', 'noProxy']],
  [{ proxyConnectHeader: { A: [ref] } }, ['proxyConnectHeader']],
  [{ proxyUrl: 'http://p', proxyConnectHeader: { A: [] } }, ['proxyConnectHeader.A']],
  [{ proxyUrl: 'http://[::1' }, ['proxyUrl']],
];

t.test('proxies, OAuth 2 and one credential at a time', async (t) => {
  for (const [fields, wrong] of proxies)
    t.strictSame(
      checkProxy(fields, 'p').map(({ path }) => path.slice(2)),
      wrong,
      JSON.stringify(fields),
    );
  const oauth = (fields: object) => checkOAuth2(fields as never, 'o').map(({ path }) => path);
  t.strictSame(oauth({ tokenUrl: 'u', clientId: { secret: ref }, clientSecret: ref }), []);
  t.strictSame(oauth({}), ['o.tokenUrl', 'o.clientId']);
  t.strictSame(oauth({ tokenUrl: 'u', clientId: { secret: ref, configMap: ref } }), ['o.clientId']);
  t.strictSame(checkOneCredential({ basicAuth: {} }, 'e'), []);
  t.match(checkOneCredential({ basicAuth: {}, oauth2: {} }, 'e'), [
    { message: /basicAuth and oauth2 exclude each other/ },
  ]);
  t.strictSame(
    checkOneCredential({ bearerTokenSecret: { name: '', key: '' }, oauth2: {} }, 'e'),
    [],
    'an empty reference is none',
  );
});
