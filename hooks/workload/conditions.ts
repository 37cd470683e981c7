// The conditions every parent reports beside Available: did the last sync go through, and what was rejected on the way.
import type { NewCondition } from '../core/conditions.ts';
import { describe, type Issue, text } from '../core/issue.ts';
import { boundedLines, MAX_MESSAGE_BYTES } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';

const SHOWN = 5;

/** The first few lines, as many as a message has room for, and how many more there are. */
export const firstOf = (lines: readonly string[]): string => boundedLines(lines, MAX_MESSAGE_BYTES, SHOWN);

/** Reconciled=False: a mistake in the object itself or in what it refers to; nothing was changed. */
export const failed = (issues: readonly Issue[]): NewCondition => ({
  type: 'Reconciled',
  status: 'False',
  reason: 'ReconciliationFailed',
  message: firstOf(issues.map(text)),
});

/** Reconciled=True, with a reason and a message where there is something to know. */
export const reconciled = (reason = '', message = ''): NewCondition => ({
  type: 'Reconciled',
  status: 'True',
  reason,
  message,
});

/** What a configuration object was rejected for. */
export interface Rejected {
  readonly kind: string;
  readonly object: KubernetesObject;
  readonly issues: readonly Issue[];
}

/** Whether all selected configuration objects are in use; the message names those that are not, and why. */
export function resourcesAccepted(rejected: readonly Rejected[]): NewCondition {
  const type = 'ResourcesAccepted';
  if (rejected.length === 0) return { type, status: 'True', reason: '', message: '' };
  const lines = rejected.flatMap(({ kind, object, issues }) =>
    issues.slice(0, 1).map((found) => describe(kind, object, found)),
  );
  return { type, status: 'False', reason: 'InvalidConfiguration', message: firstOf(lines) };
}
