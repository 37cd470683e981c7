// What can be wrong with a scrape object, rule by rule, and what of it depends on the release of Prometheus.
import t from 'tap';
import type { RelabelConfig } from '../../../hooks/api/shared/relabeling.ts';
import { checkOAuth2, checkOneCredential } from '../../../hooks/httpclient/auth.ts';
import { checkProxy } from '../../../hooks/httpclient/proxy.ts';
import { checkTls, tlsConfig } from '../../../hooks/httpclient/tls.ts';
import { resolver } from '../../../hooks/references/resolver.ts';
import { isExcluded, withEnforcedLabel } from '../../../hooks/scrape/job/enforce.ts';
import { selectorRules } from '../../../hooks/scrape/job/kubernetes.ts';
import {
  bodySizeLimit,
  bytesOf,
  extraScrapeMetrics,
  limits,
  nativeHistograms,
  protocols,
  quantityNumber,
} from '../../../hooks/scrape/job/limits.ts';
import { checkRelabelings, relabelConfigs, sanitizeLabelName } from '../../../hooks/scrape/job/relabel.ts';
import { scrapeClassOf, withClassAuthorization, withClassTls } from '../../../hooks/scrape/job/scrapeclass.ts';
import { parseVersion, type Version } from '../../../hooks/versions/version.ts';

const version = (text: string): Version => parseVersion(text) ?? { major: 0, minor: 0, patch: 0, pre: [], build: '' };
const [v2, v3] = [version('2.55.0'), version('3.13.2')];
const nothing = resolver(() => ({ value: 'x' }));

const relabelings: readonly (readonly [name: string, rule: object, wrong: string, in2?: string])[] = [
  ['replace by default', { targetLabel: 'a' }, ''],
  ['any case of the action', { action: 'HashMod', targetLabel: 'a', modulus: 2 }, ''],
  ['an action that is none', { action: 'explode' }, 'action'],
  ['replace without target', {}, 'targetLabel'],
  ['hashmod without modulus', { action: 'hashmod', targetLabel: 'a' }, 'modulus'],
  ['a target in UTF-8', { targetLabel: 'ä.b' }, '', 'targetLabel'],
  ['a template as target', { targetLabel: '${1}_a' }, '', 'targetLabel'],
  ['lowercase', { action: 'lowercase', targetLabel: 'a' }, ''],
  ['lowercase with a replacement', { action: 'lowercase', targetLabel: 'a', replacement: 'x' }, 'replacement'],
  ['lowercase with the default replacement', { action: 'lowercase', targetLabel: 'a', replacement: '$1' }, ''],
  ['keepequal', { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }, ''],
  ['keepequal with a regex', { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', regex: 'x' }, 'action'],
  [
    'keepequal with the default regex',
    { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', regex: '(.*)' },
    '',
  ],
  ['dropequal with a separator', { action: 'dropequal', targetLabel: 'b', separator: ',' }, 'action'],
  ['labeldrop', { action: 'labeldrop', regex: 'x.*' }, ''],
  ['labeldrop with labels', { action: 'labeldrop', regex: 'x', sourceLabels: ['a'] }, 'action'],
  ['labelkeep with a target', { action: 'labelkeep', regex: 'x', targetLabel: 'a' }, 'action'],
  ['labelmap', { action: 'labelmap', regex: 'a_(.+)' }, ''],
  ['labelmap to a template', { action: 'labelmap', regex: 'a_(.+)', replacement: 'b_$1' }, ''],
  ['labelmap to something odd', { action: 'labelmap', regex: 'a_(.+)', replacement: '-$1' }, '', 'replacement'],
  ['labelmap to nothing', { action: 'labelmap', regex: 'a_(.+)', replacement: '' }, 'replacement'],
  ['a regex of another engine', { action: 'drop', regex: '(?=a)' }, 'regex'],
  ['an empty regex', { action: 'drop', sourceLabels: ['a'], regex: '' }, ''],
];

t.test('relabeling rules', async (t) => {
  const field = (rule: object, of: Version) =>
    checkRelabelings([rule as RelabelConfig], of, 'r')[0]?.path.replace('r[0].', '') ?? '';
  for (const [name, rule, wrong, in2 = wrong] of relabelings) {
    t.equal(field(rule, v3), wrong, name);
    t.equal(field(rule, v2), in2, `${name}, Prometheus 2`);
  }
  t.equal(field({ action: 'lowercase', targetLabel: 'a' }, version('2.35.0')), 'action');
  t.equal(field({ action: 'keepequal', targetLabel: 'a' }, version('2.40.0')), 'action');
  t.strictSame(
    relabelConfigs([
      {
        action: 'Replace',
        sourceLabels: [],
        targetLabel: 'a',
        replacement: '',
        regex: '',
        modulus: 0,
        separator: '',
      } as never,
    ]),
    [{ separator: '', target_label: 'a', replacement: '', action: 'replace' }],
    'an empty replacement means something, an empty regex does not',
  );
  t.equal(sanitizeLabelName('app.kubernetes.io/name-ä'), 'app_kubernetes_io_name__');
});

const limitCases: readonly (readonly [
  user: number | undefined,
  enforced: number | undefined,
  now: number | undefined,
  before245: number | undefined,
])[] = [
  [undefined, undefined, undefined, undefined],
  [5, undefined, 5, 5],
  [0, undefined, 0, 0],
  [5, 0, 5, 5],
  [undefined, 7, undefined, 7],
  [0, 7, undefined, 7],
  [5, 7, 5, 5],
  [9, 7, 7, 7],
];

t.test('limits: what the user asks, bounded by what is enforced', async (t) => {
  const of = (user: number | undefined, enforced: number | undefined, at: Version) =>
    limits({ sampleLimit: user }, { enforcedSampleLimit: enforced } as never, at)['sample_limit'];
  for (const [user, enforced, now, before] of limitCases) {
    t.equal(of(user, enforced, v3), now, `${user} ${enforced}`);
    t.equal(of(user, enforced, version('2.44.0')), before, `${user} ${enforced}, before 2.45`);
  }
  t.strictSame(limits({ targetLimit: 1, labelLimit: 2, keepDroppedTargets: 3 }, {} as never, version('2.26.0')), {
    target_limit: 1,
  });
});

t.test('sizes', async (t) => {
  for (const [text, bytes] of [
    ['0', 0],
    ['1B', 1],
    ['1KB', 1024],
    ['1KiB', 1024],
    ['1.5MB', 1.5 * 1024 ** 2],
    ['2EiB', 2 * 1024 ** 6],
    ['5', undefined],
    ['5mb', undefined],
    ['MB', undefined],
    ['-1MB', undefined],
  ] as const)
    t.equal(bytesOf(text), bytes, text);
  const size = (user: string | undefined, enforced: string | undefined) =>
    bodySizeLimit(user, enforced, v3)['body_size_limit'];
  t.equal(size('1GB', '500MB'), '500MB');
  t.equal(size('1MB', '500KB'), '500KB');
  t.equal(size('1MB', '1MiB'), '1MB');
  t.equal(size(undefined, '1MB'), '1MB');
  t.equal(size('', ''), undefined);
  for (const [text, number] of [
    ['1.1', 1.1],
    ['500m', 0.5],
    ['2k', 2000],
    ['1Ki', 1024],
    ['1e3', 1000],
    [2, 2],
    ['-3', -3],
  ] as const)
    t.equal(quantityNumber(text), number, String(text));
  for (const text of ['', 'x', '1x', '1constructor']) t.ok(Number.isNaN(quantityNumber(text)), text);
});

t.test('native histograms and protocols by release', async (t) => {
  const all = {
    scrapeNativeHistograms: true,
    nativeHistogramBucketLimit: 1,
    nativeHistogramMinBucketFactor: '1.1',
    scrapeClassicHistograms: true,
    convertClassicHistogramsToNHCB: true,
  };
  t.strictSame(Object.keys(nativeHistograms(all, version('2.44.0'))), []);
  t.strictSame(nativeHistograms(all, v2), {
    native_histogram_bucket_limit: 1,
    native_histogram_min_bucket_factor: 1.1,
    scrape_classic_histograms: true,
  });
  t.strictSame(Object.keys(nativeHistograms(all, v3)), [
    'scrape_native_histograms',
    'native_histogram_bucket_limit',
    'native_histogram_min_bucket_factor',
    'always_scrape_classic_histograms',
    'convert_classic_histograms_to_nhcb',
  ]);
  for (const on of [true, false]) t.strictSame(extraScrapeMetrics(on, version('3.10.0')), { extra_scrape_metrics: on });
  t.strictSame(extraScrapeMetrics(true, version('3.9.1')), {}, 'older releases know it for all jobs together only');
  t.strictSame(extraScrapeMetrics(undefined, v3), {});
  t.strictSame(protocols({ scrapeProtocols: ['a'] }, 'b', v3), {
    scrape_protocols: ['a'],
    fallback_scrape_protocol: 'b',
  });
  t.strictSame(protocols({ scrapeProtocols: [], fallbackScrapeProtocol: 'c' }, 'b', v3), {
    fallback_scrape_protocol: 'c',
  });
  t.strictSame(protocols({ scrapeProtocols: ['a'] }, 'b', version('2.48.0')), {});
});

t.test('a label selector as rules: names cleaned, values as they are', async (t) => {
  t.strictSame(
    selectorRules(
      {
        matchLabels: { 'b/x': '1', a: '(.*)' },
        matchExpressions: [
          { key: 'z', operator: 'In', values: ['2', '1'] },
          { key: 'y', operator: 'DoesNotExist' },
        ],
      },
      'pod',
    ),
    [
      {
        action: 'keep',
        source_labels: ['__meta_kubernetes_pod_label_a', '__meta_kubernetes_pod_labelpresent_a'],
        regex: '((.*));true',
      },
      {
        action: 'keep',
        source_labels: ['__meta_kubernetes_pod_label_b_x', '__meta_kubernetes_pod_labelpresent_b_x'],
        regex: '(1);true',
      },
      {
        action: 'keep',
        source_labels: ['__meta_kubernetes_pod_label_z', '__meta_kubernetes_pod_labelpresent_z'],
        regex: '(2|1);true',
      },
      { action: 'drop', source_labels: ['__meta_kubernetes_pod_labelpresent_y'], regex: 'true' },
    ],
  );
  t.strictSame(selectorRules(undefined, 'service'), []);
});

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
      checkProxy(nothing, 'ns', fields, 'p').map(({ path }) => path.slice(2)),
      wrong,
      JSON.stringify(fields),
    );
  const oauth = (fields: object) => checkOAuth2(nothing, 'ns', fields as never, 'o').map(({ path }) => path);
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
