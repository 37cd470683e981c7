// Fields of a StatefulSet that the API server refuses to change (Kubernetes: StatefulSet, "Forbidden" updates). Such a
// change means a new StatefulSet.
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';

const FIELDS: readonly (readonly [field: string, fallback: unknown])[] = [
  ['serviceName', ''],
  ['podManagementPolicy', 'OrderedReady'],
  ['selector', undefined],
  ['volumeClaimTemplates', undefined],
];

/** The immutable fields in which the desired StatefulSet differs from the observed one. */
export function immutableChanges(observed: KubernetesObject | undefined, desired: KubernetesObject): string[] {
  const [before, after] = [observed?.['spec'], desired['spec']];
  if (!isRecord(before) || !isRecord(after)) return [];
  return FIELDS.filter(
    ([field, fallback]) => !isDeepStrictEqual(plain(before[field] ?? fallback), plain(after[field] ?? fallback)),
  ).map(([field]) => field);
}

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Whether deleting the StatefulSet would delete its volumes too. */
export function losesData(observed: KubernetesObject | undefined): boolean {
  const spec = observed?.['spec'];
  const policy = isRecord(spec) ? spec['persistentVolumeClaimRetentionPolicy'] : undefined;
  return isRecord(policy) && policy['whenDeleted'] === 'Delete';
}
