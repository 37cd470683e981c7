// What objects are checked against: the workloads among the objects, the namespaces, and the Secrets and ConfigMaps.
import type { Alertmanager } from '../../api/alertmanager.ts';
import type { Prometheus } from '../../api/prometheus.ts';
import type { PrometheusAgent } from '../../api/prometheusagent.ts';
import type { ThanosRuler } from '../../api/thanosruler.ts';
import { type KubernetesObject, keyOf } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { NO_ASSETS } from '../../references/assets.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { sharesDiscovery } from '../../scrape/job/kubernetes.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import type { NamespaceLabels } from '../../workload/select.ts';

export interface Environment {
  readonly options: Options;
  readonly namespaces: NamespaceLabels;
  /** Prometheus and PrometheusAgent objects with a valid version. */
  readonly scrapers: readonly ScrapeContext[];
  readonly prometheuses: readonly Prometheus[];
  readonly rulers: readonly ThanosRuler[];
  readonly alertmanagers: readonly Alertmanager[];
  /** Reads a Secret or ConfigMap. */
  readonly read: (kind: string, namespace: string, name: string) => KubernetesObject | undefined;
}

const isDaemonSet = (spec: { readonly mode?: unknown }): boolean => spec.mode === 'DaemonSet';

function scraper(object: KubernetesObject, options: Options): ScrapeContext[] {
  const { spec } = object as unknown as Prometheus | PrometheusAgent;
  const version = prometheusVersion(spec.version);
  if (!version) return [];
  const { namespace = '', name } = object.metadata;
  const agent = isDaemonSet(spec as { mode?: unknown }) ? 'daemonset' : 'agent';
  const mode = object.kind === 'Prometheus' ? 'server' : agent;
  const shares = sharesDiscovery(object.metadata, options);
  return [{ namespace, name, spec, version, options, mode, sharesDiscovery: shares, assets: NO_ASSETS }];
}

/** The environment that the objects are. */
export function environmentOf(objects: readonly KubernetesObject[], options: Options): Environment {
  const byKind = (kind: string): readonly KubernetesObject[] => objects.filter((object) => object.kind === kind);
  const sources = new Map(
    [...byKind('Secret'), ...byKind('ConfigMap')].map((object) => [`${object.kind}/${keyOf(object)}`, object]),
  );
  return {
    options,
    namespaces: new Map(byKind('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    scrapers: [...byKind('Prometheus'), ...byKind('PrometheusAgent')].flatMap((object) => scraper(object, options)),
    prometheuses: byKind('Prometheus') as unknown as readonly Prometheus[],
    rulers: byKind('ThanosRuler') as unknown as readonly ThanosRuler[],
    alertmanagers: byKind('Alertmanager') as unknown as readonly Alertmanager[],
    read: (kind, namespace, name) => sources.get(`${kind}/${namespace}/${name}`),
  };
}
