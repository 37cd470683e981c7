// Converts additionalAlertManagerConfigs (prometheus.io: configuration, alertmanager_config) to the configuration of
// Thanos Ruler. Static addresses convert; service discovery and relabeling do not.
import { type Issue, issue } from '../../core/issue.ts';
import { type Section, section } from '../../core/section.ts';
import { isRecord, recordsOf } from '../../core/yaml.ts';

/** Keys that both have. */
const SAME = ['scheme', 'path_prefix', 'timeout', 'api_version'] as const;
const HTTP = ['basic_auth', 'bearer_token', 'bearer_token_file', 'proxy_url', 'tls_config'] as const;
/** Keys that differ, and keys without effect. */
const OTHER = ['static_configs', 'authorization', 'enable_http2', 'follow_redirects'] as const;
const KNOWN: ReadonlySet<string> = new Set([...SAME, ...HTTP, ...OTHER]);
/** Keys of sections that Thanos supports. Prometheus has more. */
const MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  basic_auth: new Set(['username', 'password', 'password_file']),
  tls_config: new Set(['ca_file', 'cert_file', 'key_file', 'server_name', 'insecure_skip_verify']),
};

interface Targets {
  readonly targets?: readonly unknown[];
  readonly labels?: unknown;
}

const staticConfigs = (entry: Section): readonly Targets[] => recordsOf(entry['static_configs']);

function unknownKeys(entry: Section): string[] {
  const keys = Object.keys(entry).filter((key) => !KNOWN.has(key));
  const members = Object.entries(MEMBERS).flatMap(([key, known]) => {
    const part = entry[key];
    return isRecord(part) ? Object.keys(part).flatMap((member) => (known.has(member) ? [] : [`${key}.${member}`])) : [];
  });
  const labels = staticConfigs(entry).some(({ labels: own }) => own !== undefined) ? ['static_configs[].labels'] : [];
  const { type } = isRecord(entry['authorization']) ? entry['authorization'] : { type: undefined };
  const scheme = type !== undefined && String(type).toLowerCase() !== 'bearer' ? ['authorization.type'] : [];
  return [...keys, ...members, ...labels, ...scheme];
}

/** More keys of Prometheus (configuration, alertmanager_config, http_config). */
const PROMETHEUS: ReadonlySet<string> = new Set([
  'alert_relabel_configs',
  'azure_sd_configs',
  'consul_sd_configs',
  'dns_sd_configs',
  'ec2_sd_configs',
  'eureka_sd_configs',
  'file_sd_configs',
  'gce_sd_configs',
  'http_headers',
  'http_sd_configs',
  'kubernetes_sd_configs',
  'no_proxy',
  'oauth2',
  'openstack_sd_configs',
  'proxy_connect_header',
  'proxy_from_environment',
  'relabel_configs',
  'sigv4',
  'authorization.type',
  'static_configs[].labels',
  'basic_auth.username_file',
  'tls_config.ca',
  'tls_config.cert',
  'tls_config.key',
  'tls_config.max_version',
  'tls_config.min_version',
]);

/** The keys as a message may show them. The list is in a Secret: an unknown key may be secret. */
function known(keys: readonly string[]): string[] {
  const named = keys.filter((key) => PROMETHEUS.has(key));
  return named.length < keys.length ? [...named, 'one of its fields'] : named;
}

/** `InvalidConfiguration` issues for keys that Thanos Ruler does not support. */
export const checkRawAlertmanagers = (entries: readonly unknown[], path: string): Issue[] =>
  entries.flatMap((entry, i) =>
    known(unknownKeys(entry as Section)).map((key) =>
      issue(
        'InvalidConfiguration',
        path,
        `entry ${i + 1}: Thanos Ruler sends the alerts of the shards and does not support ${key}; ` +
          'write addresses in static_configs, or set query-tier to none',
      ),
    ),
  );

const picked = (entry: Section, keys: readonly string[]): Section =>
  section(Object.fromEntries(keys.map((key) => [key, entry[key]])));

/** One entry as Thanos configures it. */
export function rawAlertmanager(entry: Section): Section {
  const authorization = isRecord(entry['authorization']) ? entry['authorization'] : {};
  const http = section({
    ...picked(entry, HTTP),
    ...section({ bearer_token: authorization['credentials'], bearer_token_file: authorization['credentials_file'] }),
  });
  return section({
    ...picked(entry, SAME),
    static_configs: staticConfigs(entry).flatMap(({ targets }) => targets ?? []),
    http_config: Object.keys(http).length > 0 ? http : undefined,
  });
}
