// ScrapeConfig: one scrape job with any service discovery of Prometheus.
import type { ScrapeConfig, ScrapeConfigSpec } from '../api/scrapeconfig.ts';
import { issue } from '../core/issue.ts';
import { row } from '../core/row.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import {
  authorization,
  basicAuth,
  oauth2,
  resolveAuthorization,
  resolveBasicAuth,
  resolveOAuth2,
} from '../httpclient/auth.ts';
import { proxy, resolveProxy } from '../httpclient/proxy.ts';
import { resolveTls, tlsConfig } from '../httpclient/tls.ts';
import { type Resolved, resolveInOrder } from '../references/assets.ts';
import type { SecretResolver } from '../references/resolver.ts';
import { knows, since } from '../versions/prometheus.ts';
import { DISCOVERIES, type Discovery } from './discovery/table.ts';
import { checkScrapeTimeout, honorTimestamps } from './job/client.ts';
import type { JobContext, Subject } from './job/context.ts';
import { enforcedLabel, userRelabelings, withEnforcedLabel } from './job/enforce.ts';
import { bodySizeLimit, extraScrapeMetrics, limits, nativeHistograms, protocols } from './job/limits.ts';
import { checkDurations, checkLoadable, checkLoadableMonitor, checkRefresh } from './job/loadable.ts';
import { checkRelabelings, relabelConfigs } from './job/relabel.ts';
import { rememberJob } from './job/rules.ts';
import { checkScrapeClass, classAuthorization, scrapeClassOf, withClassSafeTls } from './job/scrapeclass.ts';
import { scraping, shardingOf, shardingRules } from './job/sharding.ts';

const entries = (spec: ScrapeConfigSpec, { field }: Discovery): readonly never[] =>
  (spec[field] ?? []) as unknown as readonly never[];

function resolveDiscoveries(spec: ScrapeConfigSpec, resolver: SecretResolver, context: JobContext): Resolved {
  return resolveInOrder(
    context.options.parity,
    DISCOVERIES.flatMap((discovery) => {
      const found = entries(spec, discovery);
      // The Go operator checks the release for unused discoveries too. Parity does the same.
      const needed = found.length > 0 || context.options.parity ? discovery.since : undefined;
      const old =
        needed && !knows(context.version, needed)
          ? [issue('VersionTooOld', `spec.${discovery.field}`, `needs Prometheus ${since(needed)}`)]
          : [];
      const each = found.flatMap((sd, i) => {
        const path = `spec.${discovery.field}[${i}]`;
        return [() => checkRefresh(sd, context, path), () => discovery.resolve(sd, resolver, context, path)];
      });
      return [() => old, ...each];
    }),
  );
}

/** Checks a ScrapeConfig and resolves its references. Issues: those of each section. */
export function resolveScrapeConfig(config: ScrapeConfig, resolver: SecretResolver, context: JobContext): Resolved {
  const { spec } = config;
  return resolveInOrder(context.options.parity, [
    () => checkScrapeClass(spec.scrapeClass, context.spec, 'spec.scrapeClass'),
    () =>
      checkLoadable(
        {
          relabelings: spec.relabelings,
          metricRelabelings: spec.metricRelabelings,
          nameValidationScheme: spec.nameValidationScheme,
        },
        context,
        'spec',
      ),
    () => checkLoadableMonitor({ bodySizeLimit: spec.bodySizeLimit }, context),
    () =>
      context.options.parity
        ? []
        : checkDurations({ scrapeInterval: spec.scrapeInterval, scrapeTimeout: spec.scrapeTimeout }, 'spec'),
    () => checkRelabelings(spec.relabelings, context.version, 'spec.relabelings'),
    () => resolveBasicAuth(resolver, spec.basicAuth, 'spec.basicAuth'),
    () => resolveAuthorization(resolver, spec.authorization, 'spec.authorization'),
    () => resolveOAuth2(resolver, spec.oauth2, 'spec.oauth2'),
    () => resolveTls(resolver, spec.tlsConfig, 'spec.tlsConfig'),
    () => checkScrapeTimeout(spec.scrapeInterval, spec.scrapeTimeout, context, 'spec'),
    () => resolveProxy(resolver, spec, 'spec'),
    () => checkRelabelings(spec.metricRelabelings, context.version, 'spec.metricRelabelings'),
    () => resolveDiscoveries(spec, resolver, context),
  ]);
}

/** Sharding rules, unless the user has a `hashmod` rule. */
function sharding(config: ScrapeConfig, context: JobContext): Section[] {
  const hashes = config.spec.relabelings?.some((rule) => rule.action?.toLowerCase() === 'hashmod');
  return scraping(shardingOf(context)) === 1 || hashes ? [] : shardingRules(context, '__address__');
}

function relabelings(config: ScrapeConfig, subject: Subject, context: JobContext): Section[] {
  const { spec } = config;
  const label = enforcedLabel(context.spec, 'scrapeconfigs', subject.namespace, subject.name);
  // Without relabelings the Go operator does not enforce the label. Parity does the same.
  const own =
    spec.relabelings?.length || !context.options.parity
      ? withEnforcedLabel(spec.relabelings, label, subject.namespace)
      : [];
  return [
    rememberJob,
    ...relabelConfigs(scrapeClassOf(spec.scrapeClass, context.spec)?.relabelings),
    ...(spec.jobName ? [{ target_label: 'job', action: 'replace', replacement: spec.jobName }] : []),
    ...relabelConfigs(own),
    ...sharding(config, context),
  ];
}

const ESCAPING: Readonly<Record<string, string>> = {
  AllowUTF8: 'allow-utf-8',
  Dots: 'dots',
  Underscores: 'underscores',
  Values: 'values',
};

/** The service discoveries, by the key of each kind. */
const discoverySections = (spec: ScrapeConfigSpec, subject: Subject, context: JobContext): Section =>
  Object.fromEntries(
    DISCOVERIES.filter((discovery) => entries(spec, discovery).length > 0).map((discovery) => [
      discovery.key,
      entries(spec, discovery).map((sd) => discovery.emit(sd, subject, context)),
    ]),
  );

/** The proxy, credentials and TLS of the scraping client. */
function client(spec: ScrapeConfigSpec, subject: Subject, context: JobContext): Section {
  const { namespace, assets } = subject;
  const { version } = context;
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  const authorizing = classAuthorization(spec, scrapeClass, context.options.parity);
  return {
    ...proxy(spec, namespace, assets, version),
    basic_auth: basicAuth(spec.basicAuth, namespace, assets),
    authorization: authorization(authorizing, namespace, assets, version),
    oauth2: oauth2(spec.oauth2, subject, version),
    tls_config: tlsConfig(withClassSafeTls(spec.tlsConfig, scrapeClass), namespace, version),
  };
}

/** The job of a checked ScrapeConfig. */
export function scrapeConfigJobs(config: ScrapeConfig, subject: Subject, context: JobContext): Section[] {
  const { spec } = config;
  const { namespace, name } = subject;
  const { version } = context;
  const scrapeClass = scrapeClassOf(spec.scrapeClass, context.spec);
  const label = enforcedLabel(context.spec, 'scrapeconfigs', namespace, name);
  const metrics = userRelabelings(scrapeClass?.metricRelabelings, spec.metricRelabelings, label, namespace);
  const discoveries = discoverySections(spec, subject, context);
  return [
    section({
      job_name: `scrapeConfig/${namespace}/${name}`,
      ...(spec.honorTimestamps === undefined ? {} : honorTimestamps(spec.honorTimestamps, context)),
      track_timestamps_staleness: knows(version, 'scrape.track_timestamps_staleness')
        ? spec.trackTimestampsStaleness
        : undefined,
      honor_labels: spec.honorLabels === undefined ? undefined : spec.honorLabels && !context.spec.overrideHonorLabels,
      metrics_path: nonEmpty(spec.metricsPath),
      params: spec.params && Object.keys(spec.params).length > 0 ? spec.params : undefined,
      enable_compression: knows(version, 'scrape.enable_compression') ? spec.enableCompression : undefined,
      enable_http2: knows(version, 'http.enable_http2') ? spec.enableHTTP2 : undefined,
      scrape_interval: nonEmpty(spec.scrapeInterval),
      scrape_timeout: nonEmpty(spec.scrapeTimeout),
      ...protocols(spec, scrapeClass?.fallbackScrapeProtocol, version),
      scheme: nonEmpty(spec.scheme?.toLowerCase()),
      ...client(spec, subject, context),
      ...limits(spec, context.spec, version),
      ...nativeHistograms(spec, version),
      ...extraScrapeMetrics(spec.extraScrapeMetrics, version),
      ...bodySizeLimit(spec.bodySizeLimit, context.spec.enforcedBodySizeLimit, version),
      ...discoveries,
      relabel_configs: relabelings(config, subject, context),
      metric_relabel_configs: nonEmptyList(metrics),
      metric_name_validation_scheme: knows(version, 'scrape.metric_name_validation_scheme')
        ? spec.nameValidationScheme?.toLowerCase()
        : undefined,
      metric_name_escaping_scheme: knows(version, 'scrape.metric_name_escaping_scheme')
        ? row(ESCAPING, spec.nameEscapingScheme)
        : undefined,
    }),
  ];
}
