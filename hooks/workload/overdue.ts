// How long a configuration waits for the asset Secret of one object. Usually it exists within seconds. With a quota, an
// admission policy or an object that changes all the time it never does, and other objects must not wait forever.
import { conditionOf, type NewCondition } from '../core/conditions.ts';
import type { Issue } from '../core/issue.ts';
import { boundedLines } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';

/** The condition whose last transition is the start of the wait. */
const TYPE = 'ReferencesRead';
const TIMEOUT_MS = 60_000;

/**
 * Whether a workload has waited for a minute. Then its sync leaves out objects with pending references. Never in
 * parity.
 */
export function isOverdue(parent: KubernetesObject, now: Date, { parity }: Options): boolean {
  const before = conditionOf(parent, TYPE);
  if (parity || before?.status !== 'False') return false;
  return now.getTime() - Date.parse(before.lastTransitionTime ?? '') >= TIMEOUT_MS;
}

/** The issues of an object after the timeout: `NotBuiltYet` becomes `NotReadInTime`. */
export const inTime = (issues: readonly Issue[]): readonly Issue[] =>
  issues.map((found) => (found.reason === 'NotBuiltYet' ? { ...found, reason: 'NotReadInTime' } : found));

/** Condition ReferencesRead: False while references of objects are pending, with their names; else no condition. */
export const referencesRead = (names: readonly string[], { parity }: Options): NewCondition[] =>
  parity || names.length === 0
    ? []
    : [
        {
          type: TYPE,
          status: 'False',
          reason: 'WaitingForAssets',
          message: boundedLines(names.map((name) => `no asset Secret of ${name} yet`)),
        },
      ];
