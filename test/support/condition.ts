// Conditions as `kubectl describe` shows them.
import type { KubernetesObject } from '../../hooks/core/meta.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime?: string;
}

/** The condition of a type in an object's status. */
export const condition = (object: KubernetesObject | undefined, type: string): Condition | undefined =>
  (object?.['status'] as { conditions?: readonly Condition[] } | undefined)?.conditions?.find(
    (item) => item.type === type,
  );
