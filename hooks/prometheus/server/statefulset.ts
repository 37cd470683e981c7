// The StatefulSet of one shard.
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { Section } from '../../core/section.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { zones } from '../../scrape/job/sharding.ts';
import { workloadMeta } from '../../workload/meta.ts';
import { reloaderEnv } from '../../workload/reloader.ts';
import { observedClaims, statefulSet } from '../../workload/statefulset.ts';
import { dataStorage } from '../../workload/storage.ts';
import { type Mode, podLabels, shardLabels } from './labels.ts';
import { type PodParts, podSpec } from './pod.ts';
import type { VolumeFields } from './volumes.ts';

type Texts = Readonly<Record<string, string>>;
type Spread = {
  readonly additionalLabelSelectors?: string | undefined;
  readonly labelSelector?: { readonly matchLabels?: Texts | undefined } | undefined;
};

/** Spread constraints; `OnResource` adds the labels of the Prometheus to the selector, `OnShard` those of the shard. */
export function spreadConstraints(
  constraints: readonly Spread[] | undefined,
  shard: Texts,
): readonly Section[] | undefined {
  return constraints?.map(({ additionalLabelSelectors: mode, ...constraint }) => {
    if (!mode) return { ...constraint };
    const { 'operator.prometheus.io/shard': _shard, ...resource } = shard;
    const labels = mode === 'OnShard' ? shard : resource;
    return {
      ...constraint,
      labelSelector: {
        ...constraint.labelSelector,
        matchLabels: { ...constraint.labelSelector?.matchLabels, ...labels },
      },
    };
  });
}

/** The zone of a shard and its number within the zone; `undefined` without topology sharding. */
function shardZone(
  shard: number,
  spec: CommonSpec,
  options: Options,
): { readonly zone: string; readonly inZone: number } | undefined {
  const all = zones({ spec, options });
  return all.length > 0 ? { zone: all[shard % all.length] ?? '', inZone: Math.floor(shard / all.length) } : undefined;
}

/** Parts of the pod that all shards share. */
export type SharedParts = Omit<
  PodParts,
  'storage' | 'reloaderEnv' | 'topologySpreadConstraints' | 'nodeSelector' | 'moreContainers'
>;

/** What the StatefulSet of a shard depends on. */
export interface ShardInput {
  readonly parent: KubernetesObject & { readonly spec: CommonSpec & VolumeFields };
  readonly mode: Exclude<Mode, 'daemonset'>;
  readonly prefix: string;
  readonly governingService: string;
  readonly shared: SharedParts;
  /** More containers, from the storage of the shard. */
  readonly containers: (storage: ReturnType<typeof dataStorage>) => readonly Section[];
  readonly observed: KubernetesObject | undefined;
  readonly options: Options;
}

/** Name of the StatefulSet of a shard. */
export const shardName = (prefix: string, shard: number): string => (shard === 0 ? prefix : `${prefix}-shard-${shard}`);

/** Name, labels, environment and nodes of one StatefulSet. */
interface Place {
  readonly name: string;
  readonly selector: Texts;
  readonly reloaderEnv: readonly Section[];
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
}

function serverSet(
  place: Place,
  { parent, mode, prefix, shared, observed, containers, governingService, options }: ShardInput,
): KubernetesObject {
  const { spec } = parent;
  const { name, selector, reloaderEnv: env, nodeSelector } = place;
  const storage = dataStorage(spec.storage, `${prefix}-db`, observedClaims(observed));
  const topologySpreadConstraints = spreadConstraints(spec.topologySpreadConstraints, selector);
  const parts = {
    ...shared,
    storage,
    moreContainers: containers(storage),
    reloaderEnv: env,
    topologySpreadConstraints,
    nodeSelector,
  };
  return statefulSet(spec, {
    metadata: workloadMeta(parent, name, { selector, fixed: { 'operator.prometheus.io/mode': mode } }, options),
    replicas: replicas(spec),
    selector,
    podLabels: podLabels(shared.version, spec.podMetadata?.labels, selector),
    podAnnotations: {
      'kubectl.kubernetes.io/default-container': 'prometheus',
      ...spec.podMetadata?.annotations,
      ...options.annotations,
    },
    podSpec: podSpec(spec, parts, options),
    claimTemplates: storage.claimTemplate ? [storage.claimTemplate] : [],
    governingService,
    observed,
  });
}

/** The StatefulSet of a shard. `input.observed`: the existing one, for its immutable fields. */
export function shardStatefulSet(shard: number, input: ShardInput): KubernetesObject {
  const { parent, mode, prefix, options } = input;
  const { spec, metadata } = parent;
  const zone = shardZone(shard, spec, options);
  const zoneEnv = zone
    ? [
        { name: 'TOPOLOGY_ZONE', value: zone.zone },
        { name: 'INZONE_SHARD', value: String(zone.inZone) },
      ]
    : [];
  const place: Place = {
    name: shardName(prefix, shard),
    selector: shardLabels(mode, metadata.name, shard, options.labels),
    reloaderEnv: [...reloaderEnv(shard), ...zoneEnv],
    nodeSelector: zone ? { ...spec.nodeSelector, 'topology.kubernetes.io/zone': zone.zone } : spec.nodeSelector,
  };
  return serverSet(place, input);
}

/** The StatefulSet of a query tier. Its servers scrape nothing but the shards. */
export function queryStatefulSet(name: string, selector: Texts, input: ShardInput): KubernetesObject {
  return serverSet(
    { name, selector, reloaderEnv: reloaderEnv(-1), nodeSelector: input.parent.spec.nodeSelector },
    input,
  );
}

/** Replicas of each shard; 1 by default. */
export const replicas = (spec: { readonly replicas?: number | undefined }): number =>
  (spec.replicas ?? 1) < 0 ? 1 : (spec.replicas ?? 1);
