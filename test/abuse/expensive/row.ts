// One row of the expensive objects: what a tenant made, or a spec of a Prometheus. The CRDs admit all of them.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { configMap, prometheusRule, serviceMonitor } from '../../support/objects.ts';

export interface ExpensiveRow {
  readonly name: string;
  /** What a tenant has made. */
  readonly objects?: readonly KubernetesObject[];
  /** What the owner of the Prometheus has written. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /**
   * `rejected`: the object is left out and named; `stopped`: the parent's children stay, and it says why; `accepted`:
   * it is harmless and in use.
   */
  readonly ends: 'rejected' | 'stopped' | 'accepted';
}

export const METADATA = { name: 'hostile', namespace: 'tenant' };
const PREFIX = 'prometheus-metacontroller.dev';

export const monitor = (endpoint: object): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', ...endpoint }] }, METADATA);
export const relabeling = (...rules: readonly object[]): KubernetesObject => monitor({ relabelings: rules });
export const ruleFile = (text: string): KubernetesObject =>
  configMap(
    'hostile',
    { 'rules.yaml': text },
    { namespace: 'tenant', labels: { [`${PREFIX}/prometheus-rules`]: 'true' } },
  );
export const expression = (expr: string): KubernetesObject =>
  prometheusRule([{ name: 'g', rules: [{ record: 'a:b', expr }] }], METADATA);

export const rejected = (name: string, object: KubernetesObject): ExpensiveRow => ({
  name,
  objects: [object],
  ends: 'rejected',
});
export const accepted = (name: string, object: KubernetesObject): ExpensiveRow => ({
  name,
  objects: [object],
  ends: 'accepted',
});

export const scraping = (kind: string, spec: object): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: METADATA,
  spec: { ...spec },
});
