// Another number of shards: targets stay where they were until they are scraped where they will be, and the address, rules and alerts stay with who has everything.
import t from 'tap';
import type { Outcome } from '../../../hooks/facts/mesh.ts';
import type { AlertState, ServerFacts } from '../../../hooks/facts/servers.ts';
import type { SyncResponse } from '../../../hooks/kube/hook.ts';
import type { KubernetesObject } from '../../../hooks/kube/meta.ts';
import { type Options, parseOptions } from '../../../hooks/options.ts';
import { syncPrometheus } from '../../../hooks/prometheus/sync.ts';
import { type PrometheusConfig, prometheusConfig } from '../../support/config.ts';
import { namespace, prometheus, prometheusRule, serviceMonitor } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';

const START = Date.UTC(2026, 10, 24);
const RELATED = [namespace('monitoring'), serviceMonitor(), prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'absent(up)' }] }])];
const SPEC = {
  serviceMonitorSelector: {},
  ruleSelector: {},
  alerting: { alertmanagers: [{ namespace: 'monitoring', name: 'am', port: 'web' }] },
};
const plain = parseOptions();
const tiered = parseOptions(['--query-tier=remote-read']);

const ok = <T>(value: T): Outcome<T> => ({ is: 'ok', value });
const ARRIVED: ServerFacts = { contains: ok(true), configured: ok(START), unscraped: ok(0), alerts: ok(new Map()) };

/** A ready pod of every StatefulSet, unless the test says that a set has none. */
const podsOf = (children: readonly KubernetesObject[], without: readonly string[]): KubernetesObject[] =>
  children
    .filter(({ kind, metadata }) => kind === 'StatefulSet' && !without.includes(metadata.name))
    .map((set) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${set.metadata.name}-0`,
        namespace: 'monitoring',
        uid: `pod-${set.metadata.name}`,
        labels: (set['spec'] as { selector: { matchLabels: Record<string, string> } }).selector.matchLabels,
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'StatefulSet', name: set.metadata.name, uid: set.metadata.uid ?? '', controller: true },
        ],
      },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(START).toISOString() }] },
    }));

interface Look {
  readonly facts?: Readonly<Record<string, ServerFacts>>;
  readonly seconds?: number;
  readonly without?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Prometheus in a cluster that applies whatever it is told. */
function cluster(options: Options) {
  let children: readonly KubernetesObject[] = [];
  const look = (shards: number, { facts = {}, seconds = 0, without = [], annotations = {} }: Look = {}) => {
    const parent = prometheus({ ...SPEC, shards }, { uid: 'me', annotations });
    const related = kindMap([...RELATED, ...podsOf(children, without)]);
    const told = new Map(Object.entries(facts).map(([name, value]) => [`pod-${name}`, value]));
    const request = { parent, children: kindMap(children), related, finalizing: false };
    const answer: SyncResponse = syncPrometheus(request, told, new Date(START + seconds * 1000), options);
    children = applied(answer.children, parent);
    const find = (kind: string, name: string) => answer.children.find((child) => child.kind === kind && child.metadata.name === name);
    const config = (name = 'prometheus-k8s'): PrometheusConfig => prometheusConfig(find('Secret', name));
    const conditions = (answer.status['conditions'] ?? []) as readonly { type: string; status: string; reason: string; message: string }[];
    const resharding = conditions.find(({ type }) => type === 'Resharding');
    const sets = answer.children.filter(({ kind }) => kind === 'StatefulSet').map(({ metadata }) => metadata.name);
    const front = find('Service', 'prometheus-k8s-query')?.['spec'] as { selector: Record<string, string> } | undefined;
    return { answer, find, config, sets, resharding, leadsTo: front?.selector['operator.prometheus.io/shard'] };
  };
  return look;
}

const keepRule = ({ scrape_configs: [job] }: PrometheusConfig) =>
  ((job?.['relabel_configs'] ?? []) as { source_labels?: string[] }[]).at(-1);
const SETTLED = ['__tmp_hash', '__tmp_disable_sharding'];
const MOVING = ['__tmp_shard_before', '__tmp_shard', '__tmp_disable_sharding'];
const three = { 'prometheus-k8s': ARRIVED, 'prometheus-k8s-shard-1': ARRIVED, 'prometheus-k8s-shard-2': ARRIVED };

t.test('more shards: targets are kept by both until the new ones have scraped them all', async (t) => {
  const look = cluster(plain);
  look(1);
  t.equal(look(1).resharding, undefined, 'nothing is said of the only shard');
  const begun = look(3);
  t.strictSame(begun.sets, ['prometheus-k8s', 'prometheus-k8s-shard-1', 'prometheus-k8s-shard-2']);
  t.strictSame(keepRule(begun.config())?.source_labels, MOVING);
  t.match(begun.resharding, { status: 'True', message: /from hashmod\/1 to hashmod\/3/ });
  t.equal(begun.leadsTo, '0', 'the address leads to who has everything');
  const cases: [what: string, given: Look, waits: RegExp][] = [
    ['a shard has no pod', { without: ['prometheus-k8s-shard-2'], facts: three }, /shard-2 has pods that are not ready/],
    ['one has not read it', { facts: { ...three, 'prometheus-k8s': { ...ARRIVED, contains: ok(false) } } }, /k8s-0 has not taken over/],
    [
      'one has just read it',
      { facts: { ...three, 'prometheus-k8s': { ...ARRIVED, configured: ok(START + 50_000) } } },
      /has not taken over/,
    ],
    ['a target is new', { facts: { ...three, 'prometheus-k8s-shard-1': { ...ARRIVED, unscraped: ok(2) } } }, /shard-1-0 has targets/],
    ['nobody can be asked', {}, /cannot be asked; it counts 210 s after it was told/],
  ];
  for (const [what, given, waits] of cases) {
    const { resharding, config } = look(3, { seconds: 60, ...given });
    t.match(resharding?.message, waits, what);
    t.strictSame(keepRule(config())?.source_labels, MOVING, what);
  }
  const done = look(3, { seconds: 60, facts: three });
  t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
  t.match(done.resharding, { status: 'False', reason: 'Settled' });
  t.strictSame(look(3, { seconds: 65, facts: three }).answer.children, done.answer.children, 'and stays so');
});

t.test('servers that cannot be asked count after their time', async (t) => {
  const look = cluster(plain);
  look(1);
  look(2);
  t.match(look(2, { seconds: 209 }).resharding?.status, 'True');
  t.match(look(2, { seconds: 211 }).resharding?.status, 'False');
});

t.test('fewer shards: those that go stay until the others have scraped all', async (t) => {
  const look = cluster(plain);
  look(3);
  look(3);
  const begun = look(2);
  t.strictSame(begun.sets, ['prometheus-k8s', 'prometheus-k8s-shard-1', 'prometheus-k8s-shard-2']);
  const done = look(2, { seconds: 60, facts: three });
  t.strictSame(done.sets, ['prometheus-k8s', 'prometheus-k8s-shard-1']);
  t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
  t.match(look(2, { seconds: 61 }).resharding, { status: 'False' });
});

t.test('another number in the middle begins anew from where targets were', async (t) => {
  const look = cluster(plain);
  look(2);
  look(3);
  const again = look(4, { seconds: 100, facts: three });
  t.match(again.resharding?.message, /from hashmod\/2 to hashmod\/4.*have not been told yet/);
  const back = look(2, { seconds: 101 });
  t.strictSame([back.resharding?.status, back.sets.length], ['False', 2], 'and back again there is nothing to wait for');
});

t.test('where the user wants no waiting, and with the same number, all is as ever', async (t) => {
  const look = cluster(plain);
  look(1);
  const at = look(3, { annotations: { 'prometheus-metacontroller.dev/resharding': 'at-once' } });
  t.strictSame(keepRule(at.config())?.source_labels, SETTLED);
  const parity = cluster({ ...plain, parity: true });
  parity(1);
  const same = parity(3);
  t.strictSame(keepRule(same.config())?.source_labels, SETTLED);
  t.equal(same.resharding, undefined);
});

t.test('the only shard answers, evaluates and alerts until the tier knows of every alert', async (t) => {
  const look = cluster(tiered);
  const one = look(1);
  const template = ({ find }: typeof one) =>
    (find('StatefulSet', 'prometheus-k8s')?.['spec'] as { template: object } | undefined)?.template;
  const begun = look(3);
  t.strictSame(template(begun), template(one), 'nothing restarts it');
  t.equal(begun.leadsTo, '0');
  t.ok(begun.config()['rule_files'], 'it goes on with its rules');
  t.match((begun.config()['alerting'] as { alert_relabel_configs: object[] }).alert_relabel_configs, [
    { target_label: 'prometheus', replacement: 'monitoring/k8s' },
    { target_label: 'prometheus_replica' },
    { action: 'labeldrop', regex: 'prometheus_replica' },
  ]);
  t.ok(begun.config('prometheus-k8s-query')['rule_files'], 'and the tier begins with them');
  const reads = (looked: typeof one) => (looked.config('prometheus-k8s-query')['remote_read'] as object[]).length;
  t.equal(reads(begun), 1, 'it does not read shards that are not there yet');
  t.equal(reads(look(3, { seconds: 1 })), 3);
  const alert = (isFiring: boolean, since = START): ServerFacts => ({
    ...ARRIVED,
    alerts: ok(new Map([['[["alertname","A"]]', { isFiring, since } satisfies AlertState]])),
  });
  const wait = (shard: ServerFacts, tier: ServerFacts) =>
    look(3, { seconds: 60, facts: { ...three, 'prometheus-k8s': shard, 'prometheus-k8s-query': tier } }).resharding;
  t.match(wait(alert(true), ARRIVED)?.message, /not as far in the query tier as in the only shard: A/);
  t.match(wait(alert(true), alert(false))?.message, /not as far/, 'pending is not firing');
  t.match(wait(alert(false), alert(false, START + 600_000))?.message, /not as far/, 'it would fire later');
  t.match(wait(ARRIVED, { ...ARRIVED, contains: ok(false) })?.message, /k8s-query-0 has not taken over/);
  t.equal(wait(alert(true), alert(true))?.status, 'False');
  const done = look(3, { seconds: 65 });
  t.notOk(done.config()['rule_files'] || done.config()['alerting']);
  t.equal(done.leadsTo, 'query');
  t.strictSame(template(done), template(one), 'still nothing restarts it');
});

t.test('alerts that cannot be compared are taken over after an hour', async (t) => {
  const look = cluster(tiered);
  look(1);
  look(2);
  look(2);
  t.match(look(2, { seconds: 3599 }).resharding?.message, /cannot be compared/);
  t.equal(look(2, { seconds: 3601 }).resharding?.status, 'False');
});
