// The `global` section (prometheus.io: configuration, configuration_file) and `runtime`.
import type { PrometheusSpec } from '../../api/prometheus.ts';
import { parseByteSize } from '../../core/bytesize.ts';
import { byText } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { scrapeProtocols } from '../../scrape/job/limits.ts';
import { knows } from '../../versions/prometheus.ts';

const LOGS = '/var/log/prometheus';

/** The path of a log file. A bare file name goes to the log volume. */
export const logFile = (name: string | undefined): string | undefined =>
  name && !name.includes('/') ? `${LOGS}/${name}` : nonEmpty(name);

function smaller(own: number | undefined, enforced: number | undefined): number | undefined {
  if (own && enforced) return Math.min(own, enforced);
  return own || enforced || undefined;
}

const ESCAPING: Readonly<Record<string, string>> = {
  AllowUTF8: 'allow-utf-8',
  Dots: 'dots',
  Underscores: 'underscores',
  Values: 'values',
};

/** Variables that the config reloader replaces in each pod. */
const POD = '$(POD_NAME)';
const ZONE = '$(TOPOLOGY_ZONE)';

/** The external label that distinguishes replicas; '' where the user wants none. */
export const replicaLabel = ({ replicaExternalLabelName }: Pick<PrometheusSpec, 'replicaExternalLabelName'>): string =>
  replicaExternalLabelName ?? 'prometheus_replica';

type Labelled = Pick<ScrapeContext, 'spec' | 'namespace' | 'name' | 'options'>;

/**
 * `external_labels`: the name of the Prometheus, its replica, its zone, `more`, and the user's own labels. The user's
 * labels cannot replace the others.
 */
export function externalLabels({ spec, namespace, name, options }: Labelled, more: Section = {}): Section {
  const own: Section = { ...more };
  const prometheus = spec.prometheusExternalLabelName ?? 'prometheus';
  const replica = replicaLabel(spec);
  if (prometheus) own[prometheus] = `${namespace}/${name}`;
  if (replica) own[replica] = POD;
  const { shardingStrategy } = spec;
  if (options.gates.PrometheusTopologySharding && shardingStrategy?.mode === 'Topology' && shardingStrategy.topology) {
    const zone = shardingStrategy.topology.externalLabelName ?? 'zone';
    if (zone) own[zone] = ZONE;
  }
  const user = Object.entries(spec.externalLabels ?? {}).filter(([label]) => !Object.hasOwn(own, label));
  return Object.fromEntries([...Object.entries(own), ...user].sort(([a], [b]) => byText(a, b)));
}

/** External labels that all pods of the Prometheus share: without replica and zone. */
export function wholeLabels(context: Labelled): Readonly<Record<string, string>> {
  const labels = Object.entries(externalLabels(context)) as [string, string][];
  return Object.fromEntries(labels.filter(([, value]) => value !== POD && value !== ZONE));
}

/** Fields that only a server has. */
export type ServerSpec = PrometheusSpec;

/** An empty interval counts as absent. The Go operator writes it; parity does the same. */
const interval = (given: string | undefined, { parity }: Options): string =>
  (parity ? given : nonEmpty(given)) ?? '30s';

function serverGlobal(spec: ServerSpec | undefined, { version, options }: ScrapeContext): Section {
  if (!spec) return {};
  return section({
    evaluation_interval: interval(spec.evaluationInterval, options),
    rule_query_offset: knows(version, 'global.rule_query_offset') ? nonEmpty(spec.ruleQueryOffset) : undefined,
    query_log_file: knows(version, 'global.query_log_file') ? logFile(spec.queryLogFile) : undefined,
  });
}

/**
 * The section. `server`: the spec of a server, `undefined` for an agent, which evaluates no rules. `labels`: more
 * external labels.
 */
export function global(context: ScrapeContext, server: ServerSpec | undefined, labels?: Section): Section {
  const { spec, version, options } = context;
  const limit = (own: number | undefined, enforced: number | undefined) =>
    knows(version, 'global.limits') ? smaller(own, enforced) : undefined;
  return section({
    scrape_interval: interval(spec.scrapeInterval, options),
    scrape_timeout: nonEmpty(spec.scrapeTimeout),
    scrape_protocols: scrapeProtocols(spec.scrapeProtocols, version),
    external_labels: externalLabels(context, labels),
    ...serverGlobal(server, context),
    body_size_limit: knows(version, 'global.body_size_limit')
      ? bodySize(spec.bodySizeLimit, spec.enforcedBodySizeLimit, context)
      : undefined,
    sample_limit: limit(spec.sampleLimit, spec.enforcedSampleLimit),
    target_limit: limit(spec.targetLimit, spec.enforcedTargetLimit),
    label_limit: limit(spec.labelLimit, spec.enforcedLabelLimit),
    label_name_length_limit: limit(spec.labelNameLengthLimit, spec.enforcedLabelNameLengthLimit),
    label_value_length_limit: limit(spec.labelValueLengthLimit, spec.enforcedLabelValueLengthLimit),
    keep_dropped_targets: knows(version, 'global.keep_dropped_targets')
      ? smaller(spec.keepDroppedTargets, spec.enforcedKeepDroppedTargets)
      : undefined,
    scrape_failure_log_file: knows(version, 'global.scrape_failure_log_file')
      ? logFile(spec.scrapeFailureLogFile)
      : undefined,
    metric_name_validation_scheme: knows(version, 'global.metric_name_validation_scheme')
      ? spec.nameValidationScheme?.toLowerCase()
      : undefined,
    metric_name_escaping_scheme: knows(version, 'global.metric_name_escaping_scheme')
      ? row(ESCAPING, spec.nameEscapingScheme)
      : undefined,
    convert_classic_histograms_to_nhcb: knows(version, 'global.convert_classic_histograms_to_nhcb')
      ? spec.convertClassicHistogramsToNHCB
      : undefined,
    always_scrape_classic_histograms: knows(version, 'global.always_scrape_classic_histograms')
      ? spec.scrapeClassicHistograms
      : undefined,
    scrape_native_histograms: knows(version, 'global.scrape_native_histograms')
      ? spec.scrapeNativeHistograms
      : undefined,
    extra_scrape_metrics: knows(version, 'global.extra_scrape_metrics') ? spec.extraScrapeMetrics : undefined,
  });
}

/**
 * The smaller of the Prometheus' own limit and the enforced one. Parity always takes the own limit, as the Go operator
 * does.
 */
function bodySize(
  own: string | undefined,
  enforced: string | undefined,
  { options }: ScrapeContext,
): string | undefined {
  if (!own || !enforced) return nonEmpty(own) ?? nonEmpty(enforced);
  return options.parity || (parseByteSize(own, 'field') ?? 0) <= (parseByteSize(enforced, 'field') ?? 0)
    ? own
    : enforced;
}

/** The `runtime` section. */
export const runtime = ({ spec, version }: ScrapeContext): Section | undefined =>
  spec.runtime && knows(version, 'runtime') ? section({ gogc: spec.runtime.goGC }) : undefined;
