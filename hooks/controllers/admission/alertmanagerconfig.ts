// AlertmanagerConfigs before they are stored: the checks of the sync, as far as they need no Secret. Whether what an
// object refers to exists shows at the sync: it may well be created later.

import type { AlertmanagerConfig } from '../../api/alertmanagerconfig.ts';
import type { Issue } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import { alertmanagerVersion } from '../../versions/alertmanager.ts';
import { issuesUnread } from '../alertmanager/config/select.ts';
import type { AdmissionAnswer, AdmissionReview } from './review.ts';
import { type Check, judge } from './validate.ts';

/** Newer than all that is known. */
const MOST_LENIENT = 'v0.999.0';

const V1BETA1 = /\/v1beta1$/;

/**
 * A v1beta1 object as the v1alpha1 that is stored: it calls its time intervals otherwise, and the rest that it does not
 * have is deprecated.
 */
function stored(object: KubernetesObject): KubernetesObject {
  if (!V1BETA1.test(object.apiVersion) || !isRecord(object['spec'])) return object;
  const { timeIntervals, ...rest } = object['spec'];
  const spec = timeIntervals === undefined ? rest : { ...rest, muteTimeIntervals: timeIntervals };
  return { ...object, apiVersion: object.apiVersion.replace(V1BETA1, '/v1alpha1'), spec };
}

const asWritten = (found: Issue, object: KubernetesObject): Issue =>
  V1BETA1.test(object.apiVersion)
    ? { ...found, path: found.path.replace(/^spec\.muteTimeIntervals\b/, 'spec.timeIntervals') }
    : found;

function checkFor(text?: string): Check {
  const version = alertmanagerVersion(text);
  if (!version) throw new Error(`"${text}" is not a version of Alertmanager`);
  return (object) =>
    issuesUnread(stored(object) as unknown as AlertmanagerConfig, version).map((found) => asWritten(found, object));
}

/**
 * Answers a review of an AlertmanagerConfig, v1alpha1 or v1beta1: refused with its Issues, or allowed, with warnings
 * where it needs a newer Alertmanager.
 */
export const validateAlertmanagerConfig = (review: AdmissionReview): AdmissionAnswer =>
  judge(review, checkFor(), [checkFor(MOST_LENIENT)]);
