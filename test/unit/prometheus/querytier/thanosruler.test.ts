// Rules behind a Thanos tier: its ruler evaluates them all.
import t from 'tap';
import { prometheusRule } from '../../../support/objects.ts';
import { rulesIn, sync } from '../../../support/thanos.ts';

t.test(
  'all rules go to the ruler with their strategy, and what they record and alert is labelled as before',
  async (t) => {
    const { answer, args, file } = sync({ shards: 2, retention: '15d', enforcedNamespaceLabel: 'namespace' });
    const rules = rulesIn(answer, 'prometheus-k8s-ruler-rulefiles-');
    t.match(rules, /partial_response_strategy: warn/);
    t.match(rules, /name: own/, 'rules of the ConfigMap that users fill too');
    t.equal(rulesIn(answer, 'prometheus-k8s-rulefiles-'), '{}', 'Prometheus would refuse a file with that strategy');
    const ruler = args('StatefulSet', 'prometheus-k8s-ruler');
    for (const arg of [
      '--eval-interval=30s',
      '--tsdb.retention=15d',
      '--label=cluster="eu"',
      '--label=prometheus="monitoring/k8s"',
      '--alert.label-drop=thanos_ruler_replica',
    ])
      t.ok(ruler.includes(arg), arg);
    t.notMatch(ruler.join(), /prometheus_replica/);
    t.strictSame(file('prometheus-k8s-ruler-config', 'query.yaml'), [
      { scheme: 'http', static_configs: ['dnssrv+_web._tcp.prometheus-k8s-query-operated.monitoring.svc'] },
    ]);
    t.match(
      sync(
        { shards: 2 },
        { related: [prometheusRule([{ name: 'g', rules: [{ record: 'r', expr: 'info(up)' }] }])] },
      ).condition('RulesValid'),
      {
        status: 'False',
      },
    );
  },
);

t.test('info() is accepted: Thanos does not read over remote read', async (t) => {
  const rule = prometheusRule([{ name: 'g', rules: [{ record: 'r', expr: 'info(up)' }] }], { name: 'enriched' });
  const { condition, args } = sync(
    { shards: 2, enableFeatures: ['promql-experimental-functions', 'exemplar-storage'] },
    { related: [rule] },
  );
  t.equal(condition('ResourcesAccepted')?.status, 'True');
  for (const [kind, name] of [
    ['Deployment', 'prometheus-k8s-query'],
    ['StatefulSet', 'prometheus-k8s-ruler'],
  ] as const)
    t.ok(args(kind, name).includes('--enable-feature=promql-experimental-functions'), name);
});
