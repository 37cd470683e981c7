// One data source for each Prometheus and each Alertmanager, for any number of shards and replicas, and for both forms.
import { checkTypes } from '../../api/shape.ts';
import { type KindMap, objectsOf } from '../../core/hook.ts';
import { listers } from '../../core/inputs.ts';
import { describe } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { Section } from '../../core/section.ts';
import { matches } from '../../core/selector.ts';
import { grafanaAnnotations } from '../../grafana/annotations.ts';
import type { Credentials } from '../../grafana/credentials.ts';
import { GRAFANA, type Grafana } from '../../grafana/labels.ts';
import { FIRST_ORG, type Org, orgOf } from '../../grafana/organizations.ts';
import { isMine } from '../../workload/instance.ts';
import { alertmanagerUid } from './alerting.ts';
import { type Claim, winners } from './defaults.ts';
import { type Endpoint, endpoint } from './endpoints.ts';
import { type DatasourceKind, type Identity, identity } from './identity.ts';

export interface Datasource extends Omit<Endpoint, 'jsonData'> {
  readonly object: KubernetesObject;
  readonly identity: Identity;
  readonly org: Org;
  readonly isDefault: boolean;
  readonly jsonData: Section;
  /** `undefined` if they are invalid. Grafana then keeps the previous ones. */
  readonly credentials: Credentials | undefined;
  /** Issues for the owner of the object. */
  readonly issues: readonly string[];
}

/** The options that select objects of a kind. */
const instances = (kind: DatasourceKind, options: Options) =>
  kind === 'Prometheus'
    ? ([options.prometheusInstanceNamespaces, options.prometheusInstanceSelector] as const)
    : ([options.alertmanagerInstanceNamespaces, options.alertmanagerInstanceSelector] as const);

function isShown(object: KubernetesObject, grafana: Grafana): boolean {
  const { namespace = '', labels, deletionTimestamp } = object.metadata;
  if (deletionTimestamp || labels?.[GRAFANA] === 'false') return false;
  if (grafana.namespaces.length > 0 && !grafana.namespaces.includes(namespace)) return false;
  return matches(grafana.selector, labels);
}

/**
 * The objects of a kind that a Grafana shows: reconciled by these hooks, not being deleted, not opted out, and selected
 * by the Namespace of the Grafana.
 */
function shown(kind: DatasourceKind, grafana: Grafana, related: KindMap, options: Options): KubernetesObject[] {
  const [namespaces, selector] = instances(kind, options);
  return objectsOf(related, `${kind}.monitoring.coreos.com/v1`).filter(
    (object) =>
      isMine(object, namespaces, selector, options) && isShown(object, grafana) && checkTypes(object).length === 0,
  );
}

interface Candidate extends Claim {
  readonly endpoint: Endpoint;
}

function candidates(kind: DatasourceKind, grafana: Grafana, related: KindMap, options: Options): Candidate[] {
  return shown(kind, grafana, related, options).flatMap((object) => {
    const found = endpoint(object, options);
    // A GrafanaDatasource cannot refer to another one.
    const org = grafana.form === 'operator' ? FIRST_ORG : orgOf(object);
    return found ? [{ object, identity: identity(kind, object), org, endpoint: found }] : [];
  });
}

/**
 * The data sources of a Grafana, sorted by namespace and name. A mistake in one is reported with it, and does not
 * affect the others.
 */
export function datasources(grafana: Grafana, related: KindMap, options: Options): Datasource[] {
  const alertmanagers = candidates('Alertmanager', grafana, related, options);
  const prometheuses = candidates('Prometheus', grafana, related, options);
  const defaults = winners(prometheuses);
  const { secrets } = listers(related);
  return [...prometheuses, ...alertmanagers].map(
    ({ object, identity: names, org, endpoint: { type, url, jsonData } }): Datasource => {
      const own = grafanaAnnotations(object, secrets, options, grafana.namespace);
      const claim = defaults.get(object);
      const uid = type === 'prometheus' ? alertmanagerUid(object, org, alertmanagers) : undefined;
      return {
        object,
        identity: names,
        org,
        type,
        url,
        isDefault: claim?.wins ?? false,
        jsonData: {
          ...jsonData,
          ...(uid ? { alertmanagerUid: uid } : {}),
          ...own.credentials?.jsonData,
          ...own.jsonData,
        },
        credentials: own.credentials,
        issues: [...own.issues, ...(claim?.issues ?? [])].map((found) => describe(object.kind, object, found)),
      };
    },
  );
}
