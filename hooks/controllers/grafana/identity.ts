// What a data source is called. Dashboards refer to it by these names, so the functions here are frozen: a change of
// one character breaks every dashboard. Names come from kind, namespace and name alone, never from the object's uid:
// one that is deleted and created again is the same data source.
import type { KubernetesObject } from '../../core/meta.ts';
import { trimEnd } from '../../core/trim.ts';
import { xxHash64 } from '../../core/xxhash.ts';

export const DATASOURCE_KINDS = { Prometheus: 'prometheus', Alertmanager: 'alertmanager' } as const;
export type DatasourceKind = keyof typeof DATASOURCE_KINDS;

/**
 * Behind the names of a kind, so that a Prometheus and an Alertmanager of one name stay apart. No name in Kubernetes
 * has a blank or an underscore.
 */
const SUFFIX = {
  Prometheus: { name: '', uid: '' },
  Alertmanager: { name: ' (Alertmanager)', uid: '_am' },
} as const satisfies Record<DatasourceKind, object>;

/** Longest uid that Grafana takes, and its alphabet. */
const UID = /^[A-Za-z0-9_-]{1,40}$/;
/** A name and a key may have 253 characters each; the key is made from the name. */
const OBJECT_NAME = 240;

export interface Identity {
  /** Shown in Grafana: `monitoring/k8s`. */
  readonly name: string;
  /** What dashboards refer to: `monitoring_k8s`. */
  readonly uid: string;
  /** Name of the ConfigMap, Secret or GrafanaDatasource: `prometheus-datasource-monitoring.k8s`. */
  readonly object: string;
}

const hash = (text: string): string => xxHash64(text).toString(16).padStart(16, '0');

/**
 * `namespace_name`. One that Grafana would not take is cut, and has a hash behind two underscores, which no other form
 * has.
 */
function uidOf(kind: DatasourceKind, namespace: string, name: string): string {
  const plain = `${namespace}_${name}${SUFFIX[kind].uid}`;
  if (UID.test(plain)) return plain;
  return `${plain.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 30)}__${hash(`${kind}/${namespace}/${name}`).slice(0, 8)}`;
}

/** A namespace has no dot, so the first one ends it. */
function objectName(kind: DatasourceKind, namespace: string, name: string): string {
  const plain = `${DATASOURCE_KINDS[kind]}-datasource-${namespace}.${name}`;
  return plain.length <= OBJECT_NAME ? plain : `${trimEnd(plain.slice(0, OBJECT_NAME - 17), '-.')}-${hash(plain)}`;
}

/** The names of an object's data source. Frozen. */
export const identity = (kind: DatasourceKind, { metadata: { namespace = '', name } }: KubernetesObject): Identity => ({
  name: `${namespace}/${name}${SUFFIX[kind].name}`,
  uid: uidOf(kind, namespace, name),
  object: objectName(kind, namespace, name),
});
