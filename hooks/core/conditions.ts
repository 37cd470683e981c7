// Conditions of a status (Kubernetes API conventions: typical status properties).
import { timestamp } from './timestamp.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown' | 'Degraded';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string;
}

export type NewCondition = Omit<Condition, 'lastTransitionTime' | 'observedGeneration'>;

interface Observed {
  readonly metadata: { readonly generation?: number | undefined };
  readonly status?: unknown;
}

/** The conditions in the status of an object; empty without a status. */
export const conditionsOf = (parent: { readonly status?: unknown }): readonly Condition[] =>
  (parent.status as { conditions?: readonly Condition[] } | undefined)?.conditions ?? [];

/** The condition of this type in the status of an object, or `undefined`. */
export const conditionOf = (object: object, type: string): Condition | undefined =>
  conditionsOf(object as { readonly status?: unknown }).find((condition) => condition.type === type);

/**
 * The conditions with `observedGeneration` and `lastTransitionTime`, sorted by type. The time changes only with the
 * status of the condition.
 */
export function stamp(parent: Observed, conditions: readonly NewCondition[], now: Date): Condition[] {
  const before = new Map(conditionsOf(parent).map((condition) => [condition.type, condition]));
  const generation = parent.metadata.generation;
  return conditions
    .map((condition) => {
      const old = before.get(condition.type);
      const since =
        old && old.status === condition.status && old.lastTransitionTime
          ? old.lastTransitionTime
          : timestamp(now.getTime());
      return {
        ...condition,
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        lastTransitionTime: since,
      };
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}
