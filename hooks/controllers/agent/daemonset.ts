// The DaemonSet of an agent. Each pod scrapes the pods of its node.
import type { PrometheusAgent } from '../../api/prometheusagent.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { podLabels, shardLabels } from '../../prometheus/server/labels.ts';
import { podSpec } from '../../prometheus/server/pod.ts';
import { type SharedParts, spreadConstraints } from '../../prometheus/server/statefulset.ts';
import { workloadMeta } from '../../workload/meta.ts';
import { fieldEnv } from '../../workload/reloader.ts';
import { typed } from '../../workload/typed.ts';

type Labels = Readonly<Record<string, string>>;

/** The pods, without storage. Parity leaves out the user's volumes, as the Go operator does. */
function agentPod(agent: PrometheusAgent, selector: Labels, shared: SharedParts, options: Options) {
  const { volumes, ...spec } = agent.spec;
  return podSpec(
    options.parity ? spec : { ...spec, volumes },
    {
      ...shared,
      storage: undefined,
      moreContainers: [],
      reloaderWeb: true,
      reloaderEnv: [
        fieldEnv('POD_NAME', 'metadata.name'),
        fieldEnv('NODE_NAME', 'spec.nodeName'),
        { name: 'SHARD', value: '0' },
      ],
      topologySpreadConstraints: spreadConstraints(spec.topologySpreadConstraints, selector),
      nodeSelector: spec.nodeSelector,
    },
    options,
  );
}

export function agentDaemonSet(
  agent: PrometheusAgent,
  prefix: string,
  shared: SharedParts,
  options: Options,
): KubernetesObject {
  const parent = agent as unknown as KubernetesObject;
  const { spec } = agent;
  const selector = shardLabels('daemonset', agent.metadata.name, 0, options.labels);
  const pod = agentPod(agent, selector, shared, options);
  const annotations = {
    'kubectl.kubernetes.io/default-container': 'prometheus',
    ...spec.podMetadata?.annotations,
    ...options.annotations,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: workloadMeta(parent, prefix, { selector, fixed: { 'operator.prometheus.io/mode': 'agent' } }, options),
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: podLabels(shared.version, spec.podMetadata?.labels, selector), annotations },
        spec: typed(pod),
      },
      ...(spec.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
    },
  };
}
