// Validation of an object before it is stored. The webhook does not know which workloads will select it, so an object
// that is valid for some workloads is allowed.
import type { Issue } from '../../core/issue.ts';
import { type KubernetesObject, keyOf } from '../../core/meta.ts';
import { refusal, warnings } from './message.ts';
import { type AdmissionAnswer, type AdmissionReview, allowed, refused, subject } from './review.ts';

/** The issues of an object for one kind of workload. */
export type Check = (object: KubernetesObject) => readonly Issue[];

/**
 * Allows an object without issues of `usual`, the check for a workload with defaults. If one of `others` has no issues,
 * those of `usual` are warnings. Otherwise the object is rejected with them. An object that need not be checked
 * (`subject`) is allowed.
 */
export function validate({ request }: AdmissionReview, usual: Check, others: readonly Check[]): AdmissionAnswer {
  const object = subject(request);
  const issues = object ? usual(object) : [];
  if (!object || issues.length === 0) return allowed(request);
  if (others.some((check) => check(object).length === 0)) return allowed(request, warnings(issues));
  return refused(request, refusal(object.kind, keyOf(object), issues, object['spec']));
}
