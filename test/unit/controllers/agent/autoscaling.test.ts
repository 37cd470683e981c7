// A PrometheusAgent that follows its load.
import t from 'tap';
import { syncAgent } from '../../../../hooks/controllers/agent/sync.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { configText } from '../../../support/config.ts';
import { namespace, serviceMonitor } from '../../../support/objects.ts';
import { applied, type Condition, kindMap } from '../../../support/requests.ts';
import { HOUR, MINUTE, ok, START, unknown } from '../../prometheus/autoscaling/simulation.ts';

const RULE = 'maxShards=8,seriesPerShard=1M';
const OPTIONS = parseOptions(['--feature-gates=PrometheusAgentDaemonSet=true']);
const RELATED = [namespace('monitoring'), serviceMonitor()];

function agent(annotation = RULE, spec: object = {}) {
  let children: readonly KubernetesObject[] = [];
  let status: object = {};
  return (time: number, million: readonly number[]) => {
    const parent = {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'PrometheusAgent',
      metadata: {
        ...{ name: 'edge', namespace: 'monitoring', uid: 'agent' },
        annotations: { 'prometheus-metacontroller.dev/autoscale': annotation },
      },
      spec: { serviceMonitorSelector: {}, ...spec },
      status,
    };
    const shards = million.map((one) => ok({ series: one * 1_000_000, scrapes: unknown('no queries') }));
    const request = { parent, children: kindMap(children), related: kindMap(RELATED), finalizing: false };
    const load = { shards, isFirstFailure: false, next: 60 };
    const answer = syncAgent(inputs(request), { load }, new Date(START + time), OPTIONS);
    children = applied(answer.children, parent);
    status = answer.status;
    const sets = answer.children.filter(({ kind }) => kind === 'StatefulSet').length;
    const conditions = (answer.status['conditions'] ?? []) as readonly Condition[];
    const autoscaling = conditions.find(({ type }) => type === 'Autoscaling');
    const { shards: number } = answer.status as { readonly shards: number };
    return { sets, number, autoscaling, text: configText(answer.children) ?? '', answer };
  };
}

t.test('the load grows: more shards with consistent assignment, and then two hours of rest for more', async (t) => {
  const at = agent();
  t.match(at(0, []).autoscaling, { reason: 'Resting' });
  t.equal(at(11 * MINUTE, [0.5]).autoscaling?.reason, 'Steady');
  const grown = at(12 * MINUTE, [2.5]);
  t.strictSame([grown.sets, grown.number], [3, 3]);
  t.match(grown.text, /separator: \/2\//);
  t.match(at(13 * MINUTE, [2.5, 0.8, 0.8]).autoscaling, { reason: 'Resting' });
  const stale = at(HOUR, [2.5, 0.8, 0.8]);
  t.match(stale.autoscaling, {
    reason: 'Resting',
    message: /not before 2026-11-30T02:43:00Z, because servers still have series/,
  });
  t.equal(at(2 * HOUR, [0.8, 0.8, 0.8]).autoscaling?.reason, 'Steady');
  t.equal(at(3 * HOUR, [1.8, 0.8, 0.8]).number, 4);
});

t.test('samples and a DaemonSet are not possible', async (t) => {
  const samples = agent('maxShards=8,samplesPerShard=10k')(0, []);
  t.match(samples.autoscaling, { reason: 'NotPossible', message: /an agent, which has no queries/ });
  t.equal(samples.sets, 1);
  const daemon = agent(RULE, { mode: 'DaemonSet' })(0, []);
  t.match(daemon.autoscaling, { status: 'False', reason: 'NotPossible', message: /a DaemonSet has no shards/ });
});
