// The command line of Alertmanager, in the Go operator's order (github.com/prometheus/alertmanager, cmd/alertmanager).
import type { Alertmanager, AlertmanagerSpec } from '../../../api/alertmanager.ts';
import type { Options } from '../../../core/options.ts';
import { featuresOf, knows } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { type Argument, arg } from '../../../workload/args.ts';
import { clusterTlsArgs } from './clustertls.ts';
import { prefixOf } from './names.ts';
import { hasRolloutPolicy, isClustered, replicaCount } from './replicas.ts';
import { startDelay } from './startdelay.ts';

const when = (condition: unknown, ...args: Argument[]): Argument[] => (condition ? args : []);

/** Name of the governing Service, which gives pods their DNS names. */
export const governingServiceName = ({ serviceName }: Pick<AlertmanagerSpec, 'serviceName'>): string =>
  serviceName || 'alertmanager-operated';

const UNITS: Readonly<Record<string, number>> = { '': 0, K: 1, M: 2, G: 3, T: 4, P: 5, E: 6 };

/** Bytes of `1.5MB` or `2MiB`, both with powers of 1024; `undefined` for any other text. */
export function parseBytes(size: string | undefined): number | undefined {
  const found = /^((?:\d*\.)?\d+)([KMGTPE]?)i?B$/.exec(size ?? '');
  if (size === '0') return 0;
  return found ? Math.trunc(Number(found[1]) * 1024 ** (UNITS[found[2] ?? ''] ?? 0)) : undefined;
}

function limitArgs({ limits }: AlertmanagerSpec, version: Version): Argument[] {
  if (!limits || !knows(version, '--silences')) return [];
  const bytes = parseBytes(limits.maxPerSilenceBytes);
  return [
    ...when(limits.maxSilences !== undefined, arg('silences.max-silences', String(limits.maxSilences))),
    // The Go operator passes --silences.max-per-silence-bytes, which no release has: Alertmanager would not start.
    ...when(bytes !== undefined, arg('silences.max-silence-size-bytes', String(bytes))),
  ];
}

function startDelayArgs(alertmanager: Alertmanager, version: Version, options: Options): Argument[] {
  const { flag } = startDelay(alertmanager, version, options);
  return when(flag !== undefined, arg('dispatch.start-delay', flag));
}

/** A feature that became a flag is written as that flag, unless the user writes it. */
function featureArgs({ enableFeatures = [], additionalArgs = [] }: AlertmanagerSpec, version: Version): Argument[] {
  if (!knows(version, '--enable-feature')) return [];
  const { features, flags } = featuresOf(version, enableFeatures);
  const isOwn = (flag: string) => additionalArgs.some(({ name }) => name === flag || name === `no-${flag}`);
  return [
    ...when(features.length > 0, arg('enable-feature', features.join(','))),
    ...flags.filter((flag) => !isOwn(flag)).map((flag) => arg(flag)),
  ];
}

function webArgs(spec: AlertmanagerSpec, version: Version): Argument[] {
  const { getConcurrency, timeout } = spec.web ?? {};
  return [
    arg('web.listen-address', spec.listenLocal ? '127.0.0.1:9093' : ':9093'),
    ...when(spec.externalUrl, arg('web.external-url', spec.externalUrl)),
    ...featureArgs(spec, version),
    arg('web.route-prefix', spec.routePrefix || '/'),
    ...when(
      getConcurrency !== undefined && knows(version, '--web.get-concurrency'),
      arg('web.get-concurrency', String(getConcurrency)),
    ),
    ...when(timeout !== undefined && knows(version, '--web.timeout'), arg('web.timeout', `${timeout}s`)),
  ];
}

const logArgs = ({ logLevel, logFormat }: AlertmanagerSpec, version: Version): Argument[] => [
  ...when(logLevel && logLevel !== 'info', arg('log.level', logLevel)),
  ...when(logFormat && logFormat !== 'logfmt' && knows(version, '--log.format'), arg('log.format', logFormat)),
];

/** Peers find each other by name, so all pods are listed, even a single one. */
function peerArgs({ metadata, spec }: Alertmanager, options: Options): Argument[] {
  const domain = options.clusterDomain ? `.${metadata.namespace}.svc.${options.clusterDomain}.` : '';
  const pods = Array.from(
    { length: replicaCount(spec) },
    (_, i) => `${prefixOf({ metadata })}-${i}.${governingServiceName(spec)}${domain}:9094`,
  );
  return [...pods, ...(spec.additionalPeers ?? [])].map((peer) => arg('cluster.peer', peer));
}

/**
 * The default of Alertmanager is 200ms. Each interval sends one packet with some ten entries of the notification log. A
 * peer that notifies about 200 groups at once would reach the others after seconds, and they would notify again.
 */
const GOSSIP_INTERVAL = '10ms';

/**
 * The user's interval, a field or an argument; else a short one where the rollout policy sets a start delay: the peer
 * then notifies about many groups at once.
 */
function gossipArgs(alertmanager: Alertmanager, version: Version, options: Options): Argument[] {
  const { clusterGossipInterval, additionalArgs = [] } = alertmanager.spec;
  const isOwn = additionalArgs.some(({ name }) => name === 'cluster.gossip-interval');
  const isDelayed =
    hasRolloutPolicy(alertmanager, options) && startDelay(alertmanager, version, options).milliseconds > 0;
  const interval = clusterGossipInterval || (isDelayed && !isOwn ? GOSSIP_INTERVAL : undefined);
  return when(interval, arg('cluster.gossip-interval', interval));
}

function clusterArgs(alertmanager: Alertmanager, version: Version, options: Options): Argument[] {
  const { spec } = alertmanager;
  return [
    ...when(spec.clusterAdvertiseAddress, arg('cluster.advertise-address', spec.clusterAdvertiseAddress)),
    ...gossipArgs(alertmanager, version, options),
    ...when(spec.clusterPushpullInterval, arg('cluster.pushpull-interval', spec.clusterPushpullInterval)),
    ...when(spec.clusterPeerTimeout, arg('cluster.peer-timeout', spec.clusterPeerTimeout)),
    ...when(knows(version, '--cluster.peer-name'), arg('cluster.peer-name', spec.clusterPeerName || '$(POD_NAME)')),
    ...when(knows(version, '--cluster.label'), labelArg(alertmanager)),
    ...peerArgs(alertmanager, options),
    arg('cluster.reconnect-timeout', '5m'),
  ];
}

/** A single Alertmanager does not listen for peers: the flag has an empty value. */
const meshArg = (spec: AlertmanagerSpec): Argument =>
  isClustered(spec) ? arg('cluster.listen-address', '[$(POD_IP)]:9094') : arg('cluster.listen-address=');

/** An empty label is one, too. */
function labelArg({ metadata, spec }: Alertmanager): Argument {
  const label = spec.clusterLabel ?? `${metadata.namespace}/${metadata.name}`;
  return label === '' ? arg('cluster.label=') : arg('cluster.label', label);
}

/** All generated arguments. */
export function alertmanagerArgs(alertmanager: Alertmanager, version: Version, options: Options): Argument[] {
  const { spec } = alertmanager;
  return [
    arg('config.file', '/etc/alertmanager/config_out/alertmanager.env.yaml'),
    arg('storage.path', '/alertmanager'),
    arg('data.retention', spec.retention || '120h'),
    meshArg(spec),
    ...webArgs(spec, version),
    ...limitArgs(spec, version),
    ...startDelayArgs(alertmanager, version, options),
    ...logArgs(spec, version),
    ...clusterArgs(alertmanager, version, options),
    ...when(
      knows(version, '--web.config.file'),
      arg('web.config.file', '/etc/alertmanager/web_config/web-config.yaml'),
    ),
    ...clusterTlsArgs(spec, version),
  ];
}
