// Names of metrics that are not ours and that rules or dashboards read.

/** Of every scrape (prometheus.io/docs: automatically generated labels and time series). */
export const SCRAPE: readonly string[] = ['up'];

/** Of Metacontroller 4.17.2: its own, and those of controller-runtime and client_golang. */
export const METACONTROLLER: readonly string[] = [
  'metacontroller_customize_requests_total',
  'metacontroller_finalize_requests_total',
  'metacontroller_sync_requests_total',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
  'rest_client_requests_total',
  'workqueue_depth',
  'workqueue_retries_total',
];

/** Of Prometheus 3.16. */
export const PROMETHEUS: readonly string[] = [
  'process_resident_memory_bytes',
  'prometheus_config_last_reload_success_timestamp_seconds',
  'prometheus_remote_read_handler_queries',
  'prometheus_rule_evaluation_failures_total',
  'prometheus_target_scrape_pool_targets',
  'prometheus_tsdb_head_samples_appended_total',
  'prometheus_tsdb_head_series',
];

/** Of Alertmanager 0.35. */
export const ALERTMANAGER: readonly string[] = [
  'alertmanager_alerts',
  'alertmanager_cluster_members',
  'alertmanager_config_last_reload_success_timestamp_seconds',
];
