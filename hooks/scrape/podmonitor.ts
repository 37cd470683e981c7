// PodMonitor: one scrape job for each endpoint, for the pods of its selector.
import type { PodMetricsEndpoint, PodMonitor } from '../api/podmonitor.ts';
import { nonEmptyList, type Section, section } from '../core/section.ts';
import { checkSelector } from '../core/selector.ts';
import { tlsConfig } from '../httpclient/tls.ts';
import { type Resolved, resolveInOrder } from '../references/assets.ts';
import type { SecretResolver } from '../references/resolver.ts';
import {
  clientOAuth2,
  clientProxy,
  connection,
  credentials,
  endpointSteps,
  honoring,
  scrapeRequest,
} from './job/client.ts';
import type { JobContext, Subject } from './job/context.ts';
import { enforcedLabel, userRelabelings } from './job/enforce.ts';
import { type Discovery, kubernetesDiscovery, namespaceRules, roleSelectors, selectorRules } from './job/kubernetes.ts';
import { bodySizeLimit, extraScrapeMetrics, limits, nativeHistograms, protocols } from './job/limits.ts';
import { checkLoadable, checkLoadableMonitor } from './job/loadable.ts';
import { checkRepetition } from './job/repeat.ts';
import { constant, copy, copyLabels, dropEnded, jobFromLabel, keep, rememberJob, setLabel } from './job/rules.ts';
import { checkScrapeClass, classAuthorization, scrapeClassOf, withClassSafeTls } from './job/scrapeclass.ts';
import { shardingRules } from './job/sharding.ts';
import { checkMechanism } from './servicemonitor.ts';

/** Checks a PodMonitor and resolves its references. Issues: those of each section. */
export function resolvePodMonitor(monitor: PodMonitor, resolver: SecretResolver, context: JobContext): Resolved {
  const { spec } = monitor;
  return resolveInOrder(context.options.parity, [
    () => checkRepetition(spec, 'podMetricsEndpoints'),
    () => checkSelector(spec.selector, 'spec.selector'),
    () => checkMechanism(spec.selectorMechanism, context),
    ...(spec.podMetricsEndpoints ?? []).flatMap((endpoint, i) => {
      const path = `spec.podMetricsEndpoints[${i}]`;
      const { client, rest } = endpointSteps(withWholeToken(endpoint), resolver, context, path);
      return [() => checkLoadable(endpoint, context, path), ...rest, client];
    }),
    () => checkLoadableMonitor(spec, context),
    () => checkScrapeClass(spec.scrapeClass, context.spec, 'spec.scrapeClass'),
  ]);
}

/** A token reference without a key is ignored: older manifests have empty blocks. */
function withWholeToken(endpoint: PodMetricsEndpoint): PodMetricsEndpoint {
  if (endpoint.bearerTokenSecret?.key) return endpoint;
  const { bearerTokenSecret: _empty, ...rest } = endpoint;
  return rest;
}

function portRule(endpoint: PodMetricsEndpoint): Section[] {
  if (endpoint.port) return [keep('__meta_kubernetes_pod_container_port_name', endpoint.port)];
  if (endpoint.portNumber) return [keep('__meta_kubernetes_pod_container_port_number', endpoint.portNumber)];
  const { targetPort } = endpoint;
  if (typeof targetPort === 'number')
    return targetPort ? [keep('__meta_kubernetes_pod_container_port_number', targetPort)] : [];
  return targetPort ? [keep('__meta_kubernetes_pod_container_port_name', targetPort)] : [];
}

/** The rules that copy names of the discovered objects. */
const NAMES = [
  copy('__meta_kubernetes_namespace', 'namespace'),
  copy('__meta_kubernetes_pod_container_name', 'container'),
  copy('__meta_kubernetes_pod_name', 'pod'),
].map(constant);

function relabelings(monitor: PodMonitor, endpoint: PodMetricsEndpoint, context: JobContext): Section[] {
  const { spec, metadata } = monitor;
  const namespace = metadata.namespace ?? '';
  const label = enforcedLabel(context.spec, 'podmonitors', namespace, metadata.name);
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  return [
    ...namespaceRules(discovery(monitor, context), context),
    rememberJob,
    ...(endpoint.filterRunning === false ? [] : [dropEnded]),
    ...(spec.selectorMechanism === 'RoleSelector' ? [] : selectorRules(spec.selector, 'pod')),
    ...portRule(endpoint),
    ...NAMES,
    ...copyLabels([...(spec.podTargetLabels ?? []), ...(context.spec.podTargetLabels ?? [])], 'pod'),
    { target_label: 'job', replacement: `${namespace}/${metadata.name}` },
    ...jobFromLabel(spec.jobLabel, 'pod'),
    ...setLabel('endpoint', endpoint.port || (endpoint.targetPort ? String(endpoint.targetPort) : undefined)),
    ...userRelabelings(scrapeClass?.relabelings, endpoint.relabelings, label, namespace),
    ...shardingRules(context, '__address__'),
  ];
}

/** An agent of a DaemonSet selects only pods of its node. */
function podSelectors(monitor: PodMonitor, context: JobContext): Section[] | undefined {
  const byLabel =
    monitor.spec.selectorMechanism === 'RoleSelector' ? roleSelectors(['pod'], monitor.spec.selector) : [];
  const byNode = context.mode === 'daemonset' ? [{ role: 'pod', field: 'spec.nodeName=$(NODE_NAME)' }] : [];
  const all = [...byLabel, ...byNode];
  return all.length > 0 ? all : undefined;
}

/** The service discovery of every endpoint. */
function discovery(monitor: PodMonitor, context: JobContext): Discovery {
  const { spec, metadata } = monitor;
  return {
    role: 'pod',
    namespace: metadata.namespace ?? '',
    namespaceSelector: spec.namespaceSelector,
    attachMetadata: spec.attachMetadata ?? scrapeClassOf(spec.scrapeClass, context.spec)?.attachMetadata,
    selectors: podSelectors(monitor, context),
  };
}

/** The job of endpoint number `i`. */
function job(
  monitor: PodMonitor,
  [i, endpoint]: readonly [number, PodMetricsEndpoint],
  subject: Subject,
  context: JobContext,
): Section {
  const { spec, metadata } = monitor;
  const { namespace } = subject;
  const { version } = context;
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  const label = enforcedLabel(context.spec, 'podmonitors', namespace, metadata.name);
  const metrics = userRelabelings(scrapeClass?.metricRelabelings, endpoint.metricRelabelings, label, namespace);
  return section({
    job_name: `podMonitor/${namespace}/${metadata.name}/${i}`,
    ...honoring(endpoint, context),
    kubernetes_sd_configs: [kubernetesDiscovery(discovery(monitor, context), context)],
    ...scrapeRequest(endpoint),
    ...connection(endpoint, context),
    tls_config: tlsConfig(withClassSafeTls(endpoint.tlsConfig, scrapeClass), namespace, version),
    ...credentials(endpoint, classAuthorization(endpoint, scrapeClass, context.options.parity), subject, context),
    ...clientOAuth2(endpoint, subject, context),
    ...clientProxy(endpoint, subject, context),
    relabel_configs: relabelings(monitor, endpoint, context),
    ...limits(spec, context.spec, version),
    ...nativeHistograms(spec, version),
    ...extraScrapeMetrics(spec.extraScrapeMetrics, version),
    ...protocols(spec, scrapeClass?.fallbackScrapeProtocol, version),
    ...bodySizeLimit(spec.bodySizeLimit, context.spec.enforcedBodySizeLimit, version),
    metric_relabel_configs: nonEmptyList(metrics),
  });
}

/** The jobs of a checked PodMonitor, in the order of its endpoints. */
export const podMonitorJobs = (monitor: PodMonitor, subject: Subject, context: JobContext): Section[] =>
  (monitor.spec.podMetricsEndpoints ?? []).map((endpoint, i) => job(monitor, [i, endpoint], subject, context));
