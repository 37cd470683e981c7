// The names of a data source. Dashboards refer to them, so these functions must not change: a change breaks dashboards.
// Names consist of kind, namespace and name, without the UID: an object that is deleted and created again has the same
// data source.
import type { KubernetesObject } from '../../core/meta.ts';
import { trimEnd } from '../../core/trim.ts';
import { xxHash64 } from '../../core/xxhash.ts';

export const DATASOURCE_KINDS = { Prometheus: 'prometheus', Alertmanager: 'alertmanager' } as const;
export type DatasourceKind = keyof typeof DATASOURCE_KINDS;

/**
 * Suffixes that separate a Prometheus and an Alertmanager with the same name. No name in Kubernetes has a space or an
 * underscore.
 */
const SUFFIX = {
  Prometheus: { name: '', uid: '' },
  Alertmanager: { name: ' (Alertmanager)', uid: '_am' },
} as const satisfies Record<DatasourceKind, object>;

/** Valid UIDs in Grafana. */
const UID = /^[A-Za-z0-9_-]{1,40}$/;
/** Limit in characters of object names. The key is the name and a suffix, and can have 253. */
const MAX_OBJECT_NAME = 240;

export interface Identity {
  /** Name in Grafana: `monitoring/k8s`. */
  readonly name: string;
  /** UID for dashboards: `monitoring_k8s`. */
  readonly uid: string;
  /** Name of the ConfigMap, Secret or GrafanaDatasource: `prometheus-datasource-monitoring.k8s`. */
  readonly object: string;
}

const hash = (text: string): string => xxHash64(text).toString(16).padStart(16, '0');

/**
 * `namespace_name`. If Grafana would not accept it, it is cut and ends in two underscores and a hash, which no other
 * form has.
 */
function uidOf(kind: DatasourceKind, namespace: string, name: string): string {
  const plain = `${namespace}_${name}${SUFFIX[kind].uid}`;
  if (UID.test(plain)) return plain;
  return `${plain.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 30)}__${hash(`${kind}/${namespace}/${name}`).slice(0, 8)}`;
}

/** The object name. A namespace has no dot, so the first dot ends it. */
function objectName(kind: DatasourceKind, namespace: string, name: string): string {
  const plain = `${DATASOURCE_KINDS[kind]}-datasource-${namespace}.${name}`;
  return plain.length <= MAX_OBJECT_NAME
    ? plain
    : `${trimEnd(plain.slice(0, MAX_OBJECT_NAME - 17), '-.')}-${hash(plain)}`;
}

/** The names of the data source of an object. Must not change. */
export const identity = (kind: DatasourceKind, { metadata: { namespace = '', name } }: KubernetesObject): Identity => ({
  name: `${namespace}/${name}${SUFFIX[kind].name}`,
  uid: uidOf(kind, namespace, name),
  object: objectName(kind, namespace, name),
});
