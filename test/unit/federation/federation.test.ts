// Members and consumers: who is taken, who is refused and why, and what the labels change on a Prometheus.

import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import { customizePrometheus } from '../../../hooks/controllers/prometheus/customize.ts';
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../hooks/core/options.ts';
import { takes } from '../../../hooks/core/related.ts';
import { exportName, syncExports } from '../../../hooks/federation/exports.ts';
import { type PrometheusConfig, prometheusConfig } from '../../support/config.ts';
import { namespace, prometheus } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';

const OWN = 'prometheus-metacontroller.dev';
const options = parseOptions();
const multicluster = parseOptions(['--cluster-name=eu-1', '--multicluster-services=v1beta1']);
type Labels = Record<string, string>;
const gives = (set = 'global') => ({ [`${OWN}/federate`]: set });
const takesFrom = (set = 'global') => ({ [`${OWN}/federation-of`]: set });
const member = (name: string, spec = {}, labels: Labels = gives(), more = {}) =>
  prometheus(spec, { name, labels, ...more });
const consumer = (spec = {}, labels: Labels = takesFrom()) => prometheus(spec, { name: 'global', uid: 'me', labels });
const imported = (name: string, source: unknown, labels: Labels = gives(), more = {}): KubernetesObject => ({
  apiVersion: 'multicluster.x-k8s.io/v1beta1',
  kind: 'ServiceImport',
  metadata: {
    name,
    namespace: 'monitoring',
    labels,
    annotations: { [`${OWN}/federation-source`]: typeof source === 'string' ? source : JSON.stringify(source) },
  },
  spec: {},
  ...more,
});

interface Seen {
  readonly jobs: readonly string[];
  readonly config: PrometheusConfig;
  readonly health: { readonly status: string; readonly reason: string; readonly message: string } | undefined;
  readonly children: readonly KubernetesObject[];
  readonly find: (kind: string, name: string) => KubernetesObject | undefined;
}

const EMPTY: PrometheusConfig = { global: {}, scrape_configs: [] };

function seen(parent: KubernetesObject, others: readonly KubernetesObject[], of: Options = options): Seen {
  const related = { 'Prometheus.monitoring.coreos.com/v1': {}, ...kindMap([namespace('monitoring'), ...others]) };
  const { children, status } = syncPrometheus(
    inputs({ parent, children: {}, related, finalizing: false }),
    undefined,
    new Date(0),
    of,
  );
  const find = (kind: string, name: string) =>
    children.find((child) => child.kind === kind && child.metadata.name === name);
  const secret = find('Secret', `prometheus-${parent.metadata.name}`);
  const config = secret?.['data'] ? prometheusConfig(secret) : EMPTY;
  const health = (status['conditions'] as (Seen['health'] & { type: string })[]).find(
    ({ type }) => type === 'FederationHealthy',
  );
  return { jobs: config.scrape_configs.map(({ job_name }) => job_name), config, health, children, find };
}

t.test('only a consumer asks for members, so nobody else is synced when one changes', async (t) => {
  const others = [
    prometheus({}, { uid: 'x' }),
    member('a'),
    prometheus({ listenLocal: true }, { labels: { app: 'x' } }),
  ];
  for (const parent of others)
    for (const of of [options, multicluster]) {
      const rules = customizePrometheus({ parent }, of).relatedResources;
      t.notOk(
        rules.some(({ resource }) => resource === 'prometheuses' || resource === 'serviceimports'),
        parent.metadata.name,
      );
    }
  const rules = (of: Options) => customizePrometheus({ parent: consumer() }, of).relatedResources;
  const members = rules(options).find(({ resource }) => resource === 'prometheuses');
  t.ok(
    members && takes(members, member('a', {}, gives('other'), { namespace: 'elsewhere' }), new Map()),
    'members of all sets count for loops',
  );
  t.notOk(members && takes(members, prometheus(), new Map()));
  t.notOk(
    rules(options).some(({ resource }) => resource === 'serviceimports'),
    'the kind need not exist',
  );
  t.match(
    rules(multicluster).find(({ resource }) => resource === 'serviceimports'),
    { apiVersion: 'multicluster.x-k8s.io/v1beta1' },
  );
  t.notOk(rules({ ...options, parity: true }).some(({ resource }) => resource === 'prometheuses'));
});

const REFUSED: readonly [name: string, member: KubernetesObject, message: RegExp, flags?: readonly string[]][] = [
  ['one on the loopback address', member('a', { listenLocal: true }), /spec\.listenLocal/],
  ['one without a Service', member('a'), /--front-service is none/, ['--front-service=none']],
  ['shards behind Thanos', member('a', { shards: 2, thanos: {} }), /has no \/federate/, ['--query-tier=thanos']],
  ['shards without a query tier', member('a', { shards: 2 }), /no query tier/, ['--query-tier=none']],
  [
    "another operator's",
    member('a', {}, gives(), { annotations: { 'operator.prometheus.io/controller-id': 'x' } }),
    /do not reconcile it/,
  ],
  ['one in another namespace', member('a', {}, gives(), { namespace: 'tenant' }), /--federation-across-namespaces/],
  ['itself', consumer({}, { ...takesFrom(), ...gives() }), /it is the consumer itself/],
];
for (const [name, refused, message, flags = []] of REFUSED)
  t.test(`${name} is refused with a reason, and the others go on`, async (t) => {
    const parent = refused.metadata.name === 'global' ? refused : consumer();
    const { jobs, health } = seen(parent, [refused, member('z')], parseOptions(flags));
    t.strictSame(jobs, flags.includes('--front-service=none') ? [] : ['federate/monitoring/z']);
    t.match(health, { status: 'False', reason: 'MembersRefused', message });
    t.match(health?.message, /metadata\.labels\["prometheus-metacontroller\.dev\/federate"\]: /);
  });

t.test('a loop of three is refused by each of them, whatever else they take', async (t) => {
  const ring = [
    member('a', {}, { ...gives('1'), ...takesFrom('2') }, { uid: 'a' }),
    member('b', {}, { ...gives('2'), ...takesFrom('3') }, { uid: 'b' }),
    member('c', {}, { ...gives('3'), ...takesFrom('1') }, { uid: 'c' }),
    member('leaf', {}, gives('2')),
  ];
  const [a, b, c] = ring.map((parent) => seen(parent, ring));
  t.strictSame([a?.jobs, b?.jobs, c?.jobs], [['federate/monitoring/leaf'], [], []]);
  t.match(
    a?.health?.message,
    /monitoring\/a takes from monitoring\/b takes from monitoring\/c takes from monitoring\/a; remove the label/,
  );
});

t.test('a thousand Prometheus that all take from each other are refused at once', async (t) => {
  const all = Array.from({ length: 1000 }, (_, i) =>
    member(`m${i}`, {}, { ...gives(), ...takesFrom() }, { uid: `m${i}` }),
  );
  const { jobs, health } = seen(all[7] as KubernetesObject, [...all, member('leaf')]);
  t.strictSame(jobs, ['federate/monitoring/leaf']);
  t.match(
    health?.message,
    /members: 1001 found, 1 in use\n.*monitoring\/m7 takes from monitoring\/m0 takes from monitoring\/m7; remove/,
  );
});

t.test('a hierarchy is no loop', async (t) => {
  const middle = member('middle', {}, { ...gives('top'), ...takesFrom('bottom') }, { uid: 'middle' });
  const leaves = [member('a', {}, gives('bottom')), member('b', {}, gives('bottom'))];
  t.strictSame(seen(middle, [middle, ...leaves]).jobs, ['federate/monitoring/a', 'federate/monitoring/b']);
  t.strictSame(seen(consumer({}, takesFrom('top')), [middle, ...leaves]).jobs, ['federate/monitoring/middle']);
});

t.test('a loop through another cluster is seen by what that cluster exports', async (t) => {
  const here = consumer({}, { ...takesFrom('down'), ...gives('up') });
  const there = imported(
    'prometheus-x-us-1',
    { cluster: 'us-1', namespace: 'monitoring', name: 'x' },
    { ...gives('down'), ...takesFrom('up') },
  );
  t.match(
    seen(here, [here, there], multicluster).health?.message,
    /eu-1\/monitoring\/global takes from us-1\/monitoring\/x takes from eu-1/,
  );
});

t.test('order of the related objects does not matter', async (t) => {
  const others = ['a', 'b', 'c'].map((name) => member(name));
  t.strictSame(seen(consumer(), others).config, seen(consumer(), [...others].reverse()).config);
});

t.test('what another cluster says is checked before it is written anywhere', async (t) => {
  const good = { cluster: 'us-1', namespace: 'monitoring', name: 'k8s' };
  const bad = [
    'no json',
    '[]',
    { ...good, cluster: '$(SHARD)' },
    { ...good, name: 'a/b' },
    { ...good, prefix: '/x?y' },
    { ...good, scheme: 'ftp' },
  ];
  for (const source of bad) {
    const { jobs, health } = seen(consumer(), [imported('a', source)], multicluster);
    t.strictSame(jobs, [], JSON.stringify(source));
    t.match(health, { reason: 'MembersRefused', message: /ServiceImport monitoring\/a metadata\.annotations/ });
  }
  const twice = seen(consumer(), [imported('a', good), imported('b', good)], multicluster);
  t.strictSame(twice.jobs, ['federate/us-1/monitoring/k8s']);
  t.match(twice.health?.message, /another member is also federate\/us-1\/monitoring\/k8s/);
});

t.test('a ScrapeConfig with the label is bound to the consumers of its set, whatever others select', async (t) => {
  const far = {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { name: 'far', namespace: 'monitoring', labels: gives() },
    spec: { staticConfigs: [{ targets: ['far.example.com'] }] },
  };
  const bystander = prometheus({ scrapeConfigSelector: {} });
  const bound = (parity: boolean) =>
    render([far, bystander, consumer()], { parity }).objects[0]?.bindings.map(
      (binding) => (binding as { name: string }).name,
    );
  t.strictSame(bound(false), ['global']);
  t.strictSame(bound(true), ['k8s']);
});

t.test('with zones each member belongs to one, the same every time', async (t) => {
  const topology = { shards: 4, shardingStrategy: { mode: 'Topology', topology: { values: ['a', 'b'] } } };
  const { config } = seen(consumer(topology), [member('a'), member('b')]);
  const zones = config.scrape_configs.map(
    (job) => (job['static_configs'] as { labels: Labels }[])[0]?.labels['__tmp_topology'],
  );
  t.ok(zones.every((zone) => zone === 'a' || zone === 'b'));
  t.match(JSON.stringify(config.scrape_configs), /INZONE_SHARD/);
});

t.test('a member gets the name of its cluster as an external label, unless it has one', async (t) => {
  const named = parseOptions(['--cluster-name=eu-1']);
  const labels = (parent: KubernetesObject, of = named) =>
    seen(parent, [], of).config.global['external_labels'] as Labels;
  t.equal(labels(member('k8s'))['cluster'], 'eu-1');
  t.equal(labels(member('k8s', { externalLabels: { cluster: 'mine' } }))['cluster'], 'mine');
  t.notOk('cluster' in labels(prometheus()));
  t.notOk('cluster' in labels(member('k8s'), { ...named, parity: true }));
});

t.test('a reader stays with one server of the tier of a member', async (t) => {
  const affinity = (labels: Labels) =>
    (
      seen(member('k8s', { shards: 2 }, labels), [], parseOptions(['--query-tier=remote-read'])).find(
        'Service',
        'prometheus-k8s-query',
      )?.['spec'] as {
        sessionAffinity?: string;
      }
    )?.sessionAffinity;
  t.equal(affinity(gives()), 'ClientIP');
  t.equal(affinity({}), undefined);
});

t.test('a tier that a member still has with one shard is read beside the shard', async (t) => {
  const shrunk = { ...member('k8s'), status: { conditions: [{ type: 'QueryComplete', status: 'True' }] } };
  const { config } = seen(consumer(), [shrunk]);
  t.match(config.scrape_configs, [
    {
      static_configs: [
        { targets: ['prometheus-k8s-query.monitoring.svc:9090', 'prometheus-k8s-shard-0.monitoring.svc:9090'] },
      ],
    },
  ]);
});

t.test('a consumer without any selector has its own configuration, and the condition says so', async (t) => {
  const parent = { ...consumer(), spec: {} };
  t.match(seen(parent, [member('a')]).health, {
    reason: 'ConfigurationUnmanaged',
    message: /serviceMonitorSelector: \{\}/,
  });
});

t.test(
  'an exported member has a Service with the cluster in its name, and a ServiceExport that says what it is',
  async (t) => {
    const parent = member(
      'k8s',
      { routePrefix: '/prom', web: { tlsConfig: { certFile: '/a', keyFile: '/b' } } },
      { ...gives(), ...takesFrom('x') },
    );
    const { find } = seen(parent, [], multicluster);
    const [queryService, service] = ['prometheus-k8s-query', 'prometheus-k8s-eu-1'].map((name) =>
      find('Service', name),
    );
    t.strictSame(service?.['spec'], queryService?.['spec']);
    const request = { object: parent, attachments: {}, related: {}, finalizing: false };
    const [exported, ...more] = syncExports(request, undefined, new Date(0), multicluster).attachments;
    t.strictSame(more, []);
    t.match(exported, {
      apiVersion: 'multicluster.x-k8s.io/v1beta1',
      kind: 'ServiceExport',
      metadata: { name: 'prometheus-k8s-eu-1', namespace: 'monitoring' },
      spec: { exportedLabels: { ...gives(), ...takesFrom('x') } },
    });
    const source =
      (exported?.['spec'] as { exportedAnnotations?: Labels } | undefined)?.exportedAnnotations?.[
        `${OWN}/federation-source`
      ] ?? '';
    t.strictSame(JSON.parse(source), {
      cluster: 'eu-1',
      namespace: 'monitoring',
      name: 'k8s',
      scheme: 'https',
      prefix: '/prom',
      replicaLabel: 'prometheus_replica',
    });
    for (const [object, of] of [
      [prometheus(), multicluster],
      [member('k8s', { listenLocal: true }), multicluster],
      [parent, options],
    ] as const)
      t.strictSame(syncExports({ ...request, object }, undefined, new Date(0), of).attachments, []);
  },
);

t.test('a name that is too long for a Service is cut, and stays unique', async (t) => {
  const names = ['x', 'y'].map((end) => exportName(`${'long-'.repeat(11)}${end}`, multicluster));
  for (const name of names) t.match(name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])$/);
  t.not(names[0], names[1]);
  t.equal(exportName('k8s', multicluster), 'prometheus-k8s-eu-1');
});

t.test('names of clusters that would be taken for something else are refused', async (t) => {
  for (const name of ['query', 'shard-0', 'operated', 'EU', 'a.b', '-a'])
    t.throws(() => parseOptions([`--cluster-name=${name}`]), name);
  t.throws(() => parseOptions(['--multicluster-services=v1beta1']), /needs --cluster-name/);
});
