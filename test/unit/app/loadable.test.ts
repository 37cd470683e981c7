// Values that a CRD admits and a server refuses: they reject their object, or stop their Prometheus or Alertmanager,
// with the path of the field. The right value beside each of them is written.
import t from 'tap';
import { type RenderedParent, render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { configText } from '../../support/config.ts';
import { alertmanager, namespace, prometheus, secret, serviceMonitor } from '../../support/objects.ts';

type Spec = Record<string, unknown>;

const EVERYTHING = { podMonitorSelector: {}, probeSelector: {}, scrapeConfigSelector: {} };
const META = { generation: 1, resourceVersion: '1' };
const of = (kind: string, version: string, spec: Spec): KubernetesObject => ({
  apiVersion: `monitoring.coreos.com/${version}`,
  kind,
  metadata: { name: 'x', namespace: 'monitoring', uid: kind, ...META },
  spec,
});
const monitor = (endpoint: Spec, spec: Spec = {}) =>
  serviceMonitor({ endpoints: [{ port: 'web', ...endpoint }], ...spec }, META);
const podMonitor = (endpoint: Spec) =>
  of('PodMonitor', 'v1', { selector: {}, podMetricsEndpoints: [{ port: 'web', ...endpoint }] });
const probe = (spec: Spec) =>
  of('Probe', 'v1', { prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['a'] } }, ...spec });
const scrapeConfig = (spec: Spec) => of('ScrapeConfig', 'v1alpha1', { staticConfigs: [{ targets: ['a'] }], ...spec });

function rendered(parent: KubernetesObject, others: readonly KubernetesObject[]): RenderedParent {
  const all = [namespace('monitoring'), ...others, { ...parent, metadata: { ...parent.metadata, ...META } }];
  const found = render(all, { now: new Date('2026-05-05T00:00:00Z') }).parents.find(({ kind }) => kind === parent.kind);
  if (!found) throw new Error('the parent is not rendered');
  return found;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}
const message = ({ status }: RenderedParent, type: string): string => {
  const found = (status['conditions'] as readonly Condition[]).find((condition) => condition.type === type);
  return `${found?.status}: ${found?.message ?? ''}`;
};

const rule = (fields: Spec) => ({ sourceLabels: ['a'], targetLabel: 'b', ...fields });

/** An object of a Prometheus, the message that names it, and the same object with a right value. */
const OBJECTS: readonly (readonly [wrong: KubernetesObject, message: RegExp, right: KubernetesObject, spec?: Spec])[] =
  [
    [monitor({ interval: '9999999y' }), /endpoints\[0\]\.interval: "9999999y"/, monitor({ interval: '30s' })],
    [podMonitor({ interval: '99999y' }), /podMetricsEndpoints\[0\]\.interval/, podMonitor({ interval: '292y' })],
    [probe({ interval: '99999y' }), /spec\.interval/, probe({ interval: '1m' })],
    [scrapeConfig({ scrapeInterval: '293y' }), /spec\.scrapeInterval/, scrapeConfig({ scrapeInterval: '1d' })],
    [
      scrapeConfig({ httpSDConfigs: [{ url: 'http://a', refreshInterval: '300y' }] }),
      /httpSDConfigs\[0\]\.refreshInterval/,
      scrapeConfig({ httpSDConfigs: [{ url: 'http://a', refreshInterval: '1m' }] }),
    ],
    ...['ftp://consul:8500', 'HTTP://consul', '\u017fhttp://consul'].map(
      (server) =>
        [
          scrapeConfig({ consulSDConfigs: [{ server }] }),
          /consul_sd_configs\[0\]\.server must have the scheme http, https or unix/,
          scrapeConfig({ consulSDConfigs: [{ server: 'consul:8500' }] }),
        ] as const,
    ),
    [
      scrapeConfig({ httpSDConfigs: [{ url: 'http:///x' }] }),
      /http_sd_configs\[0\]\.url the URL has no host/,
      scrapeConfig({ httpSDConfigs: [{ url: 'http://x/x' }] }),
    ],
    [monitor({}, { bodySizeLimit: '99999999999EB' }), /bodySizeLimit/, monitor({}, { bodySizeLimit: '1.5MB' })],
    [scrapeConfig({ bodySizeLimit: '9EB' }), /bodySizeLimit/, scrapeConfig({ bodySizeLimit: '7EB' })],
    [
      monitor({ relabelings: [{ action: 'keep', regex: '\\p{Garay}', sourceLabels: ['a'] }] }),
      /relabelings\[0\]\.regex: .*Garay is not known to Go/,
      monitor({ relabelings: [{ action: 'keep', regex: '\\p{Greek}', sourceLabels: ['a'] }] }),
    ],
    [
      monitor({ relabelings: [rule({ sourceLabels: [''] })] }),
      /relabelings\[0\]\.sourceLabels\[0\]: "" must be a label name/,
      monitor({ relabelings: [rule({})] }),
    ],
    [
      podMonitor({ metricRelabelings: [rule({ sourceLabels: ['x-y'] })] }),
      /metricRelabelings\[0\]\.sourceLabels\[0\]: "x-y"/,
      podMonitor({ metricRelabelings: [rule({ sourceLabels: ['x_y'] })] }),
      { version: 'v2.55.1' },
    ],
    [
      probe({ metricRelabelings: [rule({ targetLabel: 'a.b' })] }),
      /metric_relabel_configs\[0\]\.target_label must be a label name|metricRelabelings\[0\]\.targetLabel/,
      probe({ metricRelabelings: [rule({ targetLabel: 'a_b' })] }),
      { nameValidationScheme: 'Legacy' },
    ],
    [
      monitor({ relabelings: [{ action: 'labelmap', replacement: 'k8s.${1}', regex: '(.*)' }] }),
      /relabelings\[0\]\.replacement/,
      monitor({ relabelings: [{ action: 'labelmap', replacement: 'k8s_${1}', regex: '(.*)' }] }),
      { nameValidationScheme: 'Legacy' },
    ],
    [
      scrapeConfig({ nameValidationScheme: 'Legacy', relabelings: [rule({ targetLabel: 'a.b' })] }),
      /relabelings\[0\]\.targetLabel/,
      scrapeConfig({ nameValidationScheme: 'UTF8', relabelings: [rule({ targetLabel: 'a.b' })] }),
    ],
    [
      monitor({ relabelings: [{ action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', regex: '(.*)' }] }),
      /relabelings\[0\]\.regex: .* is not used by this action/,
      monitor({ relabelings: [{ action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' }] }),
    ],
    [
      scrapeConfig({ openstackSDConfigs: [{ role: 'Instance', region: '' }] }),
      /openstack_sd_configs\[0\]\.region is needed/,
      scrapeConfig({ openstackSDConfigs: [{ role: 'Instance', region: 'a' }] }),
    ],
    [
      scrapeConfig({ scrapeProtocols: ['PrometheusProto', 'PrometheusProto'] }),
      /scrape_protocols\[1\] is there twice/,
      scrapeConfig({ scrapeProtocols: ['PrometheusProto'] }),
    ],
  ];
for (const [wrong, expected, right, spec] of OBJECTS)
  t.test(`${wrong.kind}: ${expected.source}`, async (t) => {
    const parent = prometheus({ ...EVERYTHING, ...spec });
    const bad = rendered(parent, [wrong]);
    t.match(message(bad, 'ResourcesAccepted'), /^False: /);
    t.match(message(bad, 'ResourcesAccepted'), expected);
    t.match(message(bad, 'Reconciled'), /^True/, 'the Prometheus goes on');
    t.match(configText(bad.children), /scrape_configs: \[\]/);
    const good = rendered(parent, [right]);
    t.equal(message(good, 'ResourcesAccepted'), 'True: ');
    t.match(configText(good.children), /- job_name: /);
  });

const CREDENTIALS = { basicAuth: { username: { name: 's', key: 'user' }, password: { name: 's', key: 'password' } } };

t.test('a password that is not UTF-8 rejects its object', async (t) => {
  const bytes = secret('s', { user: 'u' });
  const latin = {
    ...bytes,
    data: { ...(bytes['data'] as object), password: Buffer.from('pass\xe9', 'latin1').toString('base64') },
  };
  const bad = rendered(prometheus(), [monitor(CREDENTIALS), latin]);
  t.match(
    message(bad, 'ResourcesAccepted'),
    /basicAuth\.password: key "password" of Secret "monitoring\/s" is not UTF-8/,
  );
  t.notMatch(message(bad, 'ResourcesAccepted'), /pass.?\ufffd/);
});

t.test('a password that ends in a line feed is used and named', async (t) => {
  const parents = [prometheus(), of('PrometheusAgent', 'v1alpha1', { serviceMonitorSelector: {} })];
  for (const parent of parents) {
    const with_ = (password: string) => rendered(parent, [monitor(CREDENTIALS), secret('s', { user: 'u', password })]);
    t.match(
      message(with_('p\n'), 'CredentialsTrimmed'),
      /^False: key "password" of Secret "monitoring\/s" ends in white/,
    );
    t.equal(message(with_('p\n'), 'ResourcesAccepted'), 'True: ');
    t.match(configText(with_('p\n').children), /password: /);
    t.match(message(with_('p'), 'CredentialsTrimmed'), /^undefined/, 'others have no such condition');
    t.match(message(with_('-----BEGIN\nx\n'), 'CredentialsTrimmed'), /^undefined/);
  }
});

const jobs = { additionalScrapeConfigs: { name: 's', key: 'jobs' } };

/** A Prometheus, what its Secret holds, and the message. */
const STOPPED: readonly (readonly [spec: Spec, jobs: string, message: RegExp])[] = [
  [{ externalLabels: { 'x.y': 'z' }, version: 'v2.55.1' }, '', /spec\.externalLabels: "x\.y" is not a label name/],
  [{ externalLabels: { 'x.y': 'z' }, nameValidationScheme: 'Legacy' }, '', /spec\.externalLabels/],
  [{ nameValidationScheme: 'Legacy', nameEscapingScheme: 'AllowUTF8' }, '', /metric_name_escaping_scheme/],
  [{ remoteWrite: [{ url: 'http://a' }, { url: 'http://a' }] }, '', /remote_write\[1\] is the same as an earlier one/],
  [{ remoteWrite: [{ url: 'http://a', queueConfig: { minShards: 9, maxShards: 2 } }] }, '', /min_shards/],
  [{ additionalArgs: [{ name: '--x' }] }, '', /additionalArgs\[0\]\.name: "--x" begins with a dash/],
  [{ version: 'v2.45.0+build.7' }, '', /spec\.version: "v2\.45\.0\+build\.7" is not an image tag/],
  [jobs, '- job_name: a\n- job_name: a\n', /additionalScrapeConfigs\[1\]\.job_name: .*is there twice/],
  [jobs, '- job_name: a\n  scrape_intervall: 1s\n', /additionalScrapeConfigs\[0\]: .*do you mean scrape_interval/],
  [jobs, '- job_name: a\n  relabel_configs: [{regex: "hunter2("}]\n', /\[0\]\.relabel_configs\[0\]\.regex: /],
  [
    { additionalAlertRelabelConfigs: jobs.additionalScrapeConfigs },
    '- action: labeldrop\n  separator: x\n',
    /\[0\]\.separator/,
  ],
  [{ additionalAlertManagerConfigs: jobs.additionalScrapeConfigs }, '- timeout: soon\n', /\[0\]\.timeout: /],
];
for (const [spec, text, expected] of STOPPED)
  t.test(`Prometheus: ${expected.source}`, async (t) => {
    const answer = rendered(prometheus(spec), [monitor({}), secret('s', { jobs: text })]);
    t.match(message(answer, 'Reconciled'), /^False: /);
    t.match(message(answer, 'Reconciled'), expected);
    t.notMatch(message(answer, 'Reconciled'), /hunter2/, 'nothing of the Secret is repeated');
  });

t.test('additional configuration passes through as it was written', async (t) => {
  const text =
    '- job_name: 0123\n  static_configs: [{targets: [a], labels: {a: 1234567890123456789, b: 1.10, c: yes}}]\n';
  const answer = rendered(prometheus(jobs), [secret('s', { jobs: text })]);
  t.match(
    configText(answer.children),
    /job_name: 0123\n.*\n.*\n\s+- a\n\s+labels:\n\s+a: 1234567890123456789\n\s+b: 1\.10\n\s+c: yes\n/,
  );
  const empty = rendered(prometheus(jobs), [secret('s', { jobs: '# none\n' })]);
  t.match(message(empty, 'Reconciled'), /^True/, 'a comment alone is no job');
});

t.test('empty intervals count as absent', async (t) => {
  const answer = rendered(prometheus({ scrapeInterval: '', evaluationInterval: '' }), [monitor({})]);
  t.match(configText(answer.children), /scrape_interval: 30s[\s\S]*evaluation_interval: 30s/);
});

t.test('slashes around routePrefix do not count', async (t) => {
  const pods = (parent: KubernetesObject, prefix: string) =>
    JSON.stringify(
      rendered({ ...parent, spec: { ...(parent['spec'] as Spec), routePrefix: prefix } }, []).children.filter(
        ({ kind }) => kind === 'StatefulSet',
      ),
    );
  const ruler = of('ThanosRuler', 'v1', { queryEndpoints: ['dns+q:10901'], ruleSelector: {} });
  const agent = of('PrometheusAgent', 'v1alpha1', { serviceMonitorSelector: {} });
  for (const parent of [prometheus({ thanos: {} }), agent, ruler, alertmanager()])
    for (const prefix of ['a/b', '/a/b', '/a/b/']) {
      const text = pods(parent, prefix);
      t.match(text, /--reload-url=http:\/\/localhost:\d+\/a\/b\/-\/reload"/, `${parent.kind} ${prefix}`);
      t.notMatch(text, /"path":"(?!\/a\/b\/-\/)[^"]*-\//);
      t.notMatch(text, /--prometheus\.url=(?!http:\/\/localhost:9090\/a\/b")/);
    }
});

t.test('a scrape object is rejected whose job name an additional job has', async (t) => {
  const additionalScrapeConfigs = { name: 'more', key: 'jobs.yaml' };
  const jobs = (name: string) => secret('more', { 'jobs.yaml': `[{job_name: "${name}"}]` });
  const two = [monitor({}, { endpoints: [{ port: 'a' }, { port: 'b' }] }), podMonitor({})];
  const agent = of('PrometheusAgent', 'v1alpha1', { serviceMonitorSelector: {}, podMonitorSelector: {} });
  for (const parent of [prometheus({ podMonitorSelector: {} }), agent]) {
    const spec = { ...(parent['spec'] as Spec), additionalScrapeConfigs };
    const answer = (name: string) => rendered({ ...parent, spec }, [...two, jobs(name)]);
    const taken = answer('serviceMonitor/monitoring/app/1');
    t.match(
      message(taken, 'ResourcesAccepted'),
      /^False: ServiceMonitor monitoring\/app metadata\.name: .*"serviceMonitor\/monitoring\/app\/1" too: rename that job/,
    );
    t.match(configText(taken.children), /podMonitor\/monitoring\/x\/0/, 'the other object is in the configuration');
    t.match(message(answer('serviceMonitor/monitoring/app/2'), 'ResourcesAccepted'), /^True/);
    t.match(message(answer('podMonitor/monitoring/x/0'), 'ResourcesAccepted'), /PodMonitor monitoring\/x/);
  }
});

t.test('the labels of a ThanosRuler are Go strings', async (t) => {
  const ruler = (labels: Spec, version?: string) =>
    rendered(of('ThanosRuler', 'v1', { queryEndpoints: ['dns+q:10901'], ruleSelector: {}, labels, version }), []);
  const args = JSON.stringify(ruler({ a: 'x"y', b: 'c\\d', c: 'plain', d: 'a\\tb', e: 'two\nlines' }).children);
  for (const text of [
    '--label=a="x\\"y"',
    '--label=b="c\\\\d"',
    '--label=c="plain"',
    '--label=d="a\\tb"',
    '--label=e="two\\nlines"',
  ])
    t.ok(args.includes(JSON.stringify(text)), text);
  t.match(message(ruler({ 'a=b': 'c' }), 'Reconciled'), /^False: spec\.labels: "a=b" is not a label name/);
  t.match(message(ruler({ é: 'c' }), 'Reconciled'), /^True/);
  t.match(message(ruler({ é: 'c' }, 'v0.37.0'), 'Reconciled'), /^False: spec\.labels: "é" is not a label name/);
});

const ROOT = 'route: {receiver: r}\nreceivers: [{name: r}]\n';
const file = (text: string | Buffer) => {
  const found = secret('alertmanager-main', {});
  return { ...found, data: { 'alertmanager.yaml': Buffer.from(text).toString('base64') } };
};

t.test('an alertmanager.yaml that its release refuses is not passed on', async (t) => {
  const said = (text: string | Buffer, spec: Spec = {}) =>
    message(rendered(alertmanager(spec), [file(text)]), 'ConfigLoaded');
  t.match(said(ROOT), /^True/);
  t.match(said(`${ROOT}brand_new_thing: 1\n`), /^False: .*is not a field/);
  t.match(said(`${ROOT}inhibit_rules: [{source_matches: ["a = b"]}]\n`), /do you mean source_matchers/);
  t.match(said(`${ROOT}brand_new_thing: 1\n`, { version: 'v0.99.0' }), /^True: /, 'a newer release may have it');
  t.match(said(Buffer.from(`${ROOT}# caf\xe9\n`, 'latin1')), /is not UTF-8 text/);
  const classic = `route: {receiver: r, group_by: [a-b]}\nreceivers: [{name: r}]\n`;
  t.match(said(classic), /^True/);
});

t.test('two mute time intervals of one name reject their AlertmanagerConfig', async (t) => {
  const times = (name: string, year: string) => ({ name, timeIntervals: [{ years: [year] }] });
  const config = (second: string) =>
    of('AlertmanagerConfig', 'v1alpha1', {
      receivers: [{ name: 'r' }],
      muteTimeIntervals: [times('w', '2024'), times(second, '2025')],
      route: { receiver: 'r', activeTimeIntervals: ['w'] },
    });
  const answer = (second: string) =>
    rendered(alertmanager({ alertmanagerConfigSelector: {} }), [file(ROOT), config(second)]);
  t.match(message(answer('w'), 'ResourcesAccepted'), /muteTimeIntervals\[1\]\.name: "w" is the name of an earlier one/);
  t.match(configText(answer('w').children), /receivers:/, 'the Alertmanager has its configuration');
  t.match(message(answer('v'), 'ResourcesAccepted'), /^True/);
});
