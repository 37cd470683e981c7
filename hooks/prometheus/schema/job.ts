// `scrape_configs` (prometheus.io: configuration, scrape_config).
import { parseDuration } from '../../core/duration.ts';
import { clientConstraints, clientFields } from './client.ts';
import { required } from './constraints.ts';
import { discoveries, plainTargets } from './discovery.ts';
import { relabelConfigs } from './relabel.ts';
import type { Constraint, Field, Table } from './table.ts';
import {
  choice,
  decimal,
  distinct,
  duration,
  flag,
  list,
  mapOf,
  notNull,
  size,
  text,
  textIn,
  unsigned,
} from './types.ts';

const PROTOCOLS = [
  'PrometheusProto',
  'PrometheusText0.0.4',
  'PrometheusText1.0.0',
  'OpenMetricsText0.0.1',
  'OpenMetricsText1.0.0',
];
export const protocol = notNull(choice(...PROTOCOLS));
export const validationScheme = choice('', 'legacy', 'utf8');
export const escapingScheme = choice('', 'allow-utf-8', 'underscores', 'dots', 'values');

/** The timeout must not be longer than the interval, where both are given. */
export const timeoutWithin: Constraint = (section) => {
  const [every, timeout] = ['scrape_interval', 'scrape_timeout'].map((key) =>
    parseDuration(textIn(section[key]) ?? ''),
  );
  return every && timeout && timeout > every ? [['scrape_timeout', 'must not be longer than scrape_interval']] : [];
};

/** UTF-8 metric names without escaping need UTF-8 names. A job without a validation scheme has that of `global`. */
export const namesFit: Constraint = (section, { utf8 }) =>
  section['metric_name_escaping_scheme'] === 'allow-utf-8' && !utf8
    ? [['metric_name_escaping_scheme', 'must not be allow-utf-8 with metric_name_validation_scheme legacy']]
    : [];

/** Keys that `global` and a job have. */
export const sharedFields: Readonly<Record<string, Field>> = {
  scrape_interval: duration,
  scrape_timeout: duration,
  scrape_protocols: [distinct(protocol, 1), 'scrape.scrape_protocols'],
  scrape_native_histograms: [flag, 'scrape.scrape_native_histograms'],
  always_scrape_classic_histograms: [flag, 'scrape.always_scrape_classic_histograms'],
  convert_classic_histograms_to_nhcb: [flag, 'scrape.convert_classic_histograms_to_nhcb'],
  scrape_failure_log_file: [text, 'global.scrape_failure_log_file'],
  body_size_limit: [size, 'scrape.body_size_limit'],
  sample_limit: unsigned,
  target_limit: [unsigned, 'scrape.target_limit'],
  label_limit: [unsigned, 'scrape.label_limits'],
  label_name_length_limit: [unsigned, 'scrape.label_limits'],
  label_value_length_limit: [unsigned, 'scrape.label_limits'],
  keep_dropped_targets: [unsigned, 'scrape.keep_dropped_targets'],
  metric_name_validation_scheme: [validationScheme, 'scrape.metric_name_validation_scheme'],
  metric_name_escaping_scheme: [escapingScheme, 'scrape.metric_name_escaping_scheme'],
  extra_scrape_metrics: [flag, 'scrape.extra_scrape_metrics'],
};

/** One scrape job. */
export const job: Table = {
  fields: {
    ...sharedFields,
    ...clientFields,
    ...discoveries,
    job_name: text,
    honor_labels: flag,
    honor_timestamps: [flag, 'scrape.honor_timestamps'],
    track_timestamps_staleness: [flag, 'scrape.track_timestamps_staleness'],
    params: mapOf(list(text)),
    fallback_scrape_protocol: [protocol, 'scrape.fallback_scrape_protocol'],
    metrics_path: text,
    scheme: text,
    enable_compression: [flag, 'scrape.enable_compression'],
    scrape_classic_histograms: [flag, 'scrape.scrape_classic_histograms'],
    native_histogram_bucket_limit: [unsigned, 'scrape.native_histogram_bucket_limit'],
    native_histogram_min_bucket_factor: [decimal(), 'scrape.native_histogram_min_bucket_factor'],
    relabel_configs: relabelConfigs,
    metric_relabel_configs: relabelConfigs,
  },
  constraints: [required('job_name'), plainTargets, timeoutWithin, namesFit, ...clientConstraints],
};
