// Validation of AlertmanagerConfigs: the checks of the sync that need no Secret. The sync checks references, because
// their objects can be created later.

import type { AlertmanagerConfig } from '../../api/alertmanagerconfig.ts';
import type { Issue } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import { alertmanagerVersion } from '../../versions/alertmanager.ts';
import { issuesUnread } from '../alertmanager/config/select.ts';
import type { AdmissionAnswer, AdmissionReview } from './review.ts';
import { type Check, type Checks, validate } from './validate.ts';

/** A version newer than all releases. */
const NEWEST = 'v0.999.0';

const V1BETA1 = /\/v1beta1$/;

/**
 * A v1beta1 object as v1alpha1, which is stored. Time intervals have another name. Other fields of v1alpha1 that
 * v1beta1 does not have are deprecated.
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

/** The check of an AlertmanagerConfig, v1alpha1 or v1beta1, for a version of Alertmanager, by default the default. */
export function checkFor(text?: string): Check {
  const version = alertmanagerVersion(text);
  if (!version) throw new Error(`"${text}" is not a version of Alertmanager`);
  return (object) =>
    issuesUnread(stored(object) as unknown as AlertmanagerConfig, version).map((found) => asWritten(found, object));
}

/** The check for the default Alertmanager, and that for one newer than all releases. */
export const configChecks = (): Checks => ({ usual: checkFor(), others: [checkFor(NEWEST)] });

/**
 * The response to a review of an AlertmanagerConfig, v1alpha1 or v1beta1: rejected with its issues, or allowed. It has
 * warnings if the object needs a newer Alertmanager.
 */
export const validateAlertmanagerConfig = (review: AdmissionReview): AdmissionAnswer =>
  validate(review, configChecks());
