// Options: values from flags and environment. flags.ts and operatorflags.ts list the flags.
import { parseArgs } from 'node:util';
import { parseGoDuration } from './duration.ts';
import { type Kind, flags as ownFlags, type Row } from './flags.ts';
import { operatorFlags } from './operatorflags.ts';
import { isLabelSelector } from './selectortext.ts';

/** All flags, by the name of their option. */
export const rows = { ...ownFlags, ...operatorFlags } as const;

type Name = keyof typeof rows;
type ValueOf<K extends Kind> = K extends 'list'
  ? readonly string[]
  : K extends 'flag'
    ? boolean
    : K extends 'number'
      ? number
      : K extends 'map'
        ? Readonly<Record<string, string>>
        : string;

/** The feature gates of the Go operator, with its defaults. */
export const featureGates = {
  PrometheusAgentDaemonSet: false,
  PrometheusTopologySharding: true,
  PrometheusShardRetentionPolicy: true,
  StatusForConfigurationResources: false,
  RemoteWriteCustomResourceDefinition: false,
} as const satisfies Record<string, boolean>;
export type Gate = keyof typeof featureGates;

export type Options = { readonly [N in Name]: ValueOf<(typeof rows)[N]['kind']> } & {
  /** Turns off our own additions and corrections, so that the output equals that of the Go operator. */
  readonly parity: boolean;
  readonly gates: Readonly<Record<Gate, boolean>>;
};

function parseMap(value: string, where: string): Record<string, string> {
  const out: Record<string, string> = Object.create(null);
  for (const pair of value.split(',').filter(Boolean)) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new UsageError(`${where}: "${pair}" is not name=value`);
    out[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return out;
}

/** A mistake on the command line or in the environment. The message is for the user. */
export class UsageError extends Error {}

function parseValue(row: Row, value: string): unknown {
  const where = `--${row.flag}`;
  if (row.kind === 'list')
    return value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  if (row.kind === 'map') return parseMap(value, where);
  if (row.kind === 'flag') {
    if (value !== 'true' && value !== 'false') throw new UsageError(`${where}: "${value}" is not true or false`);
    return value === 'true';
  }
  if (row.kind === 'number') {
    if (!/^\d+$/.test(value)) throw new UsageError(`${where}: "${value}" is not a whole number`);
    return Number(value);
  }
  if (row.kind === 'selector' && !isLabelSelector(value))
    throw new UsageError(`${where}: "${value}" is not a label selector`);
  return value;
}

const environmentName = (flag: string): string => `HOOKS_${flag.toUpperCase().replaceAll('-', '_')}`;

/** The values that a text may have, where they are few. */
export const choices: Partial<Record<Name, readonly string[]>> = {
  serve: ['hooks', 'admission', 'all'],
  applyStrategy: ['server-side-apply', 'dynamic-apply'],
  alertmanagerWithoutConfig: ['pending', 'default'],
  alertmanagerRollout: ['kubernetes', 'gated'],
  queryTier: ['none', 'remote-read', 'thanos', 'thanos-distributed', 'auto'],
  frontService: ['create', 'none'],
  sharding: ['hashmod', 'consistent'],
  resharding: ['gradual', 'at-once'],
  discovery: ['namespaces', 'shared'],
  multiclusterServices: ['none', 'v1alpha1', 'v1beta1'],
  rulesConfigMap: ['create', 'read', 'ignore'],
  kubeletAddressPriority: ['internal', 'external'],
  logLevel: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
};

function checkTogether(values: Record<string, unknown>): void {
  for (const [name, allowed] of Object.entries(choices)) {
    const row = rows[name as Name];
    if (!allowed.includes(String(values[name])))
      throw new UsageError(`--${row.flag}: "${values[name]}" is not one of ${allowed.join(', ')}`);
  }
  if ((values['namespaces'] as string[]).length > 0 && (values['denyNamespaces'] as string[]).length > 0) {
    throw new UsageError('--namespaces and --deny-namespaces exclude each other');
  }
  if (Boolean(values['tlsCertFile']) !== Boolean(values['tlsKeyFile']))
    throw new UsageError('--tls-cert-file and --tls-key-file go together');
  const cluster = String(values['clusterName']);
  // The names of Services end with it, and these endings have another meaning.
  if (
    cluster &&
    (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(cluster) || /^(query|operated|shard-\d+)$/.test(cluster))
  )
    throw new UsageError(`--cluster-name: "${cluster}" is not a name such as eu-1`);
  if (values['multiclusterServices'] !== 'none' && !cluster)
    throw new UsageError('--multicluster-services needs --cluster-name');
  const service = String(values['kubeletService']);
  if (service && !/^[^/]+\/[^/]+$/.test(service))
    throw new UsageError(`--kubelet-service: "${service}" is not namespace/name`);
  const metrics = String(values['metricsAddress']);
  if (metrics && !/:\d{1,5}$/.test(metrics))
    throw new UsageError(`--metrics-address: "${metrics}" is not an address such as 0.0.0.0:8081`);
  const delay = String(values['alertmanagerStartDelay']);
  if (parseGoDuration(delay) === undefined)
    throw new UsageError(`--alertmanager-start-delay: "${delay}" is not a duration such as 90s`);
  if (values['tlsClientCaFile'] && !values['tlsCertFile'])
    throw new UsageError('--tls-client-ca-file needs --tls-cert-file');
}

/**
 * Options from flags, then environment (`--listen-address` is HOOKS_LISTEN_ADDRESS), then defaults.
 * Throws `UsageError` for an unknown flag or a bad value.
 */
export function parseOptions(
  argv: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
): Options {
  let flags: Record<string, unknown>;
  try {
    const options = Object.fromEntries(Object.values(rows).map((row) => [row.flag, { type: 'string' } as const]));
    const args = argv.map((arg) => (isSwitch(arg) ? `${arg}=true` : arg));
    flags = parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(rows)) {
    const given = flags[row.flag] ?? env[environmentName(row.flag)];
    values[name] = parseValue(row, given === undefined ? row.default : String(given));
  }
  checkTogether(values);
  const chosen: Record<string, boolean> = { ...featureGates };
  for (const [gate, on] of Object.entries(values['featureGates'] as Record<string, string>)) {
    if (!Object.hasOwn(featureGates, gate))
      throw new UsageError(`--feature-gates: "${gate}" is not one of ${Object.keys(featureGates).join(', ')}`);
    if (on !== 'true' && on !== 'false') throw new UsageError(`--feature-gates: "${on}" is not true or false`);
    chosen[gate] = on === 'true';
  }
  return { ...values, parity: false, gates: chosen } as unknown as Options;
}

/** The names of all flags, and whether each is a switch that needs no value. */
export const flagNames: readonly { readonly flag: string; readonly isSwitch: boolean }[] = Object.values(rows).map(
  ({ flag, kind }) => ({ flag, isSwitch: kind === 'flag' }),
);

/** A switch without a value: `--flag` means `--flag=true`. */
const isSwitch = (arg: string): boolean =>
  Object.values(rows).some((row) => row.kind === 'flag' && `--${row.flag}` === arg);

/** The text of `--help`. */
export function help(): string {
  const width = Math.max(...Object.values(rows).map((row) => row.flag.length)) + 2;
  const lines = Object.values(rows).map(
    (row) => `  --${row.flag.padEnd(width)}${row.help}${row.default ? ` (${row.default})` : ''}`,
  );
  return [
    'prometheus-metacontroller: hooks for Metacontroller',
    '',
    'Each flag is also an environment variable: --listen-address is HOOKS_LISTEN_ADDRESS.',
    '',
    ...lines,
    '',
  ].join('\n');
}
