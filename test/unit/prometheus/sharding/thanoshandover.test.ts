// A new Thanos tier: the only shard goes on until the ruler has every alert.
import t from 'tap';
import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';
import type { ServerFacts } from '../../../../hooks/probe/prometheus/servers.ts';
import { ARRIVED, cluster, keepRule, ok, SETTLED, START, three, tiered } from './reshardedcluster.ts';

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
      config: bad,
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
