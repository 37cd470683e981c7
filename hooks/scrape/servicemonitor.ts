// ServiceMonitor: one scrape job for each endpoint, for the addresses behind the Services of its selector.
import type { Endpoint, ServiceMonitor } from '../api/servicemonitor.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import { checkSelector } from '../core/selector.ts';
import { tlsConfig } from '../httpclient/tls.ts';
import { type Resolved, resolveInOrder } from '../references/assets.ts';
import type { SecretResolver } from '../references/resolver.ts';
import { knows, since } from '../versions/prometheus.ts';
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
import { enforcedLabel, userRelabelings, withMark } from './job/enforce.ts';
import { fileAccessDenied } from './job/files.ts';
import {
  type Discovery,
  endpointRole,
  kubernetesDiscovery,
  metaPrefix,
  namespaceRules,
  type Role,
  roleSelectors,
  selectorRules,
} from './job/kubernetes.ts';
import { bodySizeLimit, extraScrapeMetrics, limits, nativeHistograms, protocols } from './job/limits.ts';
import { checkLoadable, checkLoadableMonitor } from './job/loadable.ts';
import { checkRepetition } from './job/repeat.ts';
import { constant, copy, copyLabels, dropEnded, jobFromLabel, keep, rememberJob, setLabel } from './job/rules.ts';
import { checkScrapeClass, classAuthorization, scrapeClassOf, withClassTls } from './job/scrapeclass.ts';
import { shardingRules } from './job/sharding.ts';

/** A `VersionTooOld` issue: RoleSelector needs a release with selectors in service discovery. */
export const checkMechanism = (mechanism: string | undefined, context: JobContext): Issue[] =>
  mechanism === 'RoleSelector' && !knows(context.version, 'sd.kubernetes.selectors')
    ? [
        issue(
          'VersionTooOld',
          'spec.selectorMechanism',
          `RoleSelector needs Prometheus ${since('sd.kubernetes.selectors')}`,
        ),
      ]
    : [];

/** The file fields that the Go operator checks. Outside parity `checkFiles` checks all fields. */
function checkFileAccess(endpoint: Endpoint, path: string): Issue[] {
  const files: [string, string | undefined][] = [
    ['bearerTokenFile', endpoint.bearerTokenFile],
    ['tlsConfig.caFile', endpoint.tlsConfig?.caFile],
    ['tlsConfig.certFile', endpoint.tlsConfig?.certFile],
    ['tlsConfig.keyFile', endpoint.tlsConfig?.keyFile],
  ];
  return files.filter(([, file]) => file).map(([field]) => fileAccessDenied(`${path}.${field}`));
}

/** Checks a ServiceMonitor and resolves its references. Issues: those of each section. */
export function resolveServiceMonitor(
  monitor: ServiceMonitor,
  resolver: SecretResolver,
  context: JobContext,
): Resolved {
  const { spec } = monitor;
  const deny = context.options.parity && context.spec.arbitraryFSAccessThroughSMs?.deny;
  return resolveInOrder(context.options.parity, [
    () => checkRepetition(spec, 'endpoints'),
    () => checkSelector(spec.selector, 'spec.selector'),
    () => checkMechanism(spec.selectorMechanism, context),
    ...(spec.endpoints ?? []).flatMap((endpoint, i) => {
      const path = `spec.endpoints[${i}]`;
      const { client, rest } = endpointSteps(endpoint, resolver, context, path);
      return [
        () => checkLoadable(endpoint, context, path),
        () => (deny ? checkFileAccess(endpoint, path) : []),
        client,
        ...rest,
      ];
    }),
    () => checkLoadableMonitor(spec, context),
    () => checkScrapeClass(spec.scrapeClass, context.spec, 'spec.scrapeClass'),
  ]);
}

function portRule(endpoint: Endpoint, role: string): Section[] {
  if (endpoint.port) return [keep(`__meta_kubernetes_${metaPrefix(role)}_port_name`, endpoint.port)];
  const { targetPort } = endpoint;
  if (typeof targetPort === 'number')
    return targetPort ? [keep('__meta_kubernetes_pod_container_port_number', targetPort)] : [];
  return targetPort ? [keep('__meta_kubernetes_pod_container_port_name', targetPort)] : [];
}

/** Copies the name of the node or pod of an address into a label. */
const targetName = (role: Role, kind: 'Node' | 'Pod', label: string): Section => ({
  source_labels: [
    `__meta_kubernetes_${metaPrefix(role)}_address_target_kind`,
    `__meta_kubernetes_${metaPrefix(role)}_address_target_name`,
  ],
  separator: ';',
  regex: `${kind};(.*)`,
  replacement: '${1}',
  target_label: label,
});

const namesFor = (role: Role): readonly Section[] =>
  [
    targetName(role, 'Node', 'node'),
    targetName(role, 'Pod', 'pod'),
    copy('__meta_kubernetes_namespace', 'namespace'),
    copy('__meta_kubernetes_service_name', 'service'),
    copy('__meta_kubernetes_pod_name', 'pod'),
    copy('__meta_kubernetes_pod_container_name', 'container'),
  ].map(constant);
/** The rules that copy names of the discovered objects. */
const NAMES = { endpoints: namesFor('endpoints'), endpointslice: namesFor('endpointslice') };

const JOB = constant({
  source_labels: ['__meta_kubernetes_service_name'],
  target_label: 'job',
  replacement: '${1}',
});

/** The service discovery of every endpoint. */
function discovery({ spec, metadata }: ServiceMonitor, context: JobContext): Discovery {
  const role = endpointRole(context, spec.serviceDiscoveryRole);
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  return {
    role,
    namespace: metadata.namespace ?? '',
    namespaceSelector: spec.namespaceSelector,
    attachMetadata: spec.attachMetadata ?? scrapeClass?.attachMetadata,
    selectors: spec.selectorMechanism === 'RoleSelector' ? roleSelectors([role, 'service'], spec.selector) : undefined,
  };
}

function relabelings(
  monitor: ServiceMonitor,
  endpoint: Endpoint,
  marker: Subject['mark'],
  context: JobContext,
): Section[] {
  const { spec, metadata } = monitor;
  const role = endpointRole(context, spec.serviceDiscoveryRole);
  const namespace = metadata.namespace ?? '';
  const label = enforcedLabel(context.spec, 'servicemonitors', namespace, metadata.name);
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  return [
    ...namespaceRules(discovery(monitor, context), context),
    rememberJob,
    ...(spec.selectorMechanism === 'RoleSelector' ? [] : selectorRules(spec.selector, 'service')),
    ...portRule(endpoint, role),
    ...NAMES[role],
    ...(endpoint.filterRunning === false ? [] : [dropEnded]),
    ...copyLabels(spec.targetLabels, 'service'),
    ...copyLabels([...(spec.podTargetLabels ?? []), ...(context.spec.podTargetLabels ?? [])], 'pod'),
    JOB,
    ...jobFromLabel(spec.jobLabel, 'service'),
    ...setLabel('endpoint', endpoint.port || (endpoint.targetPort ? String(endpoint.targetPort) : undefined)),
    ...withMark(userRelabelings(scrapeClass?.relabelings, endpoint.relabelings, label, namespace), marker),
    ...shardingRules(context, '__address__'),
  ];
}

/** The job of endpoint number `i`. */
function job(
  monitor: ServiceMonitor,
  [i, endpoint]: readonly [number, Endpoint],
  subject: Subject,
  context: JobContext,
): Section {
  const { spec, metadata } = monitor;
  const { namespace } = subject;
  const { version } = context;
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  const label = enforcedLabel(context.spec, 'servicemonitors', namespace, metadata.name);
  const metrics = withMark(
    userRelabelings(scrapeClass?.metricRelabelings, endpoint.metricRelabelings, label, namespace),
    subject.mark,
  );
  return section({
    job_name: `serviceMonitor/${namespace}/${metadata.name}/${i}`,
    ...honoring(endpoint, context),
    kubernetes_sd_configs: [kubernetesDiscovery(discovery(monitor, context), context)],
    ...scrapeRequest(endpoint),
    ...connection(endpoint, context),
    ...clientProxy(endpoint, subject, context),
    ...clientOAuth2(endpoint, subject, context),
    tls_config: tlsConfig(withClassTls(endpoint.tlsConfig, scrapeClass), namespace, version),
    bearer_token_file: nonEmpty(endpoint.bearerTokenFile),
    ...credentials(endpoint, classAuthorization(endpoint, scrapeClass, context.options.parity), subject, context),
    relabel_configs: relabelings(monitor, endpoint, subject.mark, context),
    ...limits(spec, context.spec, version),
    ...nativeHistograms(spec, version),
    ...extraScrapeMetrics(spec.extraScrapeMetrics, version),
    ...protocols(spec, scrapeClass?.fallbackScrapeProtocol, version),
    ...bodySizeLimit(spec.bodySizeLimit, context.spec.enforcedBodySizeLimit, version),
    metric_relabel_configs: nonEmptyList(metrics),
  });
}

/** The jobs of a checked ServiceMonitor, in the order of its endpoints. */
export const serviceMonitorJobs = (monitor: ServiceMonitor, subject: Subject, context: JobContext): Section[] =>
  (monitor.spec.endpoints ?? []).map((endpoint, i) => job(monitor, [i, endpoint], subject, context));
