// Texts that a field of a custom resource may hold, by its name: most of them make sense there, some do not.

const NAMES = ['credentials', 'credentials', 'credentials', 'credentials', 'credentials', 'credentials', 'missing'];
const DURATIONS = ['30s', '10s', '1m', '90s', '1h30m', '2d', '0', '15s', '500ms'];
const URLS = [
  'http://example.com',
  'https://example.com/x?a=b',
  'http://u:p@example.com:8080/',
  'https://[::1]:9090',
  'http://%zz',
];
const PATHS = ['/etc/x/a.pem', '/b'];
const LABELS = [
  'team',
  'namespace',
  '__address__',
  '__meta_kubernetes_pod_label_app',
  'instance',
  'job',
  'bad-name',
  'ü',
];

/** The first row whose pattern fits the name of the field gives its texts. */
const TEXTS: readonly (readonly [field: RegExp, texts: readonly string[]])[] = [
  [
    /^(expr|query)$/,
    ['up == 0', 'rate(http_requests_total[5m])', 'sum by (job) (up{a="b"}) > 1', 'vector(1)', 'up{', 'foo and bar'],
  ],
  [/^(record)$/, ['a:b', 'job:up:sum', 'bad name']],
  [/^(alert)$/, ['Down', 'High Errors', '']],
  [/^(interval|for|keep_firing_for|query_offset)$/, ['30s', '1m', '5m', '0s', '1h']],
  [/cidr|^ip$|podIP/i, ['10.0.0.1']],
  [/timestamp|lastTransitionTime/i, ['2026-01-01T00:00:00Z']],
  [/timeout|^scrapeTimeout$/i, ['10s', '5s', '1m', '500ms']],
  [/interval|delta|duration|retention$|period|window|delay|backoff|deadline|wait|offset/i, DURATIONS],
  [/blockSize|tolerance|ageLimit|expire|retry$|^ttl$/i, DURATIONS],
  [/size$|sizeLimit|perSilenceBytes/i, ['1MB', '512KB', '10MiB', '0']],
  [/^(proxyUrl|proxyURL)$/, ['http://proxy:3128', 'https://u:p@proxy', 'socks5://proxy']],
  [/^noProxy$/, ['10.0.0.0/8,example.com', '']],
  [
    /^(clientId|tenantId|tenantID|clientID|subscriptionID)$/,
    ['00000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-00000000000a', 'x'],
  ],
  [/^(smarthost)$/, ['smtp.example.com:25', 'smtp.example.com', '[::1]:587']],
  [/url$|^endpoint$|^server$|^apiServer$|^host$/i, URLS],
  [/file$/i, PATHS],
  [/^files$/, ['/x/*.json', '/y/a.yaml']],
  [/^(regex)$/, ['(.*)', 'a|b', '(.+);(.+)', '(', 'a(?=b)', '']],
  [/^(replacement)$/, ['$1', '${1}:9090', '', 'yes', '$']],
  [/^(targetLabel|sourceLabels|targetLabels|podTargetLabels|jobLabel|externalLabelName)$/, LABELS],
  [/^(.*ExternalLabelName|alertDropLabels|enforcedNamespaceLabel)$/, LABELS],
  [/^separator$/, [';', ',', '']],
  [/^(path|metricsPath|pathPrefix|routePrefix|mountPath)$/, ['/metrics', '/x', '/']],
  [/^(version)$/, ['']],
  [/^(port|portName)$/, ['web', 'http', '']],
  [/^(module|params)$/, ['http_2xx']],
  [/^(name|secretName|serviceAccountName|serviceName|receiver|muteTimeIntervals|activeTimeIntervals)$/, NAMES],
  [/^(namespace|matchNames|names)$/, ['default', 'other', 'monitoring']],
  [/^(groupBy)$/, ['job', 'namespace', '...']],
  [/^(key)$/, ['app', 'token', 'team']],
  [/^(operator)$/, ['In', 'Exists', 'NotIn']],
  [/^(times|startTime)$/, ['08:00']],
  [/^(endTime)$/, ['17:00', '24:00']],
  [/^weekdays$/, ['monday', 'monday:friday', 'Sunday', 'friday:monday']],
  [/^months$/, ['january', '1:3', 'may:august']],
  [/^years$/, ['2026', '2026:2030']],
  [/^location$/, ['Europe/Berlin', 'UTC']],
  [/^(responder|type)$/, ['team', 'Bearer', 'button', 'user', 'basic']],
  [/^(environment|cloud)$/, ['AzurePublic', 'AzureChina']],
  [/^(enableFeatures)$/, ['exemplar-storage', 'promql-experimental-functions', 'xor2-encoding']],
  [/^(scrapeClass)$/, ['credentials']],
  [/cpu|memory|storage|requests|limits/i, ['1Gi', '100m', '2']],
];

/** What any other text may be: among them what YAML 1.1, templates and the reloader would read as something else. */
const ANY = [
  'x',
  'yes',
  '1e3',
  '~',
  '0x1',
  'null',
  '2026-01-01',
  'a: b',
  "it's",
  'two\nlines',
  '{{ .CommonLabels.job }}',
  '$(POD_NAME)',
  'ü',
  ' x ',
  '',
  '# c',
];

/** The texts of a field. */
export const textsFor = (field: string): readonly string[] =>
  TEXTS.find(([pattern]) => pattern.test(field))?.[1] ?? ANY;

/** The key of a Secret or ConfigMap that a field refers to. */
const KEYS: readonly (readonly [owner: RegExp, keys: readonly string[]])[] = [
  [/^(ca|clientCA|client_ca)$/, ['ca', 'ca', 'ca', 'token']],
  [/^cert$/, ['cert', 'cert', 'cert', 'token']],
  [/^(keySecret)$/, ['key', 'key', 'key', 'token']],
  [/^additional.*Configs$/, ['list', 'list', 'list', 'token']],
  [/url|webhook|apiURL/i, ['url', 'url', 'url', 'token']],
];
export const keysFor = (owner: string): readonly string[] =>
  KEYS.find(([pattern]) => pattern.test(owner))?.[1] ?? [
    'token',
    'token',
    'user',
    'password',
    'token',
    'user',
    'missing',
  ];
