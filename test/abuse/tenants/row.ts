// An object of a tenant or an owner that tries to read or change what others own, and the expected result.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { configMap, prometheusRule, secret, serviceMonitor } from '../../support/objects.ts';

export type Fields = Readonly<Record<string, unknown>>;
export type Parent = 'Prometheus' | 'PrometheusAgent' | 'Alertmanager' | 'ThanosRuler';

export interface Row {
  readonly name: string;
  /** The kind that selects the objects; Prometheus if unset. */
  readonly kind?: Parent;
  /** The name of that object. */
  readonly called?: string;
  /** What the owner has written, in the spec and as `alertmanager.yaml`. */
  readonly spec?: Fields;
  readonly file?: string | Buffer;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly objects?: readonly KubernetesObject[];
  /** The message for the owner; none if every object is accepted, or silently made safe. */
  readonly says?: RegExp;
  /** The mistake is the owner's own: all children stay as they were. */
  readonly stops?: true;
  /** In the files that the children hold, and in none of them. */
  readonly has?: RegExp;
  readonly lacks?: RegExp;
}

/** The word that is secret in every row. */
export const WORD = 'hunter2';

export const HOSTILE = { name: 'hostile', namespace: 'tenant' };
const V1 = 'monitoring.coreos.com/v1';
const ALPHA = 'monitoring.coreos.com/v1alpha1';
type Meta = Partial<KubernetesObject['metadata']>;

const made =
  (apiVersion: string, kind: string) =>
  (spec: Fields, metadata: Meta = {}): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { ...HOSTILE, ...metadata },
    spec,
  });

/** Objects of the tenant, called `hostile`. */
export const monitor = (endpoint: Fields, spec: Fields = {}, metadata: Meta = {}): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', ...endpoint }], ...spec }, { ...HOSTILE, ...metadata });
export const podMonitor = (endpoint: Fields, spec: Fields = {}, metadata: Meta = {}): KubernetesObject =>
  made(V1, 'PodMonitor')({ selector: {}, podMetricsEndpoints: [{ port: 'web', ...endpoint }], ...spec }, metadata);
export const probe = (spec: Fields, metadata: Meta = {}): KubernetesObject =>
  made(V1, 'Probe')(
    { prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['a'] } }, ...spec },
    metadata,
  );
export const scrapeConfig = made(ALPHA, 'ScrapeConfig');
export const alertmanagerConfig = (spec: Fields, metadata: Meta = {}): KubernetesObject =>
  made(ALPHA, 'AlertmanagerConfig')({ route: { receiver: 'r' }, ...spec }, metadata);
export const receiver = (config: Fields, metadata: Meta = {}): KubernetesObject =>
  alertmanagerConfig({ receivers: [{ name: 'r', ...config }] }, metadata);
export const rule = (fields: Fields, group: Fields = {}, metadata: Meta = {}): KubernetesObject =>
  prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'up == 0', ...fields }], ...group }], {
    ...HOSTILE,
    ...metadata,
  });
export const tenantSecret = (name: string, data: Readonly<Record<string, string>>): KubernetesObject =>
  secret(name, data, { namespace: 'tenant' });
export const tenantMap = (
  name: string,
  data: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
) => configMap(name, data, { namespace: 'tenant', labels });

export const many = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));
