// What becomes of StatefulSets whose immutable fields change: they are left out once, so that they are made anew,
// unless that would delete their volumes.
import type { KubernetesObject } from '../../core/meta.ts';
import type { Section } from '../../core/section.ts';
import { immutableChanges, losesData } from '../../workload/immutable.ts';

/** A StatefulSet that cannot take its new form in place; `held` where it waits because a new one would lose data. */
export interface Replaced {
  readonly name: string;
  readonly fields: readonly string[];
  readonly held: boolean;
}

export interface Placement {
  readonly statefulSets: readonly KubernetesObject[];
  readonly replaced: readonly Replaced[];
}

/** The desired set with the immutable fields as they are. */
function withObserved(set: KubernetesObject, before: KubernetesObject, fields: readonly string[]): KubernetesObject {
  const spec = { ...(set['spec'] as Section) };
  for (const field of fields) spec[field] = (before['spec'] as Section)[field];
  return { ...set, spec };
}

/** Desired sets, each beside the one that exists, to the ones to answer with. */
export function place(
  pairs: readonly { readonly set: KubernetesObject; readonly before: KubernetesObject | undefined }[],
): Placement {
  const judged = pairs.map(({ set, before }) => ({ set, before, fields: immutableChanges(before, set) }));
  return {
    statefulSets: judged.flatMap(({ set, before, fields }) => {
      if (fields.length === 0) return [set];
      return before && losesData(before) ? [withObserved(set, before, fields)] : [];
    }),
    replaced: judged
      .filter(({ fields }) => fields.length > 0)
      .map(({ set, before, fields }) => ({ name: set.metadata.name, fields, held: losesData(before) })),
  };
}
