// Versions: order, text, and the tables of what each release knows.
import fc from 'fast-check';
import t from 'tap';
import {
  DEFAULT_PROMETHEUS,
  knows,
  prometheusVersion,
  since,
  stillKnows,
  tagOf,
} from '../../../hooks/versions/prometheus.ts';
import { thanosKnows, thanosVersion } from '../../../hooks/versions/thanos.ts';
import {
  atLeast,
  compareVersions,
  formatVersion,
  parseVersion,
  type Version,
} from '../../../hooks/versions/version.ts';

const parsed = (text: string): Version => {
  const found = parseVersion(text);
  if (!found) throw new Error(`"${text}" is not a version`);
  return found;
};

t.test('what is a version, and how it is written', async (t) => {
  for (const [text, want] of [
    ['v2.45.0', '2.45.0'],
    ['2.45.0', '2.45.0'],
    ['v2.45', '2.45.0'],
    ['v3', '3.0.0'],
    ['v3.0.0-rc.0', '3.0.0-rc.0'],
    ['2.45.0+build.7', '2.45.0+build.7'],
    [' v1.2.3 ', '1.2.3'],
  ] as const)
    t.equal(formatVersion(parsed(text)), want, text);
  for (const text of ['', 'latest', 'main', 'v', '1.2.3.4', '1.2.3-', '1.2.3-01', '1.2.x', 'v1.2.3-a..b', '-1.2.3'])
    t.equal(parseVersion(text), undefined, text);
});

t.test('order: pre-releases before the release, numbers by size, build parts do not count', async (t) => {
  const sorted = [
    '2.44.0',
    '2.45.0-alpha',
    '2.45.0-alpha.1',
    '2.45.0-beta.2',
    '2.45.0-beta.11',
    '2.45.0-rc.0',
    '2.45.0',
    '2.45.1',
    '2.46.0',
    '3.0.0-0',
    '3.0.0-rc.0',
    '3.0.0',
    '10.0.0',
  ];
  for (const [i, text] of sorted.entries())
    for (const [j, other] of sorted.entries())
      t.equal(Math.sign(compareVersions(parsed(text), parsed(other))), Math.sign(i - j), `${text} ${other}`);
  t.equal(compareVersions(parsed('1.2.3+a'), parsed('1.2.3+b')), 0);
  t.throws(() => atLeast(parsed('1.0.0'), 'soon'), /table row/);
});

const versions = fc
  .tuple(
    fc.nat(99),
    fc.nat(99),
    fc.nat(99),
    fc.array(fc.oneof(fc.nat(20).map(String), fc.constantFrom('rc', 'beta')), { maxLength: 3 }),
  )
  .map(([major, minor, patch, pre]): Version => ({ major, minor, patch, pre, build: '' }));

t.test('written and read again, a version is the same; the order is one', async (t) => {
  fc.assert(fc.property(versions, (version) => compareVersions(parsed(formatVersion(version)), version) === 0));
  fc.assert(
    fc.property(versions, versions, (a, b) => Math.sign(compareVersions(a, b)) === -Math.sign(compareVersions(b, a))),
  );
  fc.assert(
    fc.property(
      versions,
      versions,
      versions,
      (a, b, c) => !(compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) || compareVersions(a, c) <= 0,
    ),
  );
  t.pass();
});

t.test('which Prometheus is meant', async (t) => {
  for (const none of [undefined, '']) t.equal(tagOf(prometheusVersion(none) ?? parsed('0')), DEFAULT_PROMETHEUS);
  t.equal(tagOf(prometheusVersion('2.50.1') ?? parsed('0')), 'v2.50.1');
  for (const text of ['1.8.0', 'v4.0.0', 'latest']) t.equal(prometheusVersion(text), undefined, text);
  t.equal(formatVersion(thanosVersion('') ?? parsed('0')), '0.42.4');
});

const facts: readonly (readonly [key: Parameters<typeof knows>[1], before: string, from: string])[] = [
  ['scrape.body_size_limit', '2.27.1', '2.28.0'],
  ['global.limits', '2.44.0', '2.45.0'],
  ['scrape.always_scrape_classic_histograms', '2.55.1', '3.0.0-rc.0'],
  ['scrape.scrape_protocols.PrometheusText1.0.0', '3.0.0-beta.1', '3.0.0-rc.0'],
  ['storage.tsdb.retention', '3.10.9', '3.11.0'],
  ['label.utf8', '3.0.0-rc.1', '3.0.0'],
];

t.test('a release knows a key from one version on', async (t) => {
  for (const [key, before, from] of facts) {
    t.notOk(knows(parsed(before), key), `${key} ${before}`);
    t.ok(knows(parsed(from), key), `${key} ${from}`);
    t.ok(parseVersion(since(key)));
  }
  t.ok(stillKnows(parsed('3.10.9'), 'arg.retention'));
  t.notOk(stillKnows(parsed('3.11.0'), 'arg.retention'));
  t.ok(thanosKnows(parsed('0.24.0'), 'rule.remote_write'));
  t.notOk(thanosKnows(parsed('0.23.9'), 'rule.remote_write'));
});
