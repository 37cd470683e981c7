// Limits of a scrape job: those of the user, up to the enforced limits of the Prometheus.
import { parseByteSize } from '../../core/bytesize.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { type Key, knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import type { JobSpec } from './context.ts';

interface LimitFields {
  readonly sampleLimit?: number | undefined;
  readonly targetLimit?: number | undefined;
  readonly labelLimit?: number | undefined;
  readonly labelNameLengthLimit?: number | undefined;
  readonly labelValueLengthLimit?: number | undefined;
  readonly keepDroppedTargets?: number | undefined;
}

/**
 * The smaller limit. Without a limit of the user: the enforced one before 2.45; nothing from 2.45 on, because the
 * global limit applies.
 */
function bounded(user: number | undefined, enforced: number | undefined, version: Version): number | undefined {
  if (!enforced) return user;
  if (!user) return knows(version, 'scrape.global_limits') ? undefined : enforced;
  return Math.min(user, enforced);
}

/** The limit keys of a job. */
export function limits(user: LimitFields, spec: JobSpec, version: Version): Section {
  const limit = (own: number | undefined, enforced: number | undefined, key?: Key) =>
    key && !knows(version, key) ? undefined : bounded(own, enforced, version);
  return section({
    sample_limit: limit(user.sampleLimit, spec.enforcedSampleLimit),
    target_limit: limit(user.targetLimit, spec.enforcedTargetLimit, 'scrape.target_limit'),
    label_limit: limit(user.labelLimit, spec.enforcedLabelLimit, 'scrape.label_limits'),
    label_name_length_limit: limit(user.labelNameLengthLimit, spec.enforcedLabelNameLengthLimit, 'scrape.label_limits'),
    label_value_length_limit: limit(
      user.labelValueLengthLimit,
      spec.enforcedLabelValueLengthLimit,
      'scrape.label_limits',
    ),
    keep_dropped_targets: limit(
      user.keepDroppedTargets,
      spec.enforcedKeepDroppedTargets,
      'scrape.keep_dropped_targets',
    ),
  });
}

/** `body_size_limit`: the smaller limit, or the only one. */
export function bodySizeLimit(user: string | undefined, enforced: string | undefined, version: Version): Section {
  if (!knows(version, 'scrape.body_size_limit')) return {};
  const smaller =
    user && enforced
      ? (parseByteSize(user, 'field') ?? 0) <= (parseByteSize(enforced, 'field') ?? 0)
        ? user
        : enforced
      : (nonEmpty(user) ?? nonEmpty(enforced));
  return section({ body_size_limit: smaller });
}

interface HistogramFields {
  readonly scrapeNativeHistograms?: boolean | undefined;
  readonly nativeHistogramBucketLimit?: number | undefined;
  readonly nativeHistogramMinBucketFactor?: string | number | undefined;
  readonly scrapeClassicHistograms?: boolean | undefined;
  readonly convertClassicHistogramsToNHCB?: boolean | undefined;
}

/** The native histogram keys of a job. */
export function nativeHistograms(user: HistogramFields, version: Version): Section {
  const renamed = knows(version, 'scrape.always_scrape_classic_histograms');
  return section({
    scrape_native_histograms: knows(version, 'scrape.scrape_native_histograms')
      ? user.scrapeNativeHistograms
      : undefined,
    native_histogram_bucket_limit: knows(version, 'scrape.native_histogram_bucket_limit')
      ? user.nativeHistogramBucketLimit
      : undefined,
    native_histogram_min_bucket_factor:
      knows(version, 'scrape.native_histogram_min_bucket_factor') && user.nativeHistogramMinBucketFactor !== undefined
        ? quantityNumber(user.nativeHistogramMinBucketFactor)
        : undefined,
    always_scrape_classic_histograms: renamed ? user.scrapeClassicHistograms : undefined,
    scrape_classic_histograms:
      !renamed && knows(version, 'scrape.scrape_classic_histograms') ? user.scrapeClassicHistograms : undefined,
    convert_classic_histograms_to_nhcb: knows(version, 'scrape.convert_classic_histograms_to_nhcb')
      ? user.convertClassicHistogramsToNHCB
      : undefined,
  });
}

/** `extra_scrape_metrics` of a job. Older releases know it for all jobs together only. */
export const extraScrapeMetrics = (own: boolean | undefined, version: Version): Section =>
  section({ extra_scrape_metrics: knows(version, 'scrape.extra_scrape_metrics') ? own : undefined });

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number of a Kubernetes quantity (`1.1`, `500m`); `NaN` for other texts. */
export function quantityNumber(quantity: string | number): number {
  const [, digits = '', suffix = ''] = /^([-+]?[0-9.]+(?:[eE][-+]?\d+)?)([a-zA-Z]*)$/.exec(String(quantity)) ?? [];
  const factor = SUFFIXES[suffix];
  if (digits === '' || factor === undefined) return Number.NaN;
  return factor < 1 ? Number((Number(digits) / Math.round(1 / factor)).toPrecision(15)) : Number(digits) * factor;
}

interface ProtocolFields {
  readonly scrapeProtocols?: readonly string[] | undefined;
  readonly fallbackScrapeProtocol?: string | undefined;
}

/** The formats that this release can request. */
export function scrapeProtocols(
  protocols: readonly string[] | undefined,
  version: Version,
): readonly string[] | undefined {
  if (!protocols?.length || !knows(version, 'scrape.scrape_protocols')) return undefined;
  return protocols.filter(
    (protocol) => protocol !== 'PrometheusText1.0.0' || knows(version, 'scrape.scrape_protocols.PrometheusText1.0.0'),
  );
}

/** The protocol keys of a job. The fallback protocol of the scrape class is the default. */
export const protocols = (user: ProtocolFields, classFallback: string | undefined, version: Version): Section =>
  section({
    scrape_protocols: scrapeProtocols(user.scrapeProtocols, version),
    fallback_scrape_protocol: knows(version, 'scrape.fallback_scrape_protocol')
      ? (nonEmpty(user.fallbackScrapeProtocol) ?? nonEmpty(classFallback))
      : undefined,
  });
