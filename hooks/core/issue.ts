// A mistake of a user, as data. It is returned beside the result and reported in a condition, a binding, a log line and
// a metric. It is never an exception.
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
  /** The path of the field: `spec.endpoints[0].relabelings[2].regex`. */
  readonly path: string;
  /** The problem, the value (`quoted`) unless it is secret, and the solution. `describe` adds the object name. */
  readonly message: string;
}

/**
 * Field of an object that the hooks have without its content: the Issue for which it is rejected. The API server stores
 * no such field.
 */
export const REJECTED_FOR = 'rejectedFor';

/**
 * An issue. Its path and message become printable, and long ones are shortened.
 */
export const issue = (reason: Reason, path: string, message: string): Issue => ({
  reason,
  path: boundedPath(path),
  message: boundedText(message),
});

/** `path: message`, for a condition of the object itself. */
export const text = (found: Issue): string => (found.path ? `${found.path}: ${found.message}` : found.message);

/** `Kind namespace/name path: message`, for a message about several objects. */
export const describe = (
  kind: string,
  object: { metadata: { name: string; namespace?: string } },
  found: Issue,
): string => `${kind} ${object.metadata.namespace ?? ''}/${object.metadata.name} ${text(found)}`;
