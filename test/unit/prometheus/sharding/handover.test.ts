// A new query tier: the shards go on with rules and alerts until the tier has every alert.
import t from 'tap';
import type { ServerFacts } from '../../../../hooks/probe/prometheus/servers.ts';
import {
  ARRIVED,
  alert,
  cluster,
  keepRule,
  type Observed,
  OTHER_CONFIG,
  ok,
  plain,
  SETTLED,
  START,
  three,
  tiered,
} from './reshardedcluster.ts';

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
      [
        'the tier would read every series twice',
        { ...alert(true), config: ok({ contains: false, hasExternalLabels: true }) },
        alert(true),
        /k8s-0 has not loaded the configuration without external labels yet/,
      ],
      ['not read yet', ARRIVED, { ...ARRIVED, config: OTHER_CONFIG }, /k8s-query-0 has not loaded/],
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
