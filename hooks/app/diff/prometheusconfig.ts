// The changes of a prometheus.yml: its scrape jobs and its other sections. Values of credentials stand in it, so only
// fields that cannot hold one show their values.
import type { Section } from '../../core/section.ts';
import { recordsOf } from '../../core/yaml.ts';
import { byName, type Change, compareByName } from './change.ts';
import { fieldChanges, type IsShown } from './values.ts';

/** Fields whose values are shown. */
const SHOWN: ReadonlySet<string> = new Set([
  ...['action', 'source_labels', 'separator', 'target_label', 'regex', 'modulus', 'replacement'],
  ...['relabel_configs', 'metric_relabel_configs', 'write_relabel_configs', 'alert_relabel_configs'],
  ...['scrape_interval', 'scrape_timeout', 'evaluation_interval', 'rule_query_offset', 'metrics_path', 'scheme'],
  ...['honor_labels', 'honor_timestamps', 'track_timestamps_staleness', 'follow_redirects', 'enable_http2'],
  ...['sample_limit', 'target_limit', 'label_limit', 'label_name_length_limit', 'label_value_length_limit'],
  ...['keep_dropped_targets', 'body_size_limit', 'scrape_protocols', 'fallback_scrape_protocol'],
  ...['scrape_classic_histograms', 'always_scrape_classic_histograms', 'native_histogram_bucket_limit'],
  ...['scrape_native_histograms', 'convert_classic_histograms_to_nhcb', 'extra_scrape_metrics'],
  ...['metric_name_validation_scheme', 'metric_name_escaping_scheme', 'role', 'own_namespace', 'names', 'label'],
  ...['rule_files', 'cluster', 'replica', 'send_exemplars', 'send_native_histograms', 'remote_timeout', 'read_recent'],
  ...['timeout', 'api_version', 'out_of_order_time_window'],
]);

/** Sections whose members are labels. */
const LABELS: ReadonlySet<string> = new Set(['external_labels', 'labels']);

const isShown: IsShown = (names) => SHOWN.has(names.at(-1) ?? '') || names.slice(-2).some((name) => LABELS.has(name));

const jobs = (config: Section): Map<string, Section> =>
  byName(recordsOf(config['scrape_configs']), (job) => String(job['job_name']));

/** The sections of the file without its jobs, and without the revision that names it. */
function sections({ scrape_configs: _jobs, scrape_config_files: _revision, ...rest }: Section): Map<string, unknown> {
  return new Map(Object.entries(rest));
}

/** The changes between two configurations. */
export function prometheusChanges(before: Section, after: Section): Change[] {
  return [
    ...compareByName('job', jobs(before), jobs(after), (one, other) => fieldChanges(one, other, isShown)),
    ...compareByName('section', sections(before), sections(after), (one, other) => fieldChanges(one, other, isShown)),
  ];
}
