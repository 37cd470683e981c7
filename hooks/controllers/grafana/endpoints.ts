// The address and the Grafana settings of a data source, by kind.

import type { Alertmanager } from '../../api/alertmanager.ts';
import type { Prometheus } from '../../api/prometheus.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { routePath } from '../../core/routeprefix.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { routePrefix } from '../../prometheus/server/pod.ts';
import { hasQueryService, isThanos, queryName, seenTier } from '../../prometheus/sharding/tier.ts';
import { alertmanagerVersion } from '../../versions/alertmanager.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { thanosVersion } from '../../versions/thanos.ts';
import { formatVersion } from '../../versions/version.ts';
import { governingServiceName } from '../alertmanager/pod/args.ts';
import { usesHttps } from '../alertmanager/pod/pod.ts';

export interface Endpoint {
  /** Name of the Grafana plugin. */
  readonly type: 'prometheus' | 'alertmanager';
  readonly url: string;
  readonly jsonData: Section;
}

interface Address {
  readonly https: boolean;
  readonly service: string;
  readonly namespace: string | undefined;
  readonly port: number;
  /** Without a trailing slash. */
  readonly path: string;
}

const urlOf = ({ https, service, namespace, port, path }: Address): string =>
  `${https ? 'https' : 'http'}://${service}.${namespace}.svc:${port}${path}`;

/**
 * The query Service, which is the same for any number of shards. Without it, the governing Service, which has the pods
 * of all Prometheus objects in the namespace.
 */
function prometheusEndpoint(prometheus: Prometheus, options: Options): Endpoint {
  const { metadata, spec } = prometheus;
  const version = prometheusVersion(spec.version);
  const tier = seenTier(prometheus, options);
  const byThanos = isThanos(tier);
  const thanos = thanosVersion(spec.thanos?.version);
  return {
    type: 'prometheus',
    url: urlOf({
      https: Boolean(spec.web?.tlsConfig),
      service: hasQueryService(prometheus, options)
        ? queryName(`prometheus-${metadata.name}`)
        : spec.serviceName || 'prometheus-operated',
      namespace: metadata.namespace,
      port: 9090,
      path: routePrefix(spec),
    }),
    jsonData: section({
      httpMethod: 'POST',
      timeInterval: nonEmpty(spec.scrapeInterval) ?? '30s',
      prometheusType: byThanos ? 'Thanos' : 'Prometheus',
      prometheusVersion: byThanos ? thanos && formatVersion(thanos) : version && formatVersion(version),
      manageAlerts: true,
      // A query tier over remote read cannot list the labels of its shards, but their series.
      seriesEndpoint: tier === 'remote-read' || undefined,
    }),
  };
}

/** `implementation` lets Grafana also write silences. */
function alertmanagerEndpoint({ metadata, spec }: Alertmanager): Endpoint {
  const version = alertmanagerVersion(spec.version);
  return {
    type: 'alertmanager',
    url: urlOf({
      https: version !== undefined && usesHttps(spec, version),
      service: governingServiceName(spec),
      namespace: metadata.namespace,
      port: 9093,
      path: routePath(spec.routePrefix),
    }),
    jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
  };
}

/** Whether names and prefix are safe in a URL. Another host would receive the queries of Grafana's users. */
const isPlain = ({
  serviceName = '',
  routePrefix = '',
}: {
  readonly serviceName?: string;
  readonly routePrefix?: string;
}): boolean => /^([a-z]([-a-z0-9]{0,61}[a-z0-9])?)?$/.test(serviceName) && /^[A-Za-z0-9._~/-]*$/.test(routePrefix);

/**
 * The endpoint of a Prometheus or an Alertmanager. `undefined` if it listens on the loopback address, or if serviceName
 * or routePrefix is invalid.
 */
export function endpoint(object: KubernetesObject, options: Options): Endpoint | undefined {
  if ((object['spec'] as { readonly listenLocal?: boolean }).listenLocal || !isPlain(object['spec'] as object))
    return undefined;
  return object.kind === 'Prometheus'
    ? prometheusEndpoint(object as unknown as Prometheus, options)
    : alertmanagerEndpoint(object as unknown as Alertmanager);
}
