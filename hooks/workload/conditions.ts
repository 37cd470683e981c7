// Conditions of every parent: Reconciled and ResourcesAccepted.
import type { NewCondition } from '../core/conditions.ts';
import { describe, type Issue, text } from '../core/issue.ts';
import { boundedLines, MAX_MESSAGE_BYTES } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';

const SHOWN = 5;

/** A message of the first lines, and the number of the others. */
export const firstLines = (lines: readonly string[]): string => boundedLines(lines, MAX_MESSAGE_BYTES, SHOWN);

/** Reconciled=False: an issue of the object or its references stopped the sync. Children were not changed. */
export const failed = (issues: readonly Issue[]): NewCondition => ({
  type: 'Reconciled',
  status: 'False',
  reason: 'ReconciliationFailed',
  message: firstLines(issues.map(text)),
});

/** Reconciled=True, with an optional reason and message. */
export const reconciled = (reason = '', message = ''): NewCondition => ({
  type: 'Reconciled',
  status: 'True',
  reason,
  message,
});

/** A rejected configuration object and its issues. */
export interface Rejected {
  readonly kind: string;
  readonly object: KubernetesObject;
  readonly issues: readonly Issue[];
}

/** Condition CredentialsTrimmed where values of Secrets end in white space. `keys`: see `paddedKeys`. */
export const credentialsTrimmed = (keys: readonly string[]): NewCondition[] =>
  keys.length === 0
    ? []
    : [
        {
          type: 'CredentialsTrimmed',
          status: 'False',
          reason: 'TrailingWhitespace',
          message: firstLines(
            [...new Set(keys)].map(
              (key) => `${key} ends in white space, which is sent too: write the value without it`,
            ),
          ),
        },
      ];

/** Condition ResourcesAccepted: False where selected objects are rejected. The message has the first issue of each. */
export function resourcesAccepted(rejected: readonly Rejected[]): NewCondition {
  const type = 'ResourcesAccepted';
  if (rejected.length === 0) return { type, status: 'True', reason: '', message: '' };
  const lines = rejected.flatMap(({ kind, object, issues }) =>
    issues.slice(0, 1).map((found) => describe(kind, object, found)),
  );
  return { type, status: 'False', reason: 'InvalidConfiguration', message: firstLines(lines) };
}
