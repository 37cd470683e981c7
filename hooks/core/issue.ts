// A mistake of a user, as data: it travels beside the result and ends in a condition, a binding, a log line and a
// metric, never as an exception.
import { boundedPath, boundedText } from './message.ts';

export type Reason =
  | 'InvalidConfiguration'
  | 'InvalidVersion'
  | 'InvalidSelector'
  | 'InvalidDuration'
  | 'InvalidRelabeling'
  | 'InvalidRegex'
  | 'InvalidLabelName'
  | 'InvalidTLS'
  | 'InvalidAuthentication'
  | 'InvalidProxy'
  | 'InvalidURL'
  | 'InvalidArgument'
  | 'InvalidRule'
  | 'InvalidExpression'
  | 'InvalidTemplate'
  | 'InvalidYaml'
  | 'InvalidRoute'
  | 'InvalidReceiver'
  | 'InvalidTimeInterval'
  | 'FileAccessDenied'
  | 'SecretMissing'
  | 'ConfigMapMissing'
  | 'KeyMissing'
  | 'ServiceMissing'
  | 'StorageClassMissing'
  | 'ScrapeClassMissing'
  | 'ReceiverMissing'
  | 'ConfigurationMissing'
  | 'VersionTooOld'
  | 'FederationLoop'
  | 'MemberUnreachable'
  | 'OtherNamespace'
  | 'DefaultTaken'
  | 'TooLarge'
  | 'TooExpensive'
  | 'NotBuiltYet'
  | 'NotReadInTime';

export interface Issue {
  readonly reason: Reason;
  /** Where it is, from the object's root: `spec.endpoints[0].relabelings[2].regex`. */
  readonly path: string;
  /** What is wrong, the value (`quoted`) unless it is secret, and what to do. No object name: `describe` adds it. */
  readonly message: string;
}

/**
 * One issue in the order reason, path, message. Path and message are made printable, and cut where user text makes them
 * long.
 */
export const issue = (reason: Reason, path: string, message: string): Issue => ({
  reason,
  path: boundedPath(path),
  message: boundedText(message),
});

/** `path: message`, the form that reaches a condition of the object itself. */
export const text = (found: Issue): string => (found.path ? `${found.path}: ${found.message}` : found.message);

/** `Kind namespace/name path: message`, for a place that speaks of several objects. */
export const describe = (
  kind: string,
  object: { metadata: { name: string; namespace?: string } },
  found: Issue,
): string => `${kind} ${object.metadata.namespace ?? ''}/${object.metadata.name} ${text(found)}`;

/**
 * Checks in their order. A user wants to hear of everything at once; `firstOnly` ends with the first check that finds
 * something, as the Go operator does, where later checks would load what it never loads.
 */
export function inOrder(firstOnly: boolean, checks: readonly (() => readonly Issue[])[]): Issue[] {
  const found: Issue[] = [];
  for (const check of checks) {
    for (const one of check()) found.push(one);
    if (firstOnly && found.length > 0) break;
  }
  return found;
}
