// Fields of a StatefulSet that cannot change in place (Kubernetes: StatefulSet, "Forbidden" updates). A change needs a
// new StatefulSet.
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';

const FIELDS: readonly (readonly [field: string, fallback: unknown])[] = [
  ['serviceName', ''],
  ['podManagementPolicy', 'OrderedReady'],
  ['selector', undefined],
  ['volumeClaimTemplates', undefined],
];

/** Names of the immutable fields that differ between the observed and the desired StatefulSet. */
export function immutableChanges(observed: KubernetesObject | undefined, desired: KubernetesObject): string[] {
  const [before, after] = [observed?.['spec'], desired['spec']];
  if (!isRecord(before) || !isRecord(after)) return [];
  return FIELDS.filter(
    ([field, fallback]) => !isDeepStrictEqual(plain(before[field] ?? fallback), plain(after[field] ?? fallback)),
  ).map(([field]) => field);
}

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Whether the deletion of the StatefulSet deletes its volumes. */
export function losesData(observed: KubernetesObject | undefined): boolean {
  const spec = observed?.['spec'];
  const policy = isRecord(spec) ? spec['persistentVolumeClaimRetentionPolicy'] : undefined;
  return isRecord(policy) && policy['whenDeleted'] === 'Delete';
}
