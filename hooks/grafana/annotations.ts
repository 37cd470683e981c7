// The Grafana annotations of a Prometheus or an Alertmanager, which configure its data source. Issues are reported in a
// condition of the object, and beside the data source.
import type { NewCondition } from '../core/conditions.ts';
import type { RelatedRule } from '../core/hook.ts';
import type { Lister } from '../core/inputs.ts';
import { type Issue, issue, text } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject, Secret } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { Section } from '../core/section.ts';
import { firstLines } from '../workload/conditions.ts';
import { type Credentials, checkReceivers, credentials, isReceiver, NO_CREDENTIALS } from './credentials.ts';
import { ownJsonData } from './jsondata.ts';
import { annotation, CREDENTIALS, DEFAULT, JSON_DATA } from './labels.ts';
import { checkOrg } from './organizations.ts';

export interface GrafanaAnnotations {
  readonly jsonData: Section;
  /** `undefined` if they are invalid. Grafana then keeps the previous ones. */
  readonly credentials: Credentials | undefined;
  readonly issues: readonly Issue[];
}

function checkDefault({ metadata }: KubernetesObject): Issue[] {
  const value = metadata.annotations?.[DEFAULT];
  if (value === undefined || value === 'true' || value === 'false') return [];
  return [issue('InvalidConfiguration', annotation(DEFAULT), `${quoted(value)} is neither true nor false`)];
}

/**
 * The settings in the Grafana annotations of an object. `secrets`: those of its namespace. `grafana`: the
 * Namespace of a Grafana, to check that it can get the credentials. Issues: `InvalidConfiguration`, and those of
 * credentials.
 */
export function grafanaAnnotations(
  object: KubernetesObject,
  secrets: Lister<Secret>,
  options: Options,
  grafana?: string,
): GrafanaAnnotations {
  const own = ownJsonData(object);
  const opened =
    grafana === undefined || isReceiver(object, grafana, options) ? credentials(object, secrets) : NO_CREDENTIALS;
  return {
    jsonData: own.jsonData,
    credentials: 'credentials' in opened ? opened.credentials : undefined,
    issues: [
      ...own.issues,
      ...('issue' in opened ? [opened.issue] : []),
      ...checkReceivers(object, grafana, options),
      ...checkDefault(object),
      ...checkOrg(object),
    ],
  };
}

/** The rule for Secrets with credentials for Grafana, in one or in all namespaces. */
export const credentialRule = (namespace?: string): RelatedRule => ({
  apiVersion: 'v1',
  resource: 'secrets',
  ...(namespace ? { namespace } : {}),
  labelSelector: { matchExpressions: [{ key: CREDENTIALS, operator: 'Exists' }] },
});

/**
 * The condition GrafanaDatasource: False if an annotation has an issue. Empty for an object without Grafana
 * annotations.
 */
export function grafanaCondition(object: KubernetesObject, secrets: Lister<Secret>, options: Options): NewCondition[] {
  const type = 'GrafanaDatasource';
  const annotated = [JSON_DATA, CREDENTIALS, DEFAULT].some((name) => object.metadata.annotations?.[name]);
  if (options.parity) return [];
  const [first, ...more] = grafanaAnnotations(object, secrets, options).issues;
  if (!first) return annotated ? [{ type, status: 'True', reason: '', message: '' }] : [];
  return [{ type, status: 'False', reason: first.reason, message: firstLines([first, ...more].map(text)) }];
}
