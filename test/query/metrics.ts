// What the targets of the data set expose, by job. A line is a kind, a name and the values of its labels, of which
// every combination is a series. Names and labels are those that the rules and dashboards of kube-prometheus read.

/**
 * How the values of a series go: up with resets; anywhere from 0 to 1000; 0 or 1; always 1; always 1000; a time; a
 * classic histogram.
 */
export type Kind = 'counter' | 'gauge' | 'flag' | 'info' | 'total' | 'stamp' | 'histogram';

export interface Family {
  readonly kind: Kind;
  readonly name: string;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

/** Every combination of the values of `labels`. */
export const combinations = (
  labels: readonly (readonly [name: string, values: readonly string[]])[],
): Record<string, string>[] =>
  labels.reduce<Record<string, string>[]>(
    (all, [name, values]) => all.flatMap((labelset) => values.map((value) => ({ ...labelset, [name]: value }))),
    [{}],
  );

export const families = (table: string): Family[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [kind, name, ...labels] = line.trim().split(/\s+/) as [Kind, string, ...string[]];
      const pairs = labels
        .map((label) => label.split('=') as [string, string])
        .map(([key, values]) => [key, values.split(',')] as const);
      return { kind, name, labels: combinations(pairs) };
    });

export const NODE_EXPORTER = families(`
  counter node_cpu_seconds_total cpu=0,1 mode=idle,iowait,steal,user,system
  gauge node_load1
  gauge node_memory_MemAvailable_bytes
  total node_memory_MemTotal_bytes
  gauge node_memory_MemFree_bytes
  gauge node_memory_Buffers_bytes
  gauge node_memory_Cached_bytes
  gauge node_memory_Slab_bytes
  gauge node_filesystem_avail_bytes device=/dev/vda,/dev/vdb fstype=ext4 mountpoint=/
  total node_filesystem_size_bytes device=/dev/vda,/dev/vdb fstype=ext4 mountpoint=/
  gauge node_filesystem_files_free device=/dev/vda,/dev/vdb fstype=ext4 mountpoint=/
  total node_filesystem_files device=/dev/vda,/dev/vdb fstype=ext4 mountpoint=/
  flag node_filesystem_readonly device=/dev/vda,/dev/vdb fstype=ext4 mountpoint=/
  counter node_disk_io_time_seconds_total device=vda
  counter node_disk_io_time_weighted_seconds_total device=vda
  counter node_network_receive_bytes_total device=eth0,lo
  counter node_network_transmit_bytes_total device=eth0,lo
  counter node_network_receive_packets_total device=eth0,lo
  counter node_network_transmit_packets_total device=eth0,lo
  counter node_network_receive_errs_total device=eth0,lo
  counter node_network_transmit_errs_total device=eth0,lo
  counter node_network_receive_drop_total device=eth0,lo
  counter node_network_transmit_drop_total device=eth0,lo
  flag node_network_up device=eth0
  counter node_vmstat_pgmajfault
  gauge node_nf_conntrack_entries
  total node_nf_conntrack_entries_limit
  flag node_textfile_scrape_error
  gauge node_timex_offset_seconds
  gauge node_timex_maxerror_seconds
  flag node_timex_sync_status
  gauge node_filefd_allocated
  total node_filefd_maximum
  flag node_md_disks device=md0 state=active,failed
  info node_md_disks_required device=md0
  flag node_systemd_unit_state name=sshd.service state=failed
  counter node_systemd_service_restart_total name=sshd.service
  info node_bonding_slaves master=bond0
  flag node_bonding_active master=bond0
`);

export const KUBELET = families(`
  info kubelet_node_name
  gauge kubelet_running_pods
  histogram kubelet_pleg_relist_duration_seconds
  histogram kubelet_pod_worker_duration_seconds operation_type=sync
  gauge kubelet_certificate_manager_server_ttl_seconds
  counter kubelet_certificate_manager_client_expiration_renew_errors
  counter kubelet_server_expiration_renew_errors
  counter kubelet_evictions eviction_signal=memory.available
  info kubernetes_build_info git_version=v1.36.0,v1.35.2
`);

export const API_SERVER = families(`
  counter apiserver_request_total verb=GET,LIST,POST,DELETE code=200,302,404,500 resource=pods
  histogram apiserver_request_sli_duration_seconds verb=GET,POST scope=resource,namespace,cluster resource=pods
  counter apiserver_request_terminations_total code=429
  counter rest_client_requests_total code=200,500
  counter aggregator_unavailable_apiservice_total name=v1beta1.metrics.k8s.io reason=Timeout
  flag aggregator_unavailable_apiservice name=v1beta1.metrics.k8s.io
  histogram apiserver_client_certificate_expiration_seconds
  info kubernetes_build_info git_version=v1.36.0
`);

export const SCHEDULER = families(`
  histogram scheduler_scheduling_attempt_duration_seconds result=scheduled
  histogram scheduler_scheduling_algorithm_duration_seconds
  histogram scheduler_pod_scheduling_sli_duration_seconds attempts=1
`);

export const ETCD = families(`
  flag etcd_server_has_leader
  counter etcd_server_leader_changes_seen_total
  counter etcd_server_proposals_failed_total
  counter etcd_network_peer_sent_failures_total To=a,b
  histogram etcd_network_peer_round_trip_time_seconds To=a
  histogram etcd_disk_wal_fsync_duration_seconds
  histogram etcd_disk_backend_commit_duration_seconds
  gauge etcd_mvcc_db_total_size_in_bytes
  gauge etcd_mvcc_db_total_size_in_use_in_bytes
  total etcd_server_quota_backend_bytes
  counter grpc_server_handled_total grpc_code=OK,Internal,Unavailable grpc_method=Range,Put grpc_type=unary
  histogram grpc_server_handling_seconds grpc_method=Range,Put grpc_type=unary
`);

export const ALERTMANAGER = families(`
  flag alertmanager_config_last_reload_successful
  gauge alertmanager_cluster_members
  flag alertmanager_cluster_failed_peers
  gauge alertmanager_config_hash
  counter alertmanager_notifications_total integration=slack,pagerduty
  counter alertmanager_notifications_failed_total integration=slack,pagerduty reason=other
  gauge process_start_time_seconds
`);

export const PROMETHEUS = families(`
  flag prometheus_config_last_reload_successful
  gauge prometheus_engine_queries
  total prometheus_engine_queries_concurrent_max
  flag prometheus_notifications_alertmanagers_discovered
  counter prometheus_notifications_errors_total alertmanager=a,b
  counter prometheus_notifications_sent_total alertmanager=a,b
  total prometheus_notifications_queue_capacity
  gauge prometheus_notifications_queue_length
  counter prometheus_remote_storage_samples_failed_total remote_name=far
  counter prometheus_remote_storage_samples_total remote_name=far
  gauge prometheus_remote_storage_queue_highest_timestamp_seconds remote_name=far
  gauge prometheus_remote_storage_queue_highest_sent_timestamp_seconds remote_name=far
  gauge prometheus_remote_storage_shards_desired remote_name=far
  gauge prometheus_remote_storage_shards_max remote_name=far
  counter prometheus_rule_evaluation_failures_total rule_group=a
  counter prometheus_rule_group_iterations_missed_total rule_group=a
  total prometheus_rule_group_rules rule_group=a
  counter prometheus_sd_kubernetes_failures_total
  counter prometheus_sd_refresh_failures_total mechanism=kubernetes
  gauge prometheus_target_metadata_cache_entries scrape_job=a
  counter prometheus_target_scrape_pool_exceeded_label_limits_total
  counter prometheus_target_scrape_pool_exceeded_target_limit_total
  counter prometheus_target_scrapes_exceeded_body_size_limit_total
  counter prometheus_target_scrapes_exceeded_sample_limit_total
  counter prometheus_target_scrapes_sample_duplicate_timestamp_total
  counter prometheus_target_scrapes_sample_out_of_order_total
  counter prometheus_target_sync_failed_total scrape_job=a
  counter prometheus_tsdb_compactions_failed_total
  counter prometheus_tsdb_head_samples_appended_total type=float
  counter prometheus_tsdb_reloads_failures_total
`);

export const OPERATOR = families(`
  counter prometheus_operator_list_operations_failed_total controller=prometheus
  counter prometheus_operator_list_operations_total controller=prometheus
  counter prometheus_operator_watch_operations_failed_total controller=prometheus
  counter prometheus_operator_watch_operations_total controller=prometheus
  counter prometheus_operator_reconcile_errors_total controller=prometheus
  counter prometheus_operator_reconcile_operations_total controller=prometheus
  counter prometheus_operator_status_update_errors_total controller=prometheus
  counter prometheus_operator_status_update_operations_total controller=prometheus
  counter prometheus_operator_node_address_lookup_errors_total
  flag prometheus_operator_ready controller=prometheus,alertmanager,thanos
  gauge prometheus_operator_managed_resources controller=prometheus state=rejected,selected
  gauge prometheus_operator_syncs controller=prometheus status=ok,failed
  flag reloader_last_reload_successful
`);

/** An application: what a table of functions is tried on. */
export const SHOP = families(`
  counter http_requests_total code=200,404,500 method=GET,POST
  histogram http_request_duration_seconds method=GET
  gauge queue_depth queue=mail,orders
  gauge temperature_celsius
  flag feature_enabled feature=basket
  stamp backup_last_success_timestamp_seconds
  counter grafana_http_request_duration_seconds_count handler=/api/search,/api/ds/query status_code=200,500
`);
