// What the annotations of a Prometheus or an Alertmanager ask of its data source, and what is wrong with them: told to
// its owner in a condition, and beside the data source.
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

export interface Wishes {
  readonly jsonData: Section;
  /** `undefined`: they cannot be read, and what Grafana has been given stays. */
  readonly credentials: Credentials | undefined;
  readonly issues: readonly Issue[];
}

function checkDefault({ metadata }: KubernetesObject): Issue[] {
  const value = metadata.annotations?.[DEFAULT];
  if (value === undefined || value === 'true' || value === 'false') return [];
  return [issue('InvalidConfiguration', annotation(DEFAULT), `${quoted(value)} is neither true nor false`)];
}

/**
 * The wishes of an object, as far as they can be met. `secrets`: of its namespace; `grafana`: the
 * Namespace of the Grafana that is to meet them, where it is about one. Issues: `InvalidConfiguration`, and those of
 * credentials.
 */
export function wishes(object: KubernetesObject, secrets: Lister<Secret>, options: Options, grafana?: string): Wishes {
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

/** The Secrets that may be handed to a Grafana: of one namespace, or of all. */
export const credentialRule = (namespace?: string): RelatedRule => ({
  apiVersion: 'v1',
  resource: 'secrets',
  ...(namespace ? { namespace } : {}),
  labelSelector: { matchExpressions: [{ key: CREDENTIALS, operator: 'Exists' }] },
});

/**
 * GrafanaDatasource: False where a wish cannot be met. Only for an object that has any, so that others have no
 * condition more.
 */
export function wishesMet(object: KubernetesObject, secrets: Lister<Secret>, options: Options): NewCondition[] {
  const type = 'GrafanaDatasource';
  const wished = [JSON_DATA, CREDENTIALS, DEFAULT].some((name) => object.metadata.annotations?.[name]);
  if (options.parity) return [];
  const [first, ...more] = wishes(object, secrets, options).issues;
  if (!first) return wished ? [{ type, status: 'True', reason: '', message: '' }] : [];
  return [{ type, status: 'False', reason: first.reason, message: firstLines([first, ...more].map(text)) }];
}
