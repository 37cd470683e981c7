// The first release of Thanos with each flag or field (github.com/thanos-io/thanos: CHANGELOG.md).
import { atLeast, parseVersion, type Version } from './version.ts';

/** The release of a ruler without `spec.version`, and of a sidecar without `spec.thanos.version`. */
export const DEFAULT_THANOS = 'v0.42.4';

const SINCE = {
  'azuread.client_id_optional': '0.40.0',
  'azuread.oauth': '0.31.0',
  'azuread.sdk': '0.36.0',
  'query.default_client_config': '0.42.0',
  'query.distributed': '0.42.0',
  'query.endpoint_sd_config': '0.38.0',
  'query.endpoint_strict': '0.24.0',
  'queue_config.sample_age_limit': '0.32.0',
  'rule.enable_feature': '0.39.0',
  'rule.for_grace_period': '0.30.0',
  'rule.http_config': '0.21.0',
  'rule.query_offset': '0.38.0',
  'rule.remote_write': '0.24.0',
  'rule.rule_concurrent_evaluation': '0.37.0',
  'rules.group_labels': '0.39.0',
  'rules.keep_firing_for': '0.34.0',
  'rules.limit': '0.24.0',
  'rules.query_offset': '0.38.0',
  'rules.utf8': '0.38.0',
  'server.tls_ciphers': '0.42.0',
  'server.tls_min_version': '0.37.0',
  'sidecar.delayed_compaction': '0.41.0',
  'sidecar.get_config': '0.29.0',
  'sidecar.http_client_file': '0.24.0',
  'tls.max_version': '0.30.0',
  'tls.min_version': '0.28.0',
} as const satisfies Record<string, string>;

export type ThanosKey = keyof typeof SINCE;

/** The first release with each flag or field. */
export const thanosReleases: Readonly<Record<string, string>> = SINCE;

/** Feature flags that both Prometheus and Thanos have. */
const SHARED_FEATURES: readonly string[] = ['promql-experimental-functions'];

/** Whether this Thanos has the flag or field. */
export const thanosKnows = (version: Version, key: ThanosKey): boolean => atLeast(version, SINCE[key]);

/** The first release with the flag or field, such as `0.24.0`. */
export const thanosSince = (key: ThanosKey): string => SINCE[key];

/** The version of a spec, or the default for empty text. `undefined` if the text is no version. */
export const thanosVersion = (text: string | undefined): Version | undefined => parseVersion(text || DEFAULT_THANOS);

/**
 * Those feature flags of a Prometheus that this Thanos also has. Query and ruler have them since the same release.
 */
export const thanosFeatures = (features: readonly string[] | undefined, version: Version): string[] =>
  thanosKnows(version, 'rule.enable_feature')
    ? (features ?? []).filter((feature) => SHARED_FEATURES.includes(feature))
    : [];
