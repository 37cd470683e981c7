// The annotation with selectors: selectors that are used, and issues of the others.
import t from 'tap';
import { DEFAULT_SELECTORS, federationSelectors } from '../../../hooks/federation/selectors.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

const release = (version: string) => {
  const parsed = parseVersion(version);
  if (!parsed) throw new Error(version);
  return { release: parsed, features: [] };
};
const selectors = (annotation: string | undefined, version = '3.13.2') =>
  federationSelectors(
    {
      metadata: {
        name: 'global',
        ...(annotation === undefined
          ? {}
          : { annotations: { 'prometheus-metacontroller.dev/federation-match': annotation } }),
      },
    },
    release(version),
  );

const GOOD: readonly [name: string, annotation: string | undefined, want: readonly string[]][] = [
  ['without the annotation recorded series and up are taken', undefined, DEFAULT_SELECTORS],
  ['an empty annotation is none', ' \n', DEFAULT_SELECTORS],
  ['each line is a selector', 'up\n{job="api", code=~"5.."}', ['up', '{job="api", code=~"5.."}']],
  ['comments, empty lines and lines that come twice are left out', '# ours\n\nup\n  up  ', ['up']],
];
for (const [name, annotation, want] of GOOD)
  t.test(name, async (t) => {
    t.strictSame(selectors(annotation), { selectors: want, issues: [] });
  });

const BAD: readonly [name: string, line: string, message: RegExp][] = [
  ['an expression', 'sum(up)', /line 2 "sum\(up\)": is not a selector/],
  ['a range', 'up[5m]', /is not a selector/],
  ['a number', '5', /is not a selector/],
  ['an offset', 'up offset 5m', /offset and @ cannot be federated/],
  ['every series', '{}', /matches all series/],
  ['every series by a regular expression', '{job=~".*"}', /matches all series/],
  ['what is not PromQL', '{job="api"', /line 2/],
  ['a regular expression that RE2 does not know', '{job=~"a(?=b)"}', /not RE2/],
];
for (const [name, line, message] of BAD)
  t.test(`${name} is reported with its line, and the other lines count`, async (t) => {
    const found = selectors(`up\n${line}`);
    t.strictSame(found.selectors, ['up']);
    t.match(found.issues, [{ reason: 'InvalidExpression', path: /federation-match/, message }]);
    t.strictSame(selectors(line).selectors, DEFAULT_SELECTORS, 'alone it leaves the default');
  });

t.test('a quoted name needs a Prometheus that knows it', async (t) => {
  t.strictSame(selectors('{"shop.requests"}').issues, []);
  t.match(selectors('{"shop.requests"}', '2.55.0').issues, [{ message: /3\.0\.0/ }]);
});
