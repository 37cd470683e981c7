// Probe: one scrape job that probes static targets or Ingresses through a prober (such as a blackbox exporter).

import type { Probe } from '../api/probe.ts';
import type { RelabelConfig } from '../api/shared/relabeling.ts';
import { issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { nonEmpty, nonEmptyList, put, type Section, section } from '../core/section.ts';
import { checkSelector } from '../core/selector.ts';
import { resolveAuthorization, resolveBasicAuth, resolveOAuth2 } from '../httpclient/auth.ts';
import { resolveProxy } from '../httpclient/proxy.ts';
import { resolveTls, tlsConfig } from '../httpclient/tls.ts';
import { type Resolved, resolveInOrder } from '../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../references/resolver.ts';
import { knows } from '../versions/prometheus.ts';
import { checkScrapeTimeout, clientOAuth2, clientProxy, connection, credentials } from './job/client.ts';
import type { JobContext, Subject } from './job/context.ts';
import { enforcedLabel, userRelabelings } from './job/enforce.ts';
import { type Discovery, kubernetesDiscovery, namespaceRules, selectorRules } from './job/kubernetes.ts';
import { bodySizeLimit, extraScrapeMetrics, limits, nativeHistograms, protocols } from './job/limits.ts';
import { checkLoadable } from './job/loadable.ts';
import { checkRelabelings, isLabelName } from './job/relabel.ts';
import { copy, rememberJob, setLabel } from './job/rules.ts';
import { checkScrapeClass, classAuthorization, scrapeClassOf, withClassSafeTls } from './job/scrapeclass.ts';
import { shardingRules } from './job/sharding.ts';

const DNS_NAME = /^([a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,62}))(\.[a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,62}))*\.?$/;
const IPV6 = /^[0-9a-fA-F]*:[0-9a-fA-F:.]*$/;

/** Whether a text is `host` or `host:port`, without scheme and path. */
function isProberAddress(url: string): boolean {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:/?#[\]]*))(?::(\d+))?$/.exec(url) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return false;
  if (bracketed !== undefined) return IPV6.test(bracketed);
  if (plain === undefined) return IPV6.test(url);
  return DNS_NAME.test(plain);
}

/** Checks a Probe and resolves its references. Issues: those of each section. */
export function resolveProbe(probe: Probe, resolver: SecretResolver, context: JobContext): Resolved {
  const { spec } = probe;
  const { staticConfig, ingress } = spec.targets ?? {};
  const targets =
    staticConfig || ingress ? [] : [issue('InvalidConfiguration', 'spec.targets', 'needs staticConfig or ingress')];
  const names = Object.keys(staticConfig?.labels ?? {}).filter((name) => !isLabelName(name, context.version));
  const url = spec.prober?.url ?? '';
  return resolveInOrder(context.options.parity, [
    () => checkScrapeClass(spec.scrapeClass, context.spec, 'spec.scrapeClass'),
    () => targets,
    () => checkLoadable({ ...spec, relabelings: staticConfig?.relabelingConfigs }, context, 'spec'),
    () => checkLoadable({ relabelings: ingress?.relabelingConfigs }, context, 'spec.targets.ingress'),
    // The Go operator accepts any selector here. An invalid one selects every Ingress.
    () => (context.options.parity ? [] : checkSelector(ingress?.selector, 'spec.targets.ingress.selector')),
    () =>
      resolveSecret(
        resolver,
        spec.bearerTokenSecret?.name && spec.bearerTokenSecret.key ? spec.bearerTokenSecret : undefined,
        'spec.bearerTokenSecret',
      ),
    () => resolveBasicAuth(resolver, spec.basicAuth, 'spec.basicAuth'),
    () => resolveTls(resolver, spec.tlsConfig, 'spec.tlsConfig'),
    () => resolveAuthorization(resolver, spec.authorization, 'spec.authorization'),
    () => resolveOAuth2(resolver, spec.oauth2, 'spec.oauth2'),
    () => checkScrapeTimeout(spec.interval, spec.scrapeTimeout, context, 'spec'),
    () => checkRelabelings(spec.metricRelabelings, context.version, 'spec.metricRelabelings'),
    () =>
      names.map((name) =>
        issue('InvalidLabelName', 'spec.targets.staticConfig.labels', `${quoted(name)} is not a label name`),
      ),
    () =>
      checkRelabelings(staticConfig?.relabelingConfigs, context.version, 'spec.targets.staticConfig.relabelingConfigs'),
    () => checkRelabelings(ingress?.relabelingConfigs, context.version, 'spec.targets.ingress.relabelingConfigs'),
    () => resolveProxy(resolver, spec.prober ?? {}, 'spec.prober'),
    () =>
      isProberAddress(url) ? [] : [issue('InvalidURL', 'spec.prober.url', `${quoted(url)} is not host or host:port`)],
  ]);
}

/** `module` first, then the other parameters. */
function params({ module, params: list }: Probe['spec']): Section | undefined {
  const out: Section = module ? { module: [module] } : {};
  for (const { name, values } of list ?? []) if (!module || name !== 'module') put(out, name, values ?? []);
  return Object.keys(out).length > 0 ? out : undefined;
}

type UserRules = (rules: readonly RelabelConfig[] | undefined) => Section[];

function staticTargets(probe: Probe, user: UserRules): Section {
  const { staticConfig } = probe.spec.targets ?? {};
  const labels = { namespace: probe.metadata.namespace ?? '', ...staticConfig?.labels };
  return {
    static_configs: [{ targets: staticConfig?.static ?? [], labels }],
    relabel_configs: [
      copy('__address__', '__param_target'),
      copy('__param_target', 'instance'),
      { target_label: '__address__', replacement: probe.spec.prober?.url ?? '' },
      ...user(staticConfig?.relabelingConfigs),
    ],
  };
}

function ingressTargets(probe: Probe, user: UserRules, context: JobContext): Section {
  const { ingress } = probe.spec.targets ?? {};
  const namespace = probe.metadata.namespace ?? '';
  const wanted: Discovery = { role: 'ingress', namespace, namespaceSelector: ingress?.namespaceSelector };
  return {
    kubernetes_sd_configs: [kubernetesDiscovery(wanted, context)],
    relabel_configs: [
      ...namespaceRules(wanted, context),
      ...selectorRules(ingress?.selector, 'ingress'),
      {
        source_labels: ['__meta_kubernetes_ingress_scheme', '__address__', '__meta_kubernetes_ingress_path'],
        separator: ';',
        regex: '(.+);(.+);(.+)',
        target_label: '__param_target',
        replacement: '${1}://${2}${3}',
        action: 'replace',
      },
      copy('__meta_kubernetes_namespace', 'namespace'),
      copy('__meta_kubernetes_ingress_name', 'ingress'),
      {
        source_labels: ['__address__'],
        separator: ';',
        regex: '(.*)',
        target_label: '__tmp_ingress_address',
        replacement: '$1',
        action: 'replace',
      },
      copy('__param_target', 'instance'),
      { target_label: '__address__', replacement: probe.spec.prober?.url ?? '' },
      ...user(ingress?.relabelingConfigs),
    ],
  };
}

/** The job of a checked Probe. Static targets take precedence over Ingresses. */
export function probeJobs(probe: Probe, subject: Subject, context: JobContext): Section[] {
  const { spec, metadata } = probe;
  const { namespace } = subject;
  const { version } = context;
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  const label = enforcedLabel(context.spec, 'probes', namespace, metadata.name);
  const user: UserRules = (rules) => userRelabelings(scrapeClass?.relabelings, rules, label, namespace);
  const { relabel_configs: rules, ...discovery } = spec.targets?.staticConfig
    ? staticTargets(probe, user)
    : ingressTargets(probe, user, context);
  const metrics = userRelabelings(scrapeClass?.metricRelabelings, spec.metricRelabelings, label, namespace);
  return [
    section({
      job_name: `probe/${namespace}/${metadata.name}`,
      honor_timestamps: knows(version, 'scrape.honor_timestamps') ? !context.spec.overrideHonorTimestamps : undefined,
      metrics_path: nonEmpty(spec.prober?.path),
      scrape_interval: nonEmpty(spec.interval),
      scrape_timeout: nonEmpty(spec.scrapeTimeout),
      scheme: nonEmpty(spec.prober?.scheme?.toLowerCase()),
      params: params(spec),
      ...limits(spec, context.spec, version),
      ...nativeHistograms(spec, version),
      ...extraScrapeMetrics(spec.extraScrapeMetrics, version),
      ...protocols(spec, scrapeClass?.fallbackScrapeProtocol, version),
      ...bodySizeLimit(undefined, context.spec.enforcedBodySizeLimit, version),
      ...clientProxy(spec.prober ?? {}, subject, context),
      ...connection(spec, context),
      tls_config: tlsConfig(withClassSafeTls(spec.tlsConfig, scrapeClass), namespace, version),
      ...discovery,
      relabel_configs: [
        rememberJob,
        ...setLabel('job', spec.jobName),
        ...(rules as Section[]),
        ...shardingRules(context, '__param_target'),
      ],
      ...credentials(spec, classAuthorization(spec, scrapeClass, context.options.parity), subject, context),
      ...clientOAuth2(spec, subject, context),
      metric_relabel_configs: nonEmptyList(metrics),
    }),
  ];
}
