// Another number of shards: targets stay where they were until they are scraped where they will be, and the address,
// rules and alerts stay with who has everything.

import t from 'tap';
import { syncPrometheus } from '../../../../hooks/controllers/prometheus/sync.ts';
import type { SyncResponse } from '../../../../hooks/core/hook.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../../hooks/core/options.ts';
import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';
import type { AlertState, ServerFacts } from '../../../../hooks/probe/prometheus/servers.ts';
import { marker } from '../../../../hooks/prometheus/sharding/state.ts';
import { type PrometheusConfig, prometheusConfig } from '../../../support/config.ts';
import { namespace, prometheus, prometheusRule, serviceMonitor } from '../../../support/objects.ts';
import { applied, kindMap } from '../../../support/requests.ts';

const START = Date.UTC(2026, 10, 24);
const RELATED = [
  namespace('monitoring'),
  serviceMonitor(),
  prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'absent(up)' }] }]),
];
const SPEC = {
  serviceMonitorSelector: {},
  ruleSelector: {},
  alerting: { alertmanagers: [{ namespace: 'monitoring', name: 'am', port: 'web' }] },
};
const plain = parseOptions(['--query-tier=none']);
const tiered = (word = 'remote-read') => parseOptions([`--query-tier=${word}`]);

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
          {
            apiVersion: 'apps/v1',
            kind: 'StatefulSet',
            name: set.metadata.name,
            uid: set.metadata.uid ?? '',
            controller: true,
          },
        ],
      },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(START).toISOString() }],
      },
    }));

interface Observed {
  readonly facts?: Readonly<Record<string, ServerFacts>>;
  readonly seconds?: number;
  readonly without?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Prometheus in a cluster that applies every response. */
function cluster(options: Options, more: object = {}) {
  let children: readonly KubernetesObject[] = [];
  const look = (shards: number, { facts = {}, seconds = 0, without = [], annotations = {} }: Observed = {}) => {
    const parent = prometheus({ ...SPEC, ...more, shards }, { uid: 'me', annotations });
    const related = kindMap([...RELATED, ...podsOf(children, without)]);
    const reported = new Map(Object.entries(facts).map(([name, value]) => [`pod-${name}`, value]));
    const request = { parent, children: kindMap(children), related, finalizing: false };
    const answer: SyncResponse = syncPrometheus(inputs(request), reported, new Date(START + seconds * 1000), options);
    children = applied(answer.children, parent).map((child) =>
      child.kind === 'Deployment' ? { ...child, status: { availableReplicas: 1 } } : child,
    );
    const find = (kind: string, name: string) =>
      answer.children.find((child) => child.kind === kind && child.metadata.name === name);
    const config = (name = 'prometheus-k8s'): PrometheusConfig => prometheusConfig(find('Secret', name));
    const conditions = (answer.status['conditions'] ?? []) as readonly {
      type: string;
      status: string;
      reason: string;
      message: string;
    }[];
    const resharding = conditions.find(({ type }) => type === 'Resharding');
    const sets = answer.children.filter(({ kind }) => kind === 'StatefulSet').map(({ metadata }) => metadata.name);
    const queryService = find('Service', 'prometheus-k8s-query')?.['spec'] as
      | { selector: Record<string, string> }
      | undefined;
    return { answer, find, config, sets, resharding, leadsTo: queryService?.selector['operator.prometheus.io/shard'] };
  };
  return look;
}

const keepRule = ({ scrape_configs: [job] }: PrometheusConfig) =>
  ((job?.['relabel_configs'] ?? []) as { source_labels?: string[]; action: string }[]).findLast(
    ({ action }) => action === 'keep',
  );
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
  const cases: [what: string, given: Observed, waits: RegExp][] = [
    [
      'a shard has no pod',
      { without: ['prometheus-k8s-shard-2'], facts: three },
      /shard-2 has pods that are not ready/,
    ],
    [
      'one has not read it',
      { facts: { ...three, 'prometheus-k8s': { ...ARRIVED, contains: ok(false) } } },
      /k8s-0 has not loaded/,
    ],
    [
      'one has just read it',
      { facts: { ...three, 'prometheus-k8s': { ...ARRIVED, configured: ok(START + 50_000) } } },
      /has not loaded/,
    ],
    [
      'a target is new',
      { facts: { ...three, 'prometheus-k8s-shard-1': { ...ARRIVED, unscraped: ok(2) } } },
      /shard-1-0 has not scraped all its targets/,
    ],
    ['nobody can be asked', {}, /cannot be probed; assumed ready 210 s after the configuration was written/],
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

t.test('targets that come and go all the time hold up nothing for good', async (t) => {
  const look = cluster(plain);
  look(1);
  look(2);
  const busy = (configured: number): ServerFacts => ({
    ...ARRIVED,
    configured: ok(START + configured * 1000),
    unscraped: ok(3),
  });
  const at = (seconds: number, configured: number) =>
    look(2, { seconds, facts: { 'prometheus-k8s': ARRIVED, 'prometheus-k8s-shard-1': busy(configured) } }).resharding
      ?.status;
  t.equal(at(200, 0), 'True');
  t.equal(at(600, 500), 'True', 'its configuration is new');
  t.equal(at(899, 870), 'True');
  t.equal(at(900, 870), 'False');
});

t.test('servers that cannot be probed are assumed ready after a timeout', async (t) => {
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
  t.match(again.resharding?.message, /from hashmod\/2 to hashmod\/4.*configuration has not been written yet/);
  const back = look(2, { seconds: 101 });
  t.strictSame(
    [back.resharding?.status, back.sets.length],
    ['False', 2],
    'and back again there is nothing to wait for',
  );
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

const alert = (isFiring: boolean, since = START): ServerFacts => ({
  ...ARRIVED,
  alerts: ok(new Map([['[["alertname","A"]]', { isFiring, since } satisfies AlertState]])),
});

t.test(
  'the only shard answers, evaluates and alerts until the tier knows of every alert, and nothing moves before',
  async (t) => {
    const look = cluster(tiered());
    const one = look(1);
    const template = ({ find }: typeof one) =>
      (find('StatefulSet', 'prometheus-k8s')?.['spec'] as { template: object } | undefined)?.template;
    const begun = look(3);
    t.strictSame(template(begun), template(one), 'nothing restarts it');
    t.equal(begun.leadsTo, '0');
    t.ok(begun.config()['rule_files'], 'it goes on with its rules');
    t.strictSame(
      begun.sets,
      ['prometheus-k8s', 'prometheus-k8s-query'],
      'a new shard with the same configuration would evaluate them over its part',
    );
    t.strictSame(keepRule(begun.config())?.source_labels, SETTLED);
    t.match((begun.config()['alerting'] as { alert_relabel_configs: object[] }).alert_relabel_configs, [
      { target_label: 'prometheus', replacement: 'monitoring/k8s' },
      { target_label: 'prometheus_replica' },
      { action: 'labeldrop', regex: 'prometheus_replica' },
    ]);
    t.ok(begun.config('prometheus-k8s-query')['rule_files'], 'and the tier begins with them');
    const both = (shard: ServerFacts, tier: ServerFacts): Observed => ({
      seconds: 60,
      facts: { 'prometheus-k8s': shard, 'prometheus-k8s-query': tier },
    });
    const cases: [what: string, shard: ServerFacts, tier: ServerFacts, waits: RegExp][] = [
      ['not there', alert(true), ARRIVED, /has not caught up with the only shard: alert A/],
      ['pending is not firing', alert(true), alert(false), /not caught up/],
      ['it would fire later', alert(false), alert(false, START + 600_000), /not caught up/],
      ['not read yet', ARRIVED, { ...ARRIVED, contains: ok(false) }, /k8s-query-0 has not loaded/],
    ];
    for (const [what, shard, tier, waits] of cases)
      t.match(look(3, both(shard, tier)).resharding, { reason: 'HandingOver', message: waits }, what);
    const taken = look(3, both(alert(true), alert(true)));
    t.match(taken.resharding, { reason: 'Moving', message: /configuration has not been written yet/ });
    t.notOk(taken.config()['rule_files'] || taken.config()['alerting'], 'new shards come without rules');
    t.equal(taken.sets.length, 4);
    t.equal(taken.leadsTo, 'query');
    const reads = (looked: typeof one) => (looked.config('prometheus-k8s-query')['remote_read'] as object[]).length;
    t.equal(reads(taken), 1, 'the tier does not read shards that are not there yet');
    t.equal(reads(look(3, { seconds: 61 })), 3);
    const done = look(3, { seconds: 120, facts: { ...three, 'prometheus-k8s-query': ARRIVED } });
    t.match(done.resharding, { status: 'False' });
    t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
    t.strictSame(template(done), template(one), 'still nothing restarts it');
  },
);

t.test('a server that knows one step does not look as if it knew another', async (t) => {
  const before = { mode: 'hashmod', shards: 1 } as const;
  const marks = [3, 30].flatMap((shards) =>
    [true, false].map((handsOver) => marker({ before, now: { mode: 'hashmod', shards }, isKept: true, handsOver })),
  );
  t.strictSame(
    marks.filter((mark) => marks.some((other) => other !== mark && other.includes(mark))),
    [],
  );
});

t.test('rules that are with the tier stay there: one shard, and several again', async (t) => {
  const look = cluster(tiered());
  look(3);
  look(3);
  look(1);
  const one = look(1, { seconds: 60, facts: { ...three, 'prometheus-k8s-query': ARRIVED } });
  t.match([one.resharding?.status, one.leadsTo, one.sets.length], ['False', 'query', 2]);
  const again = look(2, { seconds: 70 });
  t.match([again.resharding?.reason, again.leadsTo, again.sets.length], ['Moving', 'query', 3]);
  t.notOk(again.config()['rule_files']);
});

t.test('alerts that cannot be compared are taken over after an hour', async (t) => {
  const look = cluster(tiered());
  look(1);
  look(2);
  look(2);
  t.match(look(2, { seconds: 3599 }).resharding?.message, /cannot be compared/);
  t.equal(look(2, { seconds: 3601 }).resharding?.reason, 'Moving');
});

t.test(
  'shards that get a tier later go on with their rules until it knows of every alert; what only a part of them ' +
    'sees ends after an hour',
  async (t) => {
    const look = cluster(plain);
    const annotations = { 'prometheus-metacontroller.dev/query-tier': 'remote-read' };
    const before = look(3);
    t.ok(before.config()['rule_files']);
    const begun = look(3, { annotations });
    t.match([begun.resharding?.status, begun.resharding?.reason], ['True', 'HandingOver']);
    t.strictSame(begun.sets, [...before.sets, 'prometheus-k8s-query']);
    t.ok(begun.config()['rule_files'] && begun.config('prometheus-k8s-query')['rule_files'], 'both evaluate them');
    t.equal(begun.leadsTo, undefined, 'all shards answer in turns, as before');
    const at = (seconds: number, shard: ServerFacts, tier: ServerFacts) =>
      look(3, {
        annotations,
        seconds,
        facts: { ...three, 'prometheus-k8s-shard-2': shard, 'prometheus-k8s-query': tier },
      });
    t.match(
      at(60, alert(true), ARRIVED).resharding?.message,
      /^The query tier takes over the rules. Waiting for: .* with the shards: alert A$/,
    );
    t.match(at(3599, alert(true), ARRIVED).resharding?.reason, 'HandingOver');
    const late = at(3601, alert(true), ARRIVED);
    t.match([late.resharding?.status, late.leadsTo], ['False', 'query']);
    const again = cluster(plain);
    again(3);
    again(3, { annotations });
    const done = again(3, {
      annotations,
      seconds: 60,
      facts: { ...three, 'prometheus-k8s-shard-2': alert(true), 'prometheus-k8s-query': alert(true) },
    });
    t.match([done.resharding?.status, done.leadsTo, done.config()['rule_files']], ['False', 'query', undefined]);
    const rest = again(3, { annotations, seconds: 61 });
    t.strictSame(rest.answer.children, done.answer.children, 'and stays so');
    const opted = again(3, { seconds: 70 });
    t.ok(opted.config()['rule_files'], 'without a tier each evaluates them again');
  },
);

t.test(
  'with a Thanos tier the ruler has every alert before the only shard stops, whatever labels Thanos puts on it',
  async (t) => {
    const look = cluster(tiered('thanos'), { thanos: {}, externalLabels: { cluster: 'eu' } });
    const one = look(1);
    t.strictSame([one.sets, one.leadsTo], [['prometheus-k8s'], '0']);
    const begun = look(3);
    t.strictSame(begun.sets, ['prometheus-k8s', 'prometheus-k8s-ruler'], 'no shard beside the first yet');
    t.equal(begun.leadsTo, '0');
    t.ok(begun.config()['rule_files'] && begun.config()['alerting'], 'the shard goes on');
    const files = (name: string) => JSON.stringify(begun.find('ConfigMap', name)?.['data']);
    t.match(files('prometheus-k8s-rulefiles-0'), /absent\(up\)/);
    t.match(files('prometheus-k8s-ruler-rulefiles-0'), /absent\(up\)/);
    const bad: Outcome<never> = { is: 'bad', reason: 'HTTP 404' };
    const state = (labels: [string, string][]) =>
      ok(new Map([[JSON.stringify(labels), { isFiring: true, since: START }]]));
    const shard: ServerFacts = { ...ARRIVED, alerts: state([['alertname', 'A']]) };
    const ruler = (labels: [string, string][]): ServerFacts => ({
      contains: bad,
      configured: bad,
      unscraped: bad,
      alerts: state(labels),
    });
    const both = (seconds: number, labels: [string, string][]) =>
      look(3, { seconds, facts: { 'prometheus-k8s': shard, 'prometheus-k8s-ruler': ruler(labels) } });
    const labelled: [string, string][] = [
      ['alertname', 'A'],
      ['cluster', 'eu'],
      ['prometheus', 'monitoring/k8s'],
    ];
    t.match(both(60, labelled).resharding?.message, /ruler-0 cannot be probed; assumed ready 210 s/);
    t.match(both(211, [['alertname', 'B']]).resharding?.message, /has not caught up with the only shard: alert A/);
    const taken = both(211, labelled);
    t.match(taken.resharding, { reason: 'Moving' });
    t.equal(taken.leadsTo, undefined, 'the address leads to Thanos Query');
    t.notOk(taken.config()['rule_files'] || taken.config()['alerting']);
    t.strictSame(taken.sets, [
      'prometheus-k8s',
      'prometheus-k8s-shard-1',
      'prometheus-k8s-shard-2',
      'prometheus-k8s-ruler',
    ]);
    look(3, { seconds: 212 });
    t.match(
      look(3, { seconds: 300, facts: three }).resharding?.message,
      /prometheus-k8s-query cannot be probed; assumed ready 210 s/,
    );
    const done = look(3, { seconds: 500, facts: three });
    t.match(done.resharding, { status: 'False' });
    t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
  },
);
