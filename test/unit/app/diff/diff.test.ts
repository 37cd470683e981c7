// diff: what a change of objects changes in children, jobs, rules and routes.
import t from 'tap';
import type { WorkloadChanges } from '../../../../hooks/app/diff/change.ts';
import { diff } from '../../../../hooks/app/diff/diff.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';

const object = (kind: string, name: string, spec: unknown, version = 'v1'): KubernetesObject => ({
  apiVersion: `monitoring.coreos.com/${version}`,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});
const secret = (name: string, texts: Record<string, string>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
  stringData: texts,
});
const PROMETHEUS = { serviceMonitorSelector: {}, ruleSelector: {} };
const prometheus = (spec: object = {}) => object('Prometheus', 'k8s', { ...PROMETHEUS, ...spec });
const monitor = (name: string, endpoint: object) =>
  object('ServiceMonitor', name, { selector: {}, endpoints: [{ port: 'web', ...endpoint }] });
const rules = (...list: object[]) => object('PrometheusRule', 'r', { groups: [{ name: 'g', rules: list }] });

/** `workload | sign subject name | fields`. */
const SIGNS = { added: '+', removed: '-', changed: '~' };
const lines = (found: readonly WorkloadChanges[]): string[] =>
  found.flatMap(({ workload, changes }) =>
    changes.map(({ kind, subject, name, fields }) =>
      [
        workload,
        `${SIGNS[kind]} ${subject} ${name}`,
        ...fields.map(({ path, from, to, kind: how }) => `${path}: ${from ?? ''} ${how} ${to ?? ''}`),
      ].join(' | '),
    ),
  );

t.test('equal objects, other orders and what the API server adds are no change', async (t) => {
  const before = [prometheus(), monitor('a', {}), monitor('b', {})];
  t.strictSame(diff(before, [...before].reverse()), []);
  const live = before.map((one) => ({
    ...one,
    metadata: {
      ...one.metadata,
      uid: `uid-${one.metadata.name}`,
      generation: 3,
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
    status: { replicas: 1 },
  }));
  t.strictSame(diff(before, live), []);
  t.strictSame(
    diff(before, [prometheus({ portName: 'web' }), ...before.slice(1)]),
    [],
    'a default that is written out',
  );
});

t.test('a scrape job is added, removed or changed, with its fields', async (t) => {
  const before = [prometheus(), monitor('a', {}), monitor('b', {})];
  const after = [prometheus(), monitor('a', { interval: '60s' }), monitor('c', {})];
  t.strictSame(lines(diff(before, after)), [
    'Prometheus shop/k8s | ~ job serviceMonitor/shop/a/0 | scrape_interval:  added 60s',
    'Prometheus shop/k8s | - job serviceMonitor/shop/b/0',
    'Prometheus shop/k8s | + job serviceMonitor/shop/c/0',
  ]);
});

t.test('a relabeling rule is shown; a credential and its change are not', async (t) => {
  const token = { authorization: { credentials: { name: 'creds', key: 'token' } } };
  const relabelings = [{ action: 'keep', sourceLabels: ['x'], regex: 'a' }];
  const found = diff(
    [prometheus(), monitor('a', token), secret('creds', { token: 'hunter2' })],
    [prometheus(), monitor('a', { ...token, metricRelabelings: relabelings }), secret('creds', { token: 'hunter3' })],
  );
  const [line = ''] = lines(found);
  t.match(line, /~ job serviceMonitor\/shop\/a\/0 \| authorization\.credentials: {2}changed/);
  t.match(line, /metric_relabel_configs: .*added .*"action":"keep"/);
  t.notMatch(JSON.stringify(found), /hunter/);
});

t.test('a job that needs a Secret outside the files is compared all the same', async (t) => {
  const token = { authorization: { credentials: { name: 'creds', key: 'token' } } };
  t.strictSame(
    lines(diff([prometheus(), monitor('a', token)], [prometheus(), monitor('a', { ...token, path: '/x' })])),
    ['Prometheus shop/k8s | ~ job serviceMonitor/shop/a/0 | metrics_path:  added /x'],
  );
});

t.test('rules are compared one by one, by the name of their PrometheusRule', async (t) => {
  const up = { alert: 'Down', expr: 'up == 0', for: '5m' };
  const before = [prometheus(), rules(up, { record: 'a', expr: 'b' })];
  const after = [prometheus(), rules({ ...up, for: '10m' }, { alert: 'New', expr: 'c' })];
  t.strictSame(lines(diff(before, after)), [
    'Prometheus shop/k8s | ~ rule PrometheusRule shop/r group g alert Down | for: 5m changed 10m',
    'Prometheus shop/k8s | - rule PrometheusRule shop/r group g record a',
    'Prometheus shop/k8s | + rule PrometheusRule shop/r group g alert New',
  ]);
});

t.test('children show the fields that change, by the names of containers and flags', async (t) => {
  const found = lines(
    diff([prometheus()], [prometheus({ replicas: 3, enableAdminAPI: true, image: 'example.com/p:v3.1.0' })]),
  );
  t.equal(found.length, 1);
  t.match(found[0], '~ child StatefulSet prometheus-k8s');
  t.match(found[0], 'spec.replicas: 1 changed 3');
  t.match(found[0], 'spec.template.spec.containers[prometheus].image: ');
  t.match(found[0], 'args[--web.enable-admin-api]: ');
  t.match(
    lines(diff([prometheus()], [prometheus({ shards: 2 })])).join('\n'),
    '+ child StatefulSet prometheus-k8s-shard-1',
  );
});

t.test('a workload that comes or goes is named with all it has', async (t) => {
  const [added] = diff([], [prometheus(), monitor('a', {})]);
  t.match(added, { workload: 'Prometheus shop/k8s', kind: 'added' });
  t.ok(added?.changes.some(({ subject, name }) => subject === 'job' && name === 'serviceMonitor/shop/a/0'));
  const removed = diff([prometheus(), prometheus({})], []);
  t.match(removed, [{ workload: 'Prometheus shop/k8s', kind: 'removed' }]);
});

t.test('what is newly rejected is a problem, and what is repaired is none any more', async (t) => {
  const bad = monitor('a', { scrapeTimeout: '5m' });
  const [broken, repaired] = [diff([prometheus()], [prometheus(), bad]), diff([prometheus(), bad], [prometheus()])];
  t.match(lines(broken), [
    /^Prometheus shop\/k8s \| \+ problem ServiceMonitor shop\/a: spec\.endpoints\[0\]\.scrapeTimeout: /,
  ]);
  t.match(lines(repaired), [/- problem ServiceMonitor shop\/a/]);
});

t.test('a workload that can no longer be reconciled keeps its children', async (t) => {
  const found = lines(diff([prometheus(), monitor('a', {})], [prometheus({ version: 'none' }), monitor('a', {})]));
  t.match(found, [/\+ problem Prometheus shop\/k8s: spec\.version: "none" is not a version/]);
});

const receivers = (url: string) => [
  { name: 'page', slack_configs: [{ api_url: url, channel: '#a' }] },
  { name: 'other' },
];
const alertmanager = (config: object): readonly KubernetesObject[] => [
  object('Alertmanager', 'main', {}),
  secret('alertmanager-main', { 'alertmanager.yaml': JSON.stringify(config) }),
];

t.test(
  'routes, receivers and inhibition rules of an Alertmanager are compared; no value of a receiver is shown',
  async (t) => {
    const route = (routes: object[]) => ({ route: { receiver: 'page', routes } });
    const before = {
      ...route([{ matchers: ['a="b"'], receiver: 'other' }, { matchers: ['c="d"'] }]),
      receivers: receivers('https://hooks.example.com/hunter2'),
    };
    const after = {
      ...route([{ matchers: ['a="b"'], group_wait: '5s' }, { matchers: ['e="f"'] }]),
      receivers: receivers('https://hooks.example.com/hunter3'),
      inhibit_rules: [{ source_matchers: ['a="b"'], target_matchers: ['c="d"'], equal: ['x'] }],
    };
    const found = diff(alertmanager(before), alertmanager(after));
    t.strictSame(lines(found), [
      'Alertmanager shop/main | ~ route {} > {a="b"} | receiver: other changed page | groupWait: 30s changed 5s',
      'Alertmanager shop/main | - route {} > {c="d"}',
      'Alertmanager shop/main | + route {} > {e="f"}',
      'Alertmanager shop/main | + inhibit rule {a="b"} inhibits {c="d"} with the same x',
      'Alertmanager shop/main | ~ receiver page | slack_configs[0].api_url:  changed ',
    ]);
    t.notMatch(JSON.stringify(found), 'hunter');
  },
);

t.test('a configuration that Alertmanager would refuse changes nothing but is a problem', async (t) => {
  const before = { route: { receiver: 'page' }, receivers: receivers('https://hooks.example.com/x') };
  const found = lines(diff(alertmanager(before), alertmanager({ route: { receiver: 'none' }, receivers: [] })));
  t.ok(found.length > 0);
  t.ok(
    found.every((line) => line.includes('+ problem Alertmanager shop/main')),
    found.join('\n'),
  );
});

t.test('without a Prometheus or an Alertmanager on either side, one that selects everything stands in', async (t) => {
  const config = (receiver: string) =>
    object('AlertmanagerConfig', 'c', { route: { receiver }, receivers: [{ name: 'a' }, { name: 'b' }] }, 'v1alpha1');
  t.strictSame(lines(diff([config('a'), monitor('m', {})], [config('b'), monitor('m', { path: '/x' })])), [
    'any Alertmanager that selects everything | ~ route {} > {namespace="shop"} | ' +
      'receiver: shop/c/a changed shop/c/b',
    'any Prometheus that selects everything | ~ job serviceMonitor/shop/m/0 | metrics_path:  added /x',
  ]);
});

t.test('jobs in several Secrets are compared as one configuration', async (t) => {
  const several = (spec: object = {}) => {
    const made = prometheus(spec);
    const annotations = { 'prometheus-metacontroller.dev/configuration-secrets': '3' };
    return { ...made, metadata: { ...made.metadata, annotations } };
  };
  const monitors = ['a', 'b', 'c', 'd', 'e'].map((name) => monitor(name, {}));
  const spread = lines(diff([prometheus(), ...monitors], [several(), ...monitors]));
  t.notMatch(spread.join('\n'), / job | section /);
  t.match(spread.join('\n'), /\+ child Secret prometheus-k8s-jobs-1/);
  t.strictSame(lines(diff([several(), ...monitors], [several(), ...monitors.slice(1)])), [
    'Prometheus shop/k8s | - job serviceMonitor/shop/a/0',
  ]);
});
