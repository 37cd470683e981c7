// The first release of Prometheus with each key, flag or value (github.com/prometheus/prometheus: CHANGELOG.md). A key
// that every supported release has needs no row.
import { atLeast, formatVersion, parseVersion, type Version } from './version.ts';

/** The release of an object without `spec.version`. */
export const DEFAULT_PROMETHEUS = 'v3.16.0';
/** The newest release that the tables describe. A newer one may have more. */
export const NEWEST = '3.16.0';

const SINCE = {
  'alerting.alert_relabel_configs': '2.51.0',
  'alerting.api_version': '2.11.0',
  'alerting.basic_auth': '2.26.0',
  'alerting.enable_http2': '2.35.0',
  'alerting.sigv4': '2.48.0',
  'arg.allow_overlapping_blocks': '2.11.0',
  'arg.allow_overlapping_compaction': '2.55.0',
  'arg.delayed_compaction': '3.9.0',
  'arg.enable_feature': '2.25.0',
  'arg.extra_scrape_metrics': '2.32.0',
  'arg.log_format': '2.6.0',
  'arg.max_samples': '2.5.0',
  'arg.native_delta': '3.4.0',
  'arg.otlp_receiver': '2.47.0',
  'arg.remote_write_receiver': '2.33.0',
  'arg.remote_write_receiver_messages': '2.54.0',
  'arg.retention_size': '2.7.0',
  'arg.retention_time': '2.7.0',
  'arg.rules_alert': '2.4.0',
  'arg.wal_compression': '2.11.0',
  'arg.web_config': '2.24.0',
  'arg.web_page_title': '2.6.0',
  'arg.xor2_encoding': '3.13.0',
  azuread: '2.45.0',
  'azuread.client_id_optional': '3.5.0',
  'azuread.oauth': '2.48.0',
  'azuread.scope': '3.9.0',
  'azuread.sdk': '2.52.0',
  'azuread.workload_identity': '3.7.0',
  'global.always_scrape_classic_histograms': '3.5.0',
  'global.body_size_limit': '2.45.0',
  'global.convert_classic_histograms_to_nhcb': '3.4.0',
  'global.extra_scrape_metrics': '3.10.0',
  'global.keep_dropped_targets': '2.47.0',
  'global.limits': '2.45.0',
  'global.metric_name_escaping_scheme': '3.4.0',
  'global.metric_name_validation_scheme': '3.0.0',
  'global.query_log_file': '2.16.0',
  'global.rule_query_offset': '2.53.0',
  'global.scrape_failure_log_file': '2.55.0',
  'global.scrape_native_histograms': '3.8.0',
  'http.authorization': '2.26.0',
  'http.enable_http2': '2.35.0',
  'http.follow_redirects': '2.26.0',
  'http.oauth2': '2.27.0',
  'http.oauth2.proxy': '2.43.0',
  'http.oauth2.tls_config': '2.43.0',
  'http.proxy_from_environment': '2.43.0',
  'label.utf8': '3.0.0',
  otlp: '2.55.0',
  'otlp.convert_histograms_to_nhcb': '3.4.0',
  'otlp.keep_identifying_resource_attributes': '3.1.0',
  'otlp.label_names': '3.8.0',
  'otlp.promote_all_resource_attributes': '3.5.0',
  'otlp.promote_scope_metadata': '3.6.0',
  'otlp.translation_strategy': '3.0.0',
  'otlp.translation_strategy.NoTranslation': '3.4.0',
  'otlp.translation_strategy.UnderscoreEscapingWithoutSuffixes': '3.6.0',
  // Go 1.22 reads `(?<name>` (go.dev/doc/go1.22, regexp/syntax); earlier releases are built with an older one.
  'regex.named_group': '2.51.0',
  // `.` matches a line break in every expression (prometheus.io: migration guide of 3.0).
  'regex.newline': '3.0.0',
  'relabel.equal': '2.41.0',
  'relabel.case': '2.36.0',
  'remote_read.filter_external_labels': '2.34.0',
  'remote_read.follow_redirects': '2.26.0',
  'remote_read.headers': '2.26.0',
  'remote_read.name': '2.15.0',
  'remote_write.enable_http2': '2.35.0',
  'remote_write.follow_redirects': '2.26.0',
  'remote_write.headers': '2.15.0',
  'remote_write.metadata_config': '2.23.0',
  'remote_write.metadata_config.max_samples_per_send': '2.29.0',
  'remote_write.name': '2.15.0',
  'remote_write.protobuf_message': '2.54.0',
  'remote_write.queue_config.min_shards': '2.6.0',
  'remote_write.queue_config.retry_on_http_429': '2.26.0',
  'remote_write.queue_config.sample_age_limit': '2.50.0',
  'remote_write.round_robin_dns': '3.1.0',
  'remote_write.send_exemplars': '2.27.0',
  'remote_write.send_native_histograms': '2.40.0',
  'rules.group_labels': '3.0.0',
  'rules.keep_firing_for': '2.42.0',
  'rules.limit': '2.31.0',
  'rules.query_offset': '2.53.0',
  'rules.utf8': '3.0.0',
  runtime: '2.53.0',
  'scrape.always_scrape_classic_histograms': '3.0.0-0',
  'scrape.attach_metadata.endpoints': '2.37.0',
  'scrape.attach_metadata.pod': '2.35.0',
  'scrape.body_size_limit': '2.28.0',
  'scrape.convert_classic_histograms_to_nhcb': '3.0.0',
  'scrape.enable_compression': '2.49.0',
  'scrape.extra_scrape_metrics': '3.10.0',
  'scrape.fallback_scrape_protocol': '3.0.0',
  'scrape.global_limits': '2.45.0',
  'scrape.honor_timestamps': '2.9.0',
  'scrape.keep_dropped_targets': '2.47.0',
  'scrape.label_limits': '2.27.0',
  'scrape.metric_name_escaping_scheme': '3.4.0',
  'scrape.metric_name_validation_scheme': '3.0.0',
  'scrape.native_histogram_bucket_limit': '2.45.0',
  'scrape.native_histogram_min_bucket_factor': '2.50.0',
  'scrape.scrape_classic_histograms': '2.45.0',
  'scrape.scrape_native_histograms': '3.8.0',
  'scrape.scrape_protocols': '2.49.0',
  'scrape.scrape_protocols.PrometheusText1.0.0': '3.0.0-rc.0',
  'scrape.target_limit': '2.21.0',
  'scrape.track_timestamps_staleness': '2.48.0',
  scrape_config_files: '2.43.0',
  'sd.azure.WorkloadIdentity': '3.11.0',
  'sd.azure.SDK': '2.52.0',
  'sd.azure.resource_group': '2.35.0',
  'sd.consul.filter': '3.0.0',
  'sd.consul.health_filter': '3.11.2',
  'sd.consul.namespace': '2.28.0',
  'sd.consul.path_prefix': '2.45.0',
  'sd.digitalocean': '2.20.0',
  'sd.dns.MX': '2.38.0',
  'sd.dns.NS': '2.49.0',
  'sd.docker.match_first_network': '2.54.1',
  'sd.dockerswarm': '2.20.0',
  'sd.ec2.http': '2.41.0',
  'sd.endpointslice': '2.21.0',
  'sd.hetzner.label_selector': '3.5.0',
  'sd.http': '2.28.0',
  'sd.ionos': '2.36.0',
  'sd.kubernetes.selectors': '2.17.0',
  'sd.kuma.client_id': '2.50.0',
  'sd.lightsail': '2.27.0',
  'sd.linode': '2.28.0',
  'sd.openstack.LoadBalancer': '3.2.0',
  'sd.ovhcloud': '2.40.0',
  'sd.puppetdb': '2.31.0',
  'sd.scaleway': '2.26.0',
  sigv4: '2.26.0',
  'sigv4.external_id': '3.11.0',
  'sigv4.use_fips_sts_endpoint': '2.54.0',
  storage: '2.29.0',
  'storage.tsdb.agent_out_of_order_time_window': '2.54.0',
  'storage.tsdb.chunk_encoding': '3.13.0',
  'storage.tsdb.out_of_order_time_window': '2.39.0',
  'storage.tsdb.retention': '3.11.0',
  'storage.tsdb.retention.percentage': '3.11.0',
  'storage.tsdb.stale_series_compaction_threshold': '3.10.0',
  'tls.max_version': '2.41.0',
  'tls.min_version': '2.35.0',
  v3: '3.0.0-0',
} as const satisfies Record<string, string>;

/** The first release without a key or flag. */
const UNTIL = {
  'arg.allow_overlapping_blocks': '2.39.0',
  'arg.metadata_wal_records': '3.4.0',
  'arg.retention': '3.11.0',
  'env.GOGC': '2.53.0',
  'remote_write.queue_config.max_retries': '2.11.0',
} as const satisfies Record<string, string>;

export type Key = keyof typeof SINCE;
export type UntilKey = keyof typeof UNTIL;

/** The first release with each key, flag or value. */
export const prometheusReleases: Readonly<Record<string, string>> = SINCE;

/** Whether this Prometheus has the key. */
export const knows = (version: Version, key: Key): boolean => atLeast(version, SINCE[key]);

const newest = parseVersion(NEWEST);

/** Whether this Prometheus may have keys that the tables lack. */
export const isNewerThanKnown = ({ major, minor }: Version): boolean =>
  newest !== undefined && (major > newest.major || (major === newest.major && minor > newest.minor));

/** Whether this Prometheus still has the key. */
export const stillKnows = (version: Version, key: UntilKey): boolean => !atLeast(version, UNTIL[key]);

/** The first release with the key, such as `2.26.0`. */
export const since = (key: Key): string => SINCE[key];

/** The first release without the key, such as `2.39.0`. */
export const until = (key: UntilKey): string => UNTIL[key];

/**
 * The version of a spec, or the default for empty text. `undefined` if the text is no version, or its major version is
 * neither 2 nor 3.
 */
export function prometheusVersion(text: string | undefined): Version | undefined {
  const version = parseVersion(text || DEFAULT_PROMETHEUS);
  return version && (version.major === 2 || version.major === 3) ? version : undefined;
}

/** The image tag of a version, such as `v3.13.2`. */
export const tagOf = (version: Version): string => `v${formatVersion(version)}`;
