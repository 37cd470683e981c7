// Reads what the hooks wrote the way the reloader does.
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';

interface Job {
  readonly job_name: string;
  readonly [key: string]: unknown;
}
export interface PrometheusConfig {
  readonly global: Record<string, unknown>;
  readonly scrape_configs: readonly Job[];
  readonly [key: string]: unknown;
}

const file = (secret: KubernetesObject | undefined, key: string): string => {
  const data = secret?.['data'] as Record<string, string> | undefined;
  return gunzipSync(Buffer.from(data?.[key] ?? '', 'base64')).toString('utf8');
};

/** The configuration in a Prometheus' Secret. */
export const prometheusConfig = (secret: KubernetesObject | undefined): PrometheusConfig =>
  load(file(secret, 'prometheus.yaml.gz')) as PrometheusConfig;

/** The configuration in an Alertmanager's Secret. */
export const alertmanagerConfig = (secret: KubernetesObject | undefined): Record<string, unknown> =>
  load(file(secret, 'alertmanager.yaml.gz')) as Record<string, unknown>;

const FILES: readonly string[] = ['prometheus.yaml.gz', 'alertmanager.yaml.gz'];

/** The text of the configuration file among the children of a Prometheus, an agent or an Alertmanager. */
export function configText(children: readonly KubernetesObject[]): string | undefined {
  for (const child of children.filter(({ kind }) => kind === 'Secret')) {
    const key = FILES.find((name) => (child['data'] as Record<string, string> | undefined)?.[name] !== undefined);
    if (key) return file(child, key);
  }
  return undefined;
}
