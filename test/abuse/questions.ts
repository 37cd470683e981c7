// What Metacontroller and the API server ask about objects, as they would if these were all in one cluster.
import type { KindMap } from '../../hooks/core/hook.ts';
import { type KubernetesObject, keyOf, OWN } from '../../hooks/core/meta.ts';
import { review } from '../support/admission.ts';
import { namespace, secret, serviceMonitor } from '../support/objects.ts';
import { random } from '../support/random.ts';
import { KEYS } from '../support/setups.ts';
import { hostileText } from './hostile.ts';
import { everything, hostileObject, release } from './objects.ts';

const PLACES = ['default', 'other', 'constructor'];

/**
 * Secrets and ConfigMaps that references find, some of them with hostile values; the namespaces; and innocent monitors.
 */
export function surroundings(seed: number): KubernetesObject[] {
  const from = random(seed);
  const values = Object.fromEntries(
    Object.entries(KEYS).map(([key, text]) => [key, from.next() < 0.2 ? hostileText(from) : text]),
  );
  return PLACES.flatMap((place) => [
    namespace(place, { team: 'a' }),
    secret('credentials', values, { namespace: place, labels: { [`${OWN}/grafana-credentials`]: '' } }),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'credentials', namespace: place }, data: values },
    serviceMonitor(
      {},
      { name: 'innocent', namespace: place, uid: `innocent-${place}`, resourceVersion: '1', generation: 1 },
    ),
  ]);
}

/** Objects by kind and name; a later one takes the place of an earlier one. */
function mapOf(objects: readonly KubernetesObject[]): KindMap {
  const out = new Map<string, Map<string, KubernetesObject>>();
  for (const object of objects) {
    const kind = `${object.kind}.${object.apiVersion}`;
    out.set(kind, (out.get(kind) ?? new Map()).set(keyOf(object), object));
  }
  return Object.fromEntries([...out].map(([kind, of]) => [kind, Object.fromEntries(of)]));
}

export const sync = (
  parent: KubernetesObject,
  related: readonly KubernetesObject[],
  children: readonly KubernetesObject[] = [],
): object => ({
  parent,
  children: mapOf(children),
  related: mapOf(related),
  finalizing: false,
});

export const decorate = (object: KubernetesObject, related: readonly KubernetesObject[]): object => ({
  object,
  attachments: {},
  related: mapOf(related),
  finalizing: false,
});

export const CONTROLLERS: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus',
  PrometheusAgent: 'agent',
  Alertmanager: 'alertmanager',
  ThanosRuler: 'thanosruler',
};

/** What an Alertmanager of that name needs before its AlertmanagerConfigs count. */
export const alertmanagerFile = (name: string): KubernetesObject =>
  secret(
    `alertmanager-${name}`,
    { 'alertmanager.yaml': 'route:\n  receiver: r\nreceivers:\n- name: r\n' },
    { namespace: 'default' },
  );

/** A sound parent of a kind that selects everything. */
export function collector(kind: string, seed: number): KubernetesObject {
  const from = random(seed);
  const base = hostileObject(1, kind);
  const tenancy = kind !== 'Alertmanager' && from.next() < 0.3 ? { enforcedNamespaceLabel: 'namespace' } : {};
  const endpoints = kind === 'ThanosRuler' ? { queryEndpoints: ['dns+thanos-query:10901'] } : {};
  const metadata = { name: 'all', namespace: 'default', uid: `uid-${kind}`, resourceVersion: '1', generation: 1 };
  return {
    apiVersion: base.apiVersion,
    kind,
    metadata,
    spec: { ...everything(kind), version: release(kind, from), ...tenancy, ...endpoints },
  };
}

/** The Namespace of a Grafana. */
export const grafana = (form: string, seed: number): KubernetesObject => {
  const from = random(seed);
  const found = namespace('default', { [`${OWN}/grafana`]: form });
  const selector = from.next() < 0.2 ? { annotations: { [`${OWN}/grafana-selector`]: hostileText(from) } } : {};
  return { ...found, metadata: { ...found.metadata, uid: 'uid-grafana', ...selector } };
};

/** What the API server asks before it stores an object, and where it stores another version: path and body. */
export function reviews(object: KubernetesObject): (readonly [path: string, body: object])[] {
  if (object.kind === 'PrometheusRule')
    return [
      ['/admission/prometheusrules', review(object)],
      ['/admission/prometheusrules/mutate', review(object)],
    ];
  return object.kind === 'AlertmanagerConfig' ? [['/admission/alertmanagerconfigs', review(object)]] : [];
}

export const conversion = (object: KubernetesObject, version: string): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  request: { uid: 'uid', desiredAPIVersion: `monitoring.coreos.com/${version}`, objects: [object] },
});
