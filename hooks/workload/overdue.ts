// How long a configuration waits for the asset Secret of one object. Usually that is there within seconds. Where it
// never comes (a quota, an admission policy, an object that changes all the time), the others must not wait for it
// without end.
import { conditionOf, type NewCondition } from '../core/conditions.ts';
import type { Issue } from '../core/issue.ts';
import { boundedLines } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';

/** Its last transition is the only memory of when the waiting began. */
const TYPE = 'ReferencesRead';
const PATIENCE_MS = 60_000;

/**
 * Whether a workload has waited for a minute: then it goes on without the objects whose references are not read. Never
 * in parity.
 */
export function isOverdue(parent: KubernetesObject, now: Date, { parity }: Options): boolean {
  const before = conditionOf(parent, TYPE);
  if (parity || before?.status !== 'False') return false;
  return now.getTime() - Date.parse(before.lastTransitionTime ?? '') >= PATIENCE_MS;
}

/** The issues of an object that is not waited for any more: `NotBuiltYet` becomes `NotReadInTime`. */
export const inTime = (issues: readonly Issue[]): readonly Issue[] =>
  issues.map((found) => (found.reason === 'NotBuiltYet' ? { ...found, reason: 'NotReadInTime' } : found));

/** ReferencesRead: False while the references of objects are not read, with their names; no condition where all are. */
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
