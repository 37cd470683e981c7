// Scrape jobs as users write them in a Secret: what Prometheus would refuse, and at which path. No message has a value.
import t from 'tap';
import { parsePlainYaml } from '../../../../hooks/core/plainyaml.ts';
import { job } from '../../../../hooks/prometheus/schema/job.ts';
import { problemsOf } from '../../../../hooks/prometheus/schema/walk.ts';
import { version } from '../../../support/releases.ts';

const problems = (yaml: string, release = '3.13.2', scheme?: string): string[] => {
  const parsed = parsePlainYaml(`job_name: a\n${yaml}\n`, 'x');
  if ('issue' in parsed) throw new Error(parsed.issue.message);
  return problemsOf(job, parsed.value, version(release), scheme).map(([path, message]) => `${path}: ${message}`);
};

const FINE: readonly string[] = [
  '',
  'scrape_interval: 0',
  'scrape_interval: 1h30m',
  'scrape_timeout: 10s',
  'sample_limit: 1_000',
  'honor_labels: yes',
  'params: {module: [http_2xx], "null": [1]}',
  'basic_auth: {username: 0123, password: 1.10}',
  'basic_auth: ~',
  'authorization: {}',
  'tls_config: {insecure_skip_verify: true, min_version: TLS12, max_version: TLS13}',
  'static_configs: [{targets: [a, b:1], labels: {x.y: 1, team: yes}}]',
  'relabel_configs: [{source_labels: [a], regex: (.+), target_label: "${1}_x"}]',
  'relabel_configs: [{action: LabelDrop, regex: a}]',
  'relabel_configs: [{action: hashmod, source_labels: [a], modulus: 4, target_label: b}]',
  'file_sd_configs: [{files: [/x/*.json]}]',
  'dns_sd_configs: [{names: [a], type: a, port: 80}]',
  'dns_sd_configs: [{names: [a]}]',
  'kubernetes_sd_configs: [{role: pod, selectors: [{role: pod, label: "app in (a,b)"}]}]',
  'kubernetes_sd_configs: [{role: pod, api_server: "host:6443", basic_auth: {username: a}}]',
  'consul_sd_configs: [{}]',
  'ec2_sd_configs: [{filters: [{name: a, values: [b]}]}]',
  'azure_sd_configs: [{authentication_method: SDK, subscription_id: a}]',
  'scrape_protocols: [PrometheusProto, OpenMetricsText1.0.0]',
  'proxy_url: http://proxy:3128',
  'proxy_from_environment: true',
];
for (const yaml of FINE) t.test(`takes ${yaml || 'a name alone'}`, async (t) => t.strictSame(problems(yaml), []));

const REFUSED: readonly (readonly [yaml: string, problem: string])[] = [
  ['scrape_intervall: 1s', ': has a key that is not known here; do you mean scrape_interval?'],
  ['scrape_interval: 293y', 'scrape_interval: must be a duration such as 30s or 1h30m, below 292 years'],
  ['scrape_interval: [1s]', 'scrape_interval: must be a single value, not a list or mapping'],
  ['{scrape_interval: 5s, scrape_timeout: 6s}', 'scrape_timeout: must not be longer than scrape_interval'],
  ['sample_limit: -1', 'sample_limit: must be between 0 and 18446744073709552000'],
  ['sample_limit: "1"', 'sample_limit: must be a whole number'],
  ['honor_labels: "yes"', 'honor_labels: must be true or false'],
  ['body_size_limit: 99999999999EB', 'body_size_limit: must be a size such as 10MB, below 8EiB'],
  ['params: [a]', 'params: must be a mapping'],
  ['static_configs: [~]', 'static_configs[0]: must not be empty'],
  ['{basic_auth: {}, authorization: {}}', 'authorization: excludes basic_auth: keep one'],
  ['basic_auth: {password: a, password_file: b}', 'basic_auth.password_file: excludes password: keep one'],
  ['authorization: {type: " BASIC "}', 'authorization.type: must not be Basic: use basic_auth'],
  ['oauth2: {client_id: a, client_secret: b}', 'oauth2.token_url: is needed'],
  [
    'oauth2: {client_id: a, token_url: http://b}',
    'oauth2.client_secret: is needed (or client_secret_file, client_secret_ref)',
  ],
  ['tls_config: {cert_file: a}', 'tls_config.cert_file: needs key or key_file or key_ref'],
  [
    'tls_config: {min_version: TLS13, max_version: TLS12}',
    'tls_config.max_version: must not be older than min_version',
  ],
  ['no_proxy: a', 'no_proxy: needs proxy_url'],
  ['proxy_url: "http://[x]"', 'proxy_url: the URL has no IPv6 address between the brackets of its host'],
  [
    'relabel_configs: [{regex: "("}]',
    'relabel_configs[0].regex: is not a regular expression in RE2: error parsing regexp: missing closing )',
  ],
  [
    'relabel_configs: [{regex: "\\\\p{Garay}"}]',
    'relabel_configs[0].regex: is not a regular expression in RE2: the class Garay is not known to Go',
  ],
  ['relabel_configs: [{}]', 'relabel_configs[0].target_label: is needed for this action'],
  [
    'relabel_configs: [{source_labels: [""], target_label: a}]',
    'relabel_configs[0].source_labels[0]: must be a label name',
  ],
  ['relabel_configs: [{action: keepif}]', 'relabel_configs[0].action: is no relabel action'],
  [
    'relabel_configs: [{action: hashmod, target_label: a}]',
    'relabel_configs[0].modulus: must be above 0 for this action',
  ],
  [
    'relabel_configs: [{action: keepequal, source_labels: [a], target_label: b, regex: (.*)}]',
    'relabel_configs[0].regex: is not used by this action, only source_labels and target_label',
  ],
  [
    'relabel_configs: [{action: labeldrop, separator: a}]',
    'relabel_configs[0].separator: is not used by this action, only regex',
  ],
  ['file_sd_configs: [{files: [/x/a.txt]}]', 'file_sd_configs[0].files[0]: must end in .json, .yml or .yaml'],
  [
    'file_sd_configs: [{files: [a.json], refresh_interval: 0s}]',
    'file_sd_configs[0].refresh_interval: must be above 0',
  ],
  ['dns_sd_configs: [{names: [a], type: A}]', 'dns_sd_configs[0].port: is needed for this type'],
  ['http_sd_configs: [{url: "http:///x"}]', 'http_sd_configs[0].url: the URL has no host'],
  ['http_sd_configs: [{}]', 'http_sd_configs[0].url: is needed'],
  [
    'kubernetes_sd_configs: [{role: Pod}]',
    'kubernetes_sd_configs[0].role: must be one of node, pod, service, endpoints, endpointslice, ingress',
  ],
  [
    'kubernetes_sd_configs: [{role: pod, basic_auth: {username: a}}]',
    'kubernetes_sd_configs[0].basic_auth: needs api_server',
  ],
  [
    'kubernetes_sd_configs: [{role: service, selectors: [{role: pod}]}]',
    'kubernetes_sd_configs[0].selectors[0].role: is there twice, or is not read by this role',
  ],
  ['consul_sd_configs: [{token: a, authorization: {}, server: ""}]', 'consul_sd_configs[0].server: must not be empty'],
  ['body_size_limit: 5iB', 'body_size_limit: must be a size such as 10MB, below 8EiB'],
  ['hetzner_sd_configs: [{}]', 'hetzner_sd_configs[0].role: is needed'],
  ['openstack_sd_configs: [{role: instance}]', 'openstack_sd_configs[0].region: is needed'],
  ['ec2_sd_configs: [{filters: [{name: a}]}]', 'ec2_sd_configs[0].filters[0].values: needs at least one item'],
  ['scrape_protocols: []', 'scrape_protocols: needs at least one item'],
  ['scrape_protocols: [PrometheusProto, PrometheusProto]', 'scrape_protocols[1]: is there twice'],
];
for (const [yaml, problem] of REFUSED)
  t.test(`refuses ${yaml}`, async (t) => {
    const text = yaml.startsWith('{') ? yaml.slice(1, -1).replace(/, (?=[a-z_]+: )/g, '\n') : yaml;
    t.strictSame(problems(text).slice(0, 1), [problem]);
  });

t.test('the address of an API server is a URL with a host, or host:port', async (t) => {
  const at = (address: string) => problems(`kubernetes_sd_configs: [{role: pod, api_server: "${address}"}]`);
  for (const right of ['https://a/b', 'http://u:p@h:1/x', 'a:8443', 'host', 'host/', 'x://y', 'é'])
    t.strictSame(at(right), [], right);
  for (const wrong of ['10.0.0.1:8443', '/////', 'host/path', 'a:8443/x', 'http:///x', '//h', 'h:x', 'a%zz'])
    t.match(at(wrong), [/^kubernetes_sd_configs\[0\]\.api_server: .*https:\/\/host:port/], wrong);
});

t.test('what depends on the release', async (t) => {
  t.strictSame(problems('keep_dropped_targets: 1', '2.46.0'), ['keep_dropped_targets: needs Prometheus 2.47.0']);
  t.strictSame(problems('keep_dropped_targets: 1', '2.47.0'), []);
  t.match(problems('from_the_future: 1', '3.16.0'), [/is not known here/]);
  t.strictSame(problems('from_the_future: 1', '3.17.0'), [], 'a newer release may have more keys');
  const named = (regex: string) => `relabel_configs: [{target_label: a, regex: '${regex}'}]`;
  t.match(problems(named('(?<a>b)'), '2.50.0'), [/needs Prometheus 2\.51\.0: write \(\?P<name>/]);
  t.strictSame(problems(named('(?<a>b)'), '2.51.0'), []);
  for (const other of ['(?P<a>b)', '\\(?<', '[(?<]', '[](?<]', '(a)?<'])
    t.strictSame(problems(named(other), '2.50.0'), [], other);
  const rule = 'relabel_configs: [{target_label: a.b}]';
  t.strictSame(problems(rule), []);
  t.match(problems(rule, '2.55.1'), [/must be a label name/]);
  t.match(problems(rule, '3.13.2', 'Legacy'), [/must be a label name/]);
  t.match(problems('relabel_configs: [{action: labelmap, replacement: "k8s.${1}"}]', '3.13.2', 'Legacy'), [
    /does not result/,
  ]);
});

t.test('a section has ten problems at most, and none repeats a value', async (t) => {
  const many = problems(`relabel_configs: [${Array.from({ length: 50 }, () => '{regex: "hunter2("}').join(', ')}]`);
  t.equal(many.length, 10);
  t.notMatch(many.join(), /hunter2/);
});
