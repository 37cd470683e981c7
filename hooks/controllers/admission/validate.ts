// The verdict on an object before it is stored. The webhook does not know who will select it, so what is right for some
// workloads only is no reason to refuse it.
import type { Issue } from '../../core/issue.ts';
import { type KubernetesObject, keyOf } from '../../core/meta.ts';
import { refusal, warnings } from './message.ts';
import { type AdmissionAnswer, type AdmissionReview, allowed, refused, subject } from './review.ts';

/** The Issues of an object for one kind of workload. */
export type Check = (object: KubernetesObject) => readonly Issue[];

/**
 * Allows an object that `usual`, the check for a workload with defaults, accepts; with its Issues as warnings where one
 * of `others` accepts it; refuses it with them where none does. What is not to be checked (`subject`) is allowed.
 */
export function judge({ request }: AdmissionReview, usual: Check, others: readonly Check[]): AdmissionAnswer {
  const object = subject(request);
  const issues = object ? usual(object) : [];
  if (!object || issues.length === 0) return allowed(request);
  if (others.some((check) => check(object).length === 0)) return allowed(request, warnings(issues));
  return refused(request, refusal(object.kind, keyOf(object), issues, object['spec']));
}
