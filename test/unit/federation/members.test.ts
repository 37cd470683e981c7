// Which members a consumer takes, and which it refuses and why.
import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import { customizePrometheus } from '../../../hooks/controllers/prometheus/customize.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../hooks/core/options.ts';
import { takes } from '../../../hooks/core/related.ts';
import { prometheus } from '../../support/objects.ts';
import {
  consumer,
  gives,
  imported,
  type Labels,
  member,
  multicluster,
  options,
  seen,
  takesFrom,
} from './federationsync.ts';

t.test('only a consumer selects members, so a changed member causes no other sync', async (t) => {
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

t.test('of a member that follows its load, the shards in force are scraped', async (t) => {
  const annotations = { 'prometheus-metacontroller.dev/autoscale': 'maxShards=8,seriesPerShard=1M' };
  const followed = { ...member('a', { shards: 1 }, gives(), { annotations }), status: { shards: 3 } };
  const config = JSON.stringify(seen(consumer(), [followed]).config);
  t.match(config, /prometheus-a-shard-2\.monitoring\.svc/);
  t.notMatch(config, /prometheus-a-shard-3/);
});

t.test('order of the related objects does not matter', async (t) => {
  const others = ['a', 'b', 'c'].map((name) => member(name));
  t.strictSame(seen(consumer(), others).config, seen(consumer(), [...others].reverse()).config);
});

t.test('the annotation of another cluster is checked before it is written anywhere', async (t) => {
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

t.test('a consumer without any selector has its own configuration, and the condition reports it', async (t) => {
  const parent = { ...consumer(), spec: {} };
  t.match(seen(parent, [member('a')]).health, {
    reason: 'ConfigurationUnmanaged',
    message: /serviceMonitorSelector: \{\}/,
  });
});
