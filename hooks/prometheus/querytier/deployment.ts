// Deployments of a Thanos tier: Thanos Query, which reads the sidecars of all shards and the ruler; and where shards
// aggregate, a leaf for each shard.
import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { Prometheus } from '../../api/prometheus.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { nonEmptyList, type Section, section } from '../../core/section.ts';
import { formatVersion, type Version } from '../../versions/version.ts';
import { mergeContainers } from '../../workload/containers.ts';
import { workloadMeta } from '../../workload/meta.ts';
import { podFields } from '../../workload/pod.ts';
import { kubectlAnnotations } from '../../workload/statefulset.ts';
import { typed } from '../../workload/typed.ts';
import type { Mounted } from '../../workload/webconfig.ts';
import { replicas, spreadConstraints } from '../server/statefulset.ts';
import { sidecarFiles } from './credentials.ts';
import { endpointsVolume } from './endpoints.ts';

type Texts = Readonly<Record<string, string>>;

/** Generated parts of a Deployment. */
export interface DeploymentParts {
  readonly name: string;
  readonly selector: Texts;
  readonly thanos: ThanosSpec;
  readonly version: Version;
  /** The web configuration, for `/etc/thanos/web_config`. */
  readonly web: Mounted;
  /** The first one is that of `kubectl logs`. */
  readonly containers: readonly (Section & { readonly name?: unknown })[];
  /** Instead of that of the servers. */
  readonly affinity?: Section;
  /** The existing Deployment. */
  readonly observed: KubernetesObject | undefined;
}

function podSpec(parent: Prometheus, prefix: string, parts: DeploymentParts): Section {
  const { selector, thanos, web, containers, affinity } = parts;
  const { spec } = parent;
  const names = containers.map(({ name }) => name);
  const own = spec.containers?.filter(({ name }) => names.includes(name));
  return typed(
    section({
      volumes: [endpointsVolume(prefix).volume, ...web.volumes, ...sidecarFiles(spec, thanos).volumes],
      containers: mergeContainers(containers, own),
      ...podFields({
        ...spec,
        affinity: affinity ?? spec.affinity,
        automountServiceAccountToken: false,
        hostNetwork: undefined,
        terminationGracePeriodSeconds: 120,
        topologySpreadConstraints: nonEmptyList(spreadConstraints(spec.topologySpreadConstraints, selector)),
      }),
    }),
  );
}

/** The Deployment. `spec.containers` are for servers; only those with the name of a container here are merged. */
export function thanosDeployment(
  parent: Prometheus,
  prefix: string,
  parts: DeploymentParts,
  options: Options,
): KubernetesObject {
  const { spec } = parent;
  const { name, selector, version, containers, observed } = parts;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: workloadMeta(parent as unknown as KubernetesObject, name, { selector }, options),
    spec: section({
      replicas: replicas(spec),
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: {
            ...spec.podMetadata?.labels,
            ...selector,
            'app.kubernetes.io/version': formatVersion(version),
          },
          annotations: {
            ...kubectlAnnotations(observed),
            'kubectl.kubernetes.io/default-container': containers[0]?.name,
            ...spec.podMetadata?.annotations,
            ...options.annotations,
          },
        },
        spec: podSpec(parent, prefix, parts),
      },
      minReadySeconds: spec.minReadySeconds || undefined,
    }),
  };
}
