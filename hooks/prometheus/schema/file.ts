// The whole of Prometheus' configuration file (prometheus.io: configuration).

import { secondIndex } from '../../core/lists.ts';
import type { Section } from '../../core/section.ts';
import { alerting } from './alerting.ts';
import { tlsConfig } from './client.ts';
import { has } from './constraints.ts';
import { namesFit, sharedFields, timeoutWithin } from './job.ts';
import { remoteRead, remoteWrite } from './remote.ts';
import type { Check, Constraint, Context, Table } from './table.ts';
import {
  choice,
  decimal,
  distinct,
  duration,
  filledText,
  flag,
  integer,
  labels,
  list,
  mapOf,
  size,
  text,
  textIn,
  textWith,
  trimmed,
  unsigned,
  visibleText,
} from './types.ts';
import { sectionOf } from './walk.ts';

const global: Table = {
  fields: {
    ...sharedFields,
    evaluation_interval: duration,
    rule_query_offset: [duration, 'global.rule_query_offset'],
    query_log_file: [text, 'global.query_log_file'],
    query_max_series: unsigned,
    query_max_samples_read: unsigned,
    query_max_duration: duration,
    external_labels: labels,
  },
  constraints: [timeoutWithin, namesFit],
};

const retention: Table = { fields: { time: duration, size, percentage: decimal(0, 100) } };
const chunkEncoding: Table = { fields: { floats: choice('xor', 'xor2') } };

const tsdb: Table = {
  fields: {
    out_of_order_time_window: [duration, 'storage.tsdb.out_of_order_time_window'],
    stale_series_compaction_threshold: [decimal(), 'storage.tsdb.stale_series_compaction_threshold'],
    chunk_encoding: [sectionOf(() => chunkEncoding), 'storage.tsdb.chunk_encoding'],
    retention: [sectionOf(() => retention), 'storage.tsdb.retention'],
  },
};

const storage: Table = {
  fields: { tsdb: sectionOf(() => tsdb), exemplars: sectionOf(() => ({ fields: { max_exemplars: integer() } })) },
};

const headers = mapOf(text, (key) => (key.toLowerCase() === 'authorization' ? 'must not be authorization' : undefined));

const tracing: Table = {
  fields: {
    client_type: choice('grpc', 'http'),
    endpoint: filledText,
    sampling_fraction: decimal(),
    insecure: flag,
    tls_config: tlsConfig,
    headers,
    compression: choice('', 'gzip'),
    timeout: duration,
  },
  constraints: [(section) => (has(section, 'endpoint') ? [] : [['endpoint', 'is needed']])],
};

const PROMOTED = 'promote_resource_attributes';
const attributes: Constraint = (section) => {
  const all = has(section, 'promote_all_resource_attributes');
  const names = (key: string) => ((section[key] ?? []) as unknown[]).length > 0;
  if (all && names(PROMOTED)) return [[PROMOTED, 'excludes promote_all_resource_attributes']];
  return !all && names('ignore_resource_attributes')
    ? [['ignore_resource_attributes', 'needs promote_all_resource_attributes']]
    : [];
};

const STRATEGIES = ['UnderscoreEscapingWithSuffixes', 'UnderscoreEscapingWithoutSuffixes'];
const UTF8_STRATEGIES = ['NoUTF8EscapingWithSuffixes', 'NoTranslation'];
const strategy: Check = (value, path, context: Context) =>
  choice('', ...STRATEGIES, ...(context.utf8 ? UTF8_STRATEGIES : []))(value, path, context);

const otlp: Table = {
  fields: {
    promote_all_resource_attributes: [flag, 'otlp.promote_all_resource_attributes'],
    promote_resource_attributes: distinct(visibleText, 0, trimmed),
    ignore_resource_attributes: distinct(visibleText, 0, trimmed),
    translation_strategy: [strategy, 'otlp.translation_strategy'],
    keep_identifying_resource_attributes: [flag, 'otlp.keep_identifying_resource_attributes'],
    convert_histograms_to_nhcb: [flag, 'otlp.convert_histograms_to_nhcb'],
    promote_scope_metadata: [flag, 'otlp.promote_scope_metadata'],
    label_name_underscore_sanitization: [flag, 'otlp.label_names'],
    label_name_preserve_multiple_underscores: [flag, 'otlp.label_names'],
  },
  constraints: [attributes],
};

const runtime: Table = { fields: { gogc: integer(), log_level: choice('debug', 'info', 'warn', 'error') } };

const members = (section: Section, key: string): readonly Section[] =>
  (Array.isArray(section[key]) ? section[key] : []) as readonly Section[];

/** No name stands twice in a list of sections. */
const distinctNames =
  (key: string, name: string): Constraint =>
  (section) => {
    const twice = secondIndex(members(section, key).map((one) => textIn(one[name]) || undefined));
    return twice === undefined ? [] : [[`${key}[${twice}].${name}`, 'is there twice']];
  };

/** No two entries are the same: Prometheus distinguishes them by a digest of their content. */
const distinctEntries =
  (key: string): Constraint =>
  (section) => {
    const twice = secondIndex(members(section, key).map((one) => JSON.stringify(one)));
    return twice === undefined ? [] : [[`${key}[${twice}]`, 'is the same as an earlier one: remove it']];
  };

const GLOB = /^[^*[\\]*(\*[^/[\\]*)?$/;

/** Every section but `scrape_configs`. */
export const file: Table = {
  fields: {
    global: sectionOf(() => global),
    runtime: [sectionOf(() => runtime), 'runtime'],
    alerting: sectionOf(() => alerting),
    rule_files: list(textWith((path) => (GLOB.test(path) ? undefined : 'must be a path with one * at most'))),
    storage: [sectionOf(() => storage), 'storage'],
    tracing: sectionOf(() => tracing),
    remote_write: list(sectionOf(() => remoteWrite)),
    remote_read: list(sectionOf(() => remoteRead)),
    otlp: [sectionOf(() => otlp), 'otlp'],
  },
  constraints: [
    distinctNames('remote_write', 'name'),
    distinctNames('remote_read', 'name'),
    distinctEntries('remote_write'),
    distinctEntries('remote_read'),
  ],
};
