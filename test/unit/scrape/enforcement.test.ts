// The enforced label and scrape classes.
import t from 'tap';
import type { RelabelConfig } from '../../../hooks/api/shared/relabeling.ts';
import { isExcluded, withEnforcedLabel } from '../../../hooks/scrape/job/enforce.ts';
import { scrapeClassOf, withClassAuthorization, withClassTls } from '../../../hooks/scrape/job/scrapeclass.ts';

const ref = { name: 's', key: 'k' };

t.test('enforcement and scrape classes', async (t) => {
  const spec = {
    excludedFromEnforcement: [
      { resource: 'probes', namespace: 'a' },
      { resource: 'podmonitors', namespace: 'a', name: 'x' },
    ],
  } as never;
  t.ok(isExcluded(spec, 'probes', 'a', 'any'));
  t.notOk(isExcluded(spec, 'probes', 'b', 'any'));
  t.ok(isExcluded(spec, 'podmonitors', 'a', 'x'));
  t.notOk(isExcluded(spec, 'podmonitors', 'a', 'y'));
  t.strictSame(
    withEnforcedLabel([{ targetLabel: 'a' } as RelabelConfig], 'ns', 'shop').map(({ targetLabel }) => targetLabel),
    ['a', 'ns'],
  );
  t.strictSame(withEnforcedLabel(undefined, undefined, 'shop'), []);
  const classes = {
    scrapeClasses: [
      { name: 'a' },
      {
        name: 'b',
        default: true,
        tlsConfig: { caFile: '/ca', certFile: '/c', keyFile: '/k' },
        authorization: { type: 'X', credentials: ref },
      },
    ],
  } as never;
  t.equal(scrapeClassOf(undefined, classes)?.name, 'b');
  t.equal(scrapeClassOf('a', classes)?.name, 'a');
  t.equal(scrapeClassOf('none', classes), undefined, 'a name that is none does not fall back');
  const theirs = scrapeClassOf('b', classes);
  t.strictSame(withClassTls({ ca: { secret: ref }, serverName: 's' }, theirs), {
    ca: { secret: ref },
    serverName: 's',
    certFile: '/c',
    keyFile: '/k',
  });
  t.strictSame(withClassTls(undefined, theirs), theirs?.tlsConfig);
  t.strictSame(withClassAuthorization({ type: 'Mine' }, theirs), { type: 'Mine', credentials: ref });
});
