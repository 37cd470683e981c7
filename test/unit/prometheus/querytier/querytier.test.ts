// One address for all shards: the Services of a Prometheus, and the configuration of its tier.
import t from 'tap';
import { customizePrometheus } from '../../../../hooks/controllers/prometheus/customize.ts';
import type { SyncResponse } from '../../../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../../hooks/core/options.ts';
import { namespace, prometheus, prometheusRule } from '../../../support/objects.ts';
import { applied } from '../../../support/requests.ts';
import { synced } from '../../../support/tiered.ts';

const options = parseOptions();
const RELATED = [namespace('monitoring'), prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'absent(up)' }] }])];
const SPEC = {
  ruleSelector: {},
  alerting: { alertmanagers: [{ namespace: 'monitoring', name: 'alertmanager-main', port: 'web' }] },
  externalLabels: { cluster: 'eu' },
};

interface Given {
  readonly more?: object;
  readonly children?: readonly KubernetesObject[];
  readonly related?: readonly KubernetesObject[];
  readonly of?: Options;
}

function sync(spec: object, { more = {}, children = [], related = [], of = options }: Given = {}) {
  const parent = prometheus({ ...SPEC, ...spec }, { uid: 'me', ...more });
  return synced(parent, children, [...RELATED, ...related], of);
}
const specOf = (object: KubernetesObject | undefined) => object?.['spec'] as Record<string, unknown>;
const names = ({ children }: SyncResponse, kind: string): string[] =>
  children.filter((child) => child.kind === kind).map(({ metadata }) => metadata.name);

t.test('where the user wants no tier only the address is added, and behind it all shards', async (t) => {
  const { answer, find } = sync({ shards: 2 }, { of: parseOptions(['--query-tier=none']) });
  t.strictSame(names(answer, 'Service'), ['prometheus-operated', 'prometheus-k8s-query']);
  t.strictSame(names(answer, 'StatefulSet'), ['prometheus-k8s', 'prometheus-k8s-shard-1']);
  const { selector, sessionAffinity } = specOf(find('Service', 'prometheus-k8s-query')) as {
    selector: object;
    sessionAffinity?: string;
  };
  t.match(selector, { prometheus: 'k8s' });
  t.notOk('operator.prometheus.io/shard' in selector);
  t.equal(sessionAffinity, undefined, 'a reader that stayed with one shard would never see the others');
});

t.test(
  'an option or the loopback address leave out the query Service, and the customize hook does not select it',
  async (t) => {
    const none = parseOptions(['--front-service=none']);
    t.strictSame(names(sync({}, { of: none }).answer, 'Service'), ['prometheus-operated']);
    t.strictSame(names(sync({ listenLocal: true }, { of: parseOptions() }).answer, 'Service'), ['prometheus-operated']);
    t.strictSame(names(sync({}, { of: { ...parseOptions(), parity: true } }).answer, 'Service'), [
      'prometheus-operated',
    ]);
    const asked = customizePrometheus({ parent: prometheus({}, { uid: 'me' }) }, none).relatedResources;
    t.notOk(asked.some((rule) => rule.names?.includes('prometheus-k8s-query')));
  },
);

t.test('one shard answers for itself at the address that stays, each reader by one replica', async (t) => {
  const { answer, find, config } = sync({});
  t.strictSame(names(answer, 'Service'), ['prometheus-operated', 'prometheus-k8s-query']);
  t.match(specOf(find('Service', 'prometheus-k8s-query')), {
    selector: { 'operator.prometheus.io/shard': '0' },
    sessionAffinity: 'ClientIP',
  });
  t.strictSame(names(answer, 'StatefulSet'), ['prometheus-k8s']);
  t.ok(config('prometheus-k8s')['rule_files']);
});

t.test("a Service of the user's with the name of the address is left alone", async (t) => {
  const theirs = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'prometheus-k8s-query', namespace: 'monitoring', uid: 'theirs' },
  };
  const { answer } = sync({ shards: 2 }, { related: [theirs] });
  t.notOk(names(answer, 'Service').includes('prometheus-k8s-query'));
  const parent = prometheus({ shards: 2 }, { uid: 'me' });
  const asked = customizePrometheus({ parent }, options).relatedResources.filter(
    ({ resource }) => resource === 'services',
  );
  t.ok(asked.some((rule) => rule.names?.includes('prometheus-k8s-query')));
});

t.test('several shards only scrape; the tier reads them all, evaluates the rules and sends the alerts', async (t) => {
  const { answer, find, config } = sync({ shards: 3 });
  t.strictSame(names(answer, 'StatefulSet'), [
    'prometheus-k8s',
    'prometheus-k8s-shard-1',
    'prometheus-k8s-shard-2',
    'prometheus-k8s-query',
  ]);
  t.match(specOf(find('Service', 'prometheus-k8s-query')), { selector: { 'operator.prometheus.io/shard': 'query' } });
  const shards = config('prometheus-k8s');
  t.notOk(shards['rule_files'] || shards['alerting'], 'shards see a part of the targets: rules would be wrong there');
  const tier = config('prometheus-k8s-query');
  t.match(tier.scrape_configs, [{ job_name: 'prometheus-shards', metrics_path: '/metrics' }]);
  t.strictSame(
    tier.scrape_configs.flatMap((job) =>
      (job['static_configs'] as { targets: string[] }[]).flatMap(({ targets }) => targets),
    ),
    ['0', '1', '2'].map((shard) => `prometheus-k8s-shard-${shard}.monitoring.svc:9090`),
    'whether a shard is there is asked, since rules do not see that a read has failed',
  );
  t.ok(tier['rule_files'] && tier['alerting']);
  t.strictSame(
    tier['remote_read'],
    ['0', '1', '2'].map((shard) => ({
      url: `http://prometheus-k8s-shard-${shard}.monitoring.svc:9090/api/v1/read`,
      name: `shard-${shard}`,
      read_recent: true,
      filter_external_labels: false,
    })),
  );
  t.notOk('external_labels' in shards.global, 'answers of shards have no label that those of a server alone have not');
  t.strictSame(tier.global['external_labels'], {
    cluster: 'eu',
    prometheus: 'monitoring/k8s',
    prometheus_replica: '$(POD_NAME)',
  });
  const template = (name: string): string => JSON.stringify(specOf(find('StatefulSet', name))['template']);
  t.notMatch(template('prometheus-k8s-shard-1'), /rulefiles/, 'other shards have no use for rules');
  t.match(template('prometheus-k8s'), /rulefiles/, 'they stay mounted in the first, which would have to restart else');
  t.match(JSON.stringify(specOf(find('StatefulSet', 'prometheus-k8s-query'))['template']), /rulefiles/);
});

t.test('a missing shard is an alert, because rules do not notice a failed read', async (t) => {
  const { find, config } = sync({ shards: 2 });
  const map = find('ConfigMap', 'prometheus-k8s-query-alerts')?.['data'] as Record<string, string>;
  t.match(map['prometheus-query-tier.yaml'], /alert: PrometheusShardDown\n +expr: up\{job="prometheus-shards"\} == 0/);
  t.ok(
    (config('prometheus-k8s-query')['rule_files'] as string[]).includes(
      '/etc/prometheus/rules/prometheus-k8s-query-alerts/*.yaml',
    ),
  );
  t.match(
    JSON.stringify(specOf(find('StatefulSet', 'prometheus-k8s-query'))),
    /"mountPath":"\/etc\/prometheus\/rules\/prometheus-k8s-query-alerts"/,
  );
});

t.test('a rule that would stop the tier is rejected and reported', async (t) => {
  const rule = prometheusRule([{ name: 'g', rules: [{ record: 'r', expr: 'info(up)' }] }], { name: 'enriched' });
  const spec = { enableFeatures: ['promql-experimental-functions'] };
  const accepted = (shards: number) => sync({ ...spec, shards }, { related: [rule] }).condition('ResourcesAccepted');
  t.equal(accepted(1)?.status, 'True');
  t.match(accepted(2)?.message, /info\(\) crashes a server that reads its shards/);
});

t.test('no selector of a shard selects pods of the tier', async (t) => {
  const { find } = sync({ shards: 2 });
  const of = (name: string) =>
    specOf(find('StatefulSet', name)) as { selector: { matchLabels: Record<string, string> } };
  const pods = of('prometheus-k8s-query').selector.matchLabels;
  for (const name of ['prometheus-k8s', 'prometheus-k8s-shard-1']) {
    const wanted = Object.entries(of(name).selector.matchLabels);
    t.notOk(
      wanted.every(([key, value]) => pods[key] === value),
      name,
    );
  }
});

t.test('the tier goes by what the pods serve: a prefix, TLS', async (t) => {
  const tlsConfig = { cert: { secret: { name: 'tls', key: 'crt' } }, keySecret: { name: 'tls', key: 'key' } };
  const { config } = sync({ shards: 2, routePrefix: '/prom/', web: { tlsConfig } });
  t.match((config('prometheus-k8s-query')['remote_read'] as object[])[1], {
    url: 'https://prometheus-k8s-shard-1.monitoring.svc:9090/prom/api/v1/read',
    tls_config: { insecure_skip_verify: true },
  });
});

t.test('what leaves a shard has the labels it always had, but never in the place of its own', async (t) => {
  const remoteWrite = [
    { url: 'http://store/write', writeRelabelConfigs: [{ action: 'drop', sourceLabels: ['a'], regex: 'b' }] },
  ];
  const { config } = sync({ shards: 2, remoteWrite });
  const rules = (name: string) =>
    (config(name)['remote_write'] as { write_relabel_configs: Record<string, unknown>[] }[])[0]
      ?.write_relabel_configs ?? [];
  t.strictSame(
    rules('prometheus-k8s').map(({ source_labels: from, regex, replacement, action }) => [
      from,
      regex,
      replacement,
      action,
    ]),
    [
      [['cluster'], '^$', 'eu', 'replace'],
      [['prometheus'], '^$', 'monitoring/k8s', 'replace'],
      [['prometheus_replica'], '^$', '$(POD_NAME)', 'replace'],
      [['a'], 'b', undefined, 'drop'],
    ],
  );
  t.equal(rules('prometheus-k8s-query').length, 1, 'the tier has external labels, and needs no rules for them');
});

t.test('a variable in an external label is rejected: only Prometheus itself could fill it in', async (t) => {
  const { condition } = sync({ shards: 2, externalLabels: { zone: 'eu-${ZONE}', price: '$$USD' } });
  const { message } = condition('Reconciled') ?? { message: '' };
  t.match(message, /spec\.externalLabels\.zone: "eu-\$\{ZONE\}" names a variable/);
  t.notMatch(message, /price/);
});

t.test('a Prometheus too old to be read so has no tier', async (t) => {
  t.strictSame(names(sync({ shards: 2, version: 'v2.33.0' }).answer, 'StatefulSet'), [
    'prometheus-k8s',
    'prometheus-k8s-shard-1',
  ]);
});

t.test('what an opt-out, a Thanos sidecar or the loopback address leave out', async (t) => {
  const annotated = sync(
    { shards: 2 },
    { more: { annotations: { 'prometheus-metacontroller.dev/query-tier': 'none' } } },
  );
  t.strictSame(names(annotated.answer, 'Service'), ['prometheus-operated', 'prometheus-k8s-query']);
  t.ok(annotated.config('prometheus-k8s')['rule_files']);
  t.strictSame(names(sync({ shards: 2, listenLocal: true }).answer, 'StatefulSet'), [
    'prometheus-k8s',
    'prometheus-k8s-shard-1',
  ]);
  const zoned = sync({ shards: 2, shardingStrategy: { mode: 'Topology', topology: { values: ['east', 'west'] } } });
  t.match(zoned.condition('QueryTier'), { status: 'False', reason: 'ShardsOverZones' });
  t.match(zoned.config('prometheus-k8s'), {
    rule_files: [],
    global: { external_labels: { zone: '$(TOPOLOGY_ZONE)' } },
  });
  const thanos = sync({ shards: 2, thanos: {} });
  t.strictSame(names(thanos.answer, 'StatefulSet'), ['prometheus-k8s', 'prometheus-k8s-shard-1']);
  t.match(thanos.condition('QueryTier'), { status: 'False', message: /use thanos or auto/ });
  const parity = sync({ shards: 2 }, { of: { ...options, parity: true } });
  t.strictSame(names(parity.answer, 'Service'), ['prometheus-operated']);
});

t.test('a tier stays when one shard is left: what rules recorded is in it', async (t) => {
  const three = sync({ shards: 3 });
  const { answer, config } = sync(
    { shards: 1 },
    { children: applied(three.answer.children, three.answer.children[0]) },
  );
  t.ok(names(answer, 'StatefulSet').includes('prometheus-k8s-query'));
  t.equal((config('prometheus-k8s-query')['remote_read'] as object[]).length, 1);
  t.strictSame(
    names(answer, 'StatefulSet'),
    ['prometheus-k8s', 'prometheus-k8s-query'],
    'the tier is not taken for a surplus shard',
  );
});

t.test('shards that are only kept are still read', async (t) => {
  const spec = { shardRetentionPolicy: { whenScaled: 'Retain' } };
  const three = sync({ ...spec, shards: 3 });
  const { config } = sync(
    { ...spec, shards: 2 },
    { children: applied(three.answer.children, three.answer.children[0]) },
  );
  t.equal((config('prometheus-k8s-query')['remote_read'] as object[]).length, 3);
});

t.test('the status reports incomplete answers', async (t) => {
  const { condition, answer } = sync({ shards: 2 });
  t.match(condition('QueryComplete'), { status: 'False', reason: 'QueryTierDown' });
  t.match(answer.status['selector'], /,operator\.prometheus\.io\/shard!=query$/, 'an autoscaler counts shards alone');
});
