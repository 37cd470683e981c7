// StatefulSets whose immutable fields change. They are left out of one response, so that Metacontroller deletes and
// creates them again, unless that would delete their volumes.
import type { KubernetesObject } from '../../core/meta.ts';
import type { Section } from '../../core/section.ts';
import { immutableChanges, losesData } from '../../workload/immutable.ts';

/** A StatefulSet with changed immutable fields. `held`: it stays as it is, because a new one would lose data. */
export interface Replaced {
  readonly name: string;
  readonly fields: readonly string[];
  readonly held: boolean;
}

/** The StatefulSets of a response, and those that cannot change in place. */
export interface Placement {
  readonly statefulSets: readonly KubernetesObject[];
  readonly replaced: readonly Replaced[];
}

/** The desired StatefulSet with the immutable fields of the existing one. */
function withObserved(set: KubernetesObject, before: KubernetesObject, fields: readonly string[]): KubernetesObject {
  const spec = { ...(set['spec'] as Section) };
  for (const field of fields) spec[field] = (before['spec'] as Section)[field];
  return { ...set, spec };
}

/** The StatefulSets of the response. `pairs`: each desired StatefulSet with the existing one. */
export function place(
  pairs: readonly { readonly set: KubernetesObject; readonly before: KubernetesObject | undefined }[],
): Placement {
  const checked = pairs.map(({ set, before }) => ({ set, before, fields: immutableChanges(before, set) }));
  return {
    statefulSets: checked.flatMap(({ set, before, fields }) => {
      if (fields.length === 0) return [set];
      return before && losesData(before) ? [withObserved(set, before, fields)] : [];
    }),
    replaced: checked
      .filter(({ fields }) => fields.length > 0)
      .map(({ set, before, fields }) => ({ name: set.metadata.name, fields, held: losesData(before) })),
  };
}
