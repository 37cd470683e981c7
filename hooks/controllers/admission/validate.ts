// Validation of an object before it is stored. The webhook does not know which workloads will select it, so an object
// that is valid for some workloads is allowed.
import type { Issue } from '../../core/issue.ts';
import { type KubernetesObject, keyOf } from '../../core/meta.ts';
import { refusal, warnings } from './message.ts';
import { type AdmissionAnswer, type AdmissionReview, allowed, refused, subject } from './review.ts';

/** The issues of an object for one kind of workload. */
export type Check = (object: KubernetesObject) => readonly Issue[];

/** The check for a workload with defaults, and those for workloads that accept more. */
export interface Checks {
  readonly usual: Check;
  readonly others: readonly Check[];
}

/** The issues of an object that no known workload selects. `isWarning`: some workload accepts the object. */
export interface Result {
  readonly issues: readonly Issue[];
  readonly isWarning: boolean;
}

/** Checks an object: the issues of `usual`, which are warnings if one of `others` has none. */
export function checked(object: KubernetesObject, { usual, others }: Checks): Result {
  const issues = usual(object);
  return { issues, isWarning: issues.length > 0 && others.some((check) => check(object).length === 0) };
}

/**
 * Allows an object without issues of `usual`, the check for a workload with defaults. If one of `others` has no issues,
 * those of `usual` are warnings. Otherwise the object is rejected with them. An object that need not be checked
 * (`subject`) is allowed.
 */
export function validate({ request }: AdmissionReview, checks: Checks): AdmissionAnswer {
  const object = subject(request);
  const { issues, isWarning } = object ? checked(object, checks) : { issues: [], isWarning: false };
  if (!object || issues.length === 0) return allowed(request);
  if (isWarning) return allowed(request, warnings(issues));
  return refused(request, refusal(object.kind, keyOf(object), issues, object['spec']));
}
