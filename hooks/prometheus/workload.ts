// The StatefulSets of a Prometheus server: one for each shard, surplus ones as the retention policy says.
import type { Prometheus } from '../crds/prometheus.ts';
import type { SyncRequest } from '../kube/hook.ts';
import type { KubernetesObject, Secret } from '../kube/meta.ts';
import type { Section } from '../kube/section.ts';
import { shardsOf } from '../scrape/sharding.ts';
import { knows, stillKnows } from '../versions/prometheus.ts';
import { thanosKnows } from '../versions/thanos.ts';
import { immutableChanges, losesData } from '../workload/immutable.ts';
import type { Storage } from '../workload/storage.ts';
import type { Mounted } from '../workload/webconfig.ts';
import type { Prepared } from './prepare.ts';
import { retainedShards } from './shards.ts';
import { type SharedParts, shardName, shardStatefulSet } from './statefulset.ts';
import { SIDECAR_CLIENT, sidecar } from './thanos.ts';
import { dataMount } from './volumes.ts';

export interface WorkloadInput {
  readonly request: SyncRequest;
  readonly parent: Prometheus;
  readonly prepared: Prepared;
  readonly prefix: string;
  readonly tlsAssets: readonly Secret[];
  readonly ruleConfigMaps: readonly string[];
  readonly web: Mounted;
  readonly now: Date;
}

export interface Workload {
  readonly statefulSets: readonly KubernetesObject[];
  /** Shards whose immutable fields change, and how: they are being replaced, or wait because that would delete their data. */
  readonly replaced: readonly { readonly name: string; readonly fields: readonly string[]; readonly held: boolean }[];
}

function sharedParts({ parent, prepared, prefix, tlsAssets, ruleConfigMaps, web }: WorkloadInput): SharedParts {
  const { spec } = parent;
  const { version } = prepared.context;
  const hasClient = prepared.thanos && thanosKnows(prepared.thanos, 'sidecar.http_client_file');
  const goGC = stillKnows(version, 'env.GOGC') ? spec.runtime?.goGC : undefined;
  return {
    configSecret: prefix,
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
    spec.thanos && thanos ? [sidecar(spec, spec.thanos, thanos, compaction, dataMount(spec, storage), context.options)] : [];
}

/** Every shard's StatefulSet. One whose immutable fields change is left out once, so that it is made anew; never where that deletes its volumes. */
export function workload(input: WorkloadInput): Workload {
  const { request, parent, prepared, prefix, now } = input;
  const { options } = prepared.context;
  const observed = request.children['StatefulSet.apps/v1'] ?? {};
  const shared = sharedParts(input);
  const wanted = Array.from({ length: shardsOf(parent.spec) }, (_, shard) => {
    const before = observed[`${parent.metadata.namespace}/${shardName(prefix, shard)}`];
    const object = parent as unknown as KubernetesObject & { spec: Prometheus['spec'] };
    const set = shardStatefulSet(shard, {
      parent: object,
      mode: 'server',
      prefix,
      governingService: 'prometheus-operated',
      shared,
      containers: sidecars(input),
      observed: before,
      options,
    });
    return { before, set, fields: immutableChanges(before, set) };
  });
  const names = new Set(wanted.map(({ set }) => set.metadata.name));
  const surplus = Object.values(observed).filter((set) => !names.has(set.metadata.name));
  const changed = wanted.filter(({ fields }) => fields.length > 0);
  return {
    statefulSets: [
      ...wanted.flatMap(({ before, set, fields }) => {
        if (fields.length === 0) return [set];
        return before && losesData(before) ? [withObserved(set, before, fields)] : [];
      }),
      ...retainedShards(parent, surplus, now, options),
    ],
    replaced: changed.map(({ before, set, fields }) => ({ name: set.metadata.name, fields, held: losesData(before) })),
  };
}

/** The desired set with the immutable fields as they are. */
function withObserved(set: KubernetesObject, before: KubernetesObject, fields: readonly string[]): KubernetesObject {
  const spec = { ...(set['spec'] as Section) };
  for (const field of fields) spec[field] = (before['spec'] as Section)[field];
  return { ...set, spec };
}
