// The StatefulSets of a Prometheus: one for each shard, and surplus ones by the retention policy.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Lister } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Section } from '../../core/section.ts';
import { type Placement, place } from '../../prometheus/server/placement.ts';
import { retainedShards } from '../../prometheus/server/shards.ts';
import { type SharedParts, shardName, shardStatefulSet } from '../../prometheus/server/statefulset.ts';
import { SIDECAR_CLIENT, sidecar } from '../../prometheus/server/thanossidecar.ts';
import { dataMount } from '../../prometheus/server/volumes.ts';
import { queryName, rulerName } from '../../prometheus/sharding/tier.ts';
import { knows, stillKnows } from '../../versions/prometheus.ts';
import { thanosKnows } from '../../versions/thanos.ts';
import type { Storage } from '../../workload/storage.ts';
import type { Mounted } from '../../workload/webconfig.ts';
import type { Prepared } from './prepare.ts';

/** What the StatefulSets depend on. */
export interface WorkloadInput {
  /** The existing StatefulSets. */
  readonly observed: Lister;
  readonly parent: Prometheus;
  readonly prepared: Prepared;
  readonly prefix: string;
  readonly tlsAssets: readonly KubernetesObject[];
  readonly ruleConfigMaps: readonly string[];
  /** Number of configuration Secrets that pods mount. */
  readonly configSecrets: number;
  /** Number of shards. */
  readonly shards: number;
  readonly web: Mounted;
  readonly now: Date;
}

/** Parts that the pods of all shards share. */
export function sharedParts(input: WorkloadInput): SharedParts {
  const { parent, prepared, prefix, configSecrets, tlsAssets, ruleConfigMaps, web } = input;
  const { spec } = parent;
  const { version } = prepared.context;
  const hasClient = prepared.thanos && thanosKnows(prepared.thanos, 'sidecar.http_client_file');
  const goGC = stillKnows(version, 'env.GOGC') ? spec.runtime?.goGC : undefined;
  return {
    configSecret: prefix,
    configSecrets,
    tlsAssets,
    ruleConfigMaps,
    webConfig: knows(version, 'arg.web_config') ? web : undefined,
    sidecarClient: hasClient ? `${prefix}-${SIDECAR_CLIENT.volume}` : undefined,
    image: spec,
    version,
    args: prepared.args,
    env: goGC === undefined ? [] : [{ name: 'GOGC', value: String(goGC) }],
    reloaderWeb: spec.web !== undefined && knows(version, 'arg.web_config'),
  };
}

function sidecars({ parent: { spec }, prepared }: WorkloadInput): (storage: Storage) => readonly Section[] {
  const { thanos, compaction, context } = prepared;
  return (storage) =>
    spec.thanos && thanos
      ? [
          sidecar(
            { spec, thanos: spec.thanos, version: thanos, compaction, options: context.options },
            dataMount(spec, storage),
          ),
        ]
      : [];
}

/** The StatefulSets of all shards, and the retained surplus ones. */
export function workload(input: WorkloadInput): Placement {
  const { observed, parent, prepared, prefix, now } = input;
  const { options } = prepared.context;
  const shared = sharedParts(input);
  const pairs = Array.from({ length: input.shards }, (_, shard) => {
    const before = observed.get(parent.metadata.namespace, shardName(prefix, shard));
    const object = parent as unknown as KubernetesObject & { spec: Prometheus['spec'] };
    const set = shardStatefulSet(shard, {
      parent: object,
      mode: 'server',
      prefix,
      governingService: 'prometheus-operated',
      // Rules of a query tier stay mounted in the first shard: without them it would restart.
      shared: prepared.tier !== 'none' && shard > 0 ? { ...shared, ruleConfigMaps: [] } : shared,
      containers: sidecars(input),
      observed: before,
      options,
    });
    return { before, set };
  });
  const names = new Set([...pairs.map(({ set }) => set.metadata.name), queryName(prefix), rulerName(prefix)]);
  const surplus = observed.list().filter((set) => !names.has(set.metadata.name));
  const placed = place(pairs);
  return { ...placed, statefulSets: [...placed.statefulSets, ...retainedShards(parent, surplus, now, options)] };
}
