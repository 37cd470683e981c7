// Members and consumers, and what a sync of one of them gives.
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../hooks/core/options.ts';
import { type PrometheusConfig, prometheusConfig } from '../../support/config.ts';
import { namespace, prometheus } from '../../support/objects.ts';
import { kindMap } from '../../support/requests.ts';

export const OWN = 'prometheus-metacontroller.dev';
export const options = parseOptions();
export const multicluster = parseOptions(['--cluster-name=eu-1', '--multicluster-services=v1beta1']);
export type Labels = Record<string, string>;
export const gives = (set = 'global') => ({ [`${OWN}/federate`]: set });
export const takesFrom = (set = 'global') => ({ [`${OWN}/federation-of`]: set });
export const member = (name: string, spec = {}, labels: Labels = gives(), more = {}) =>
  prometheus(spec, { name, labels, ...more });
export const consumer = (spec = {}, labels: Labels = takesFrom()) =>
  prometheus(spec, { name: 'global', uid: 'me', labels });
export const imported = (name: string, source: unknown, labels: Labels = gives(), more = {}): KubernetesObject => ({
  apiVersion: 'multicluster.x-k8s.io/v1beta1',
  kind: 'ServiceImport',
  metadata: {
    name,
    namespace: 'monitoring',
    labels,
    annotations: { [`${OWN}/federation-source`]: typeof source === 'string' ? source : JSON.stringify(source) },
  },
  spec: {},
  ...more,
});

interface Seen {
  readonly jobs: readonly string[];
  readonly config: PrometheusConfig;
  readonly health: { readonly status: string; readonly reason: string; readonly message: string } | undefined;
  readonly children: readonly KubernetesObject[];
  readonly find: (kind: string, name: string) => KubernetesObject | undefined;
}

const EMPTY: PrometheusConfig = { global: {}, scrape_configs: [] };

export function seen(parent: KubernetesObject, others: readonly KubernetesObject[], of: Options = options): Seen {
  const related = { 'Prometheus.monitoring.coreos.com/v1': {}, ...kindMap([namespace('monitoring'), ...others]) };
  const { children, status } = syncPrometheus(
    inputs({ parent, children: {}, related, finalizing: false }),
    undefined,
    new Date(0),
    of,
  );
  const find = (kind: string, name: string) =>
    children.find((child) => child.kind === kind && child.metadata.name === name);
  const secret = find('Secret', `prometheus-${parent.metadata.name}`);
  const config = secret?.['data'] ? prometheusConfig(secret) : EMPTY;
  const health = (status['conditions'] as (Seen['health'] & { type: string })[]).find(
    ({ type }) => type === 'FederationHealthy',
  );
  return { jobs: config.scrape_configs.map(({ job_name }) => job_name), config, health, children, find };
}
