// Command line of Prometheus: arguments that server and agent share, then those of a server (prometheus.io:
// command-line, prometheus).
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { Options } from '../../core/options.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { knows, stillKnows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg } from '../../workload/args.ts';
import { messageName } from '../config/remotewrite.ts';

const when = (condition: unknown, ...args: Argument[]): Argument[] => (condition ? args : []);

/** One flag for each message: Prometheus does not split a list. The Go operator writes a list. */
function acceptedMessages(messages: readonly string[], { parity }: Options): Argument[] {
  const names = messages.map(messageName);
  const values = parity ? [names.join(',')] : [...new Set(names)];
  return values.map((value) => arg('web.remote-write-receiver.accepted-protobuf-messages', value));
}

function remoteWriteArgs(spec: CommonSpec, version: Version, options: Options): Argument[] {
  const messages = spec.remoteWriteReceiverMessageVersions ?? [];
  const receiver = spec.enableRemoteWriteReceiver && knows(version, 'arg.remote_write_receiver');
  const accepts =
    spec.enableRemoteWriteReceiver && messages.length > 0 && knows(version, 'arg.remote_write_receiver_messages');
  const sendsMetadata = (spec.remoteWrite ?? []).some((remote) => remote.messageVersion === 'V2.0');
  const inWal =
    sendsMetadata && knows(version, 'remote_write.protobuf_message') && stillKnows(version, 'arg.metadata_wal_records');
  return [
    ...when(receiver, arg('web.enable-remote-write-receiver')),
    ...(accepts ? acceptedMessages(messages, options) : []),
    ...when(inWal, arg('enable-feature', 'metadata-wal-records')),
  ];
}

function otlpArgs(spec: CommonSpec, version: Version): Argument[] {
  const wanted = spec.enableOTLPReceiver ?? spec.otlp !== undefined;
  if (!wanted) return [];
  if (knows(version, 'v3')) return [arg('web.enable-otlp-receiver')];
  return when(knows(version, 'arg.otlp_receiver'), arg('enable-feature', 'otlp-write-receiver'));
}

function featureArgs(spec: CommonSpec, version: Version): Argument[] {
  const features = spec.enableFeatures ?? [];
  const extraMetrics =
    spec.extraScrapeMetrics &&
    !features.includes('extra-scrape-metrics') &&
    knows(version, 'arg.extra_scrape_metrics') &&
    !knows(version, 'global.extra_scrape_metrics');
  const xor2 =
    spec.tsdb?.chunkEncoding?.floats === 'Xor2' &&
    !features.includes('xor2-encoding') &&
    knows(version, 'arg.xor2_encoding');
  return [
    ...when(features.length > 0 && knows(version, 'arg.enable_feature'), arg('enable-feature', features.join(','))),
    ...when(extraMetrics, arg('enable-feature', 'extra-scrape-metrics')),
    ...when(xor2, arg('enable-feature', 'xor2-encoding')),
  ];
}

/** Arguments of both modes, in the Go operator's order. */
export function commonArgs(spec: CommonSpec, version: Version, options: Options): Argument[] {
  return [
    arg('config.file', '/etc/prometheus/config_out/prometheus.env.yaml'),
    ...when(
      !knows(version, 'v3'),
      arg('web.console.templates', '/etc/prometheus/consoles'),
      arg('web.console.libraries', '/etc/prometheus/console_libraries'),
    ),
    ...when((spec.reloadStrategy ?? 'HTTP') === 'HTTP', arg('web.enable-lifecycle')),
    ...when(spec.web?.pageTitle && knows(version, 'arg.web_page_title'), arg('web.page-title', spec.web?.pageTitle)),
    ...when(spec.web?.maxConnections !== undefined, arg('web.max-connections', String(spec.web?.maxConnections))),
    ...remoteWriteArgs(spec, version, options),
    ...otlpArgs(spec, version),
    ...featureArgs(spec, version),
    ...when(spec.externalUrl, arg('web.external-url', spec.externalUrl)),
    arg('web.route-prefix', spec.routePrefix || '/'),
    ...when(spec.logLevel && spec.logLevel !== 'info', arg('log.level', spec.logLevel)),
    ...when(
      spec.logFormat && spec.logFormat !== 'logfmt' && knows(version, 'arg.log_format'),
      arg('log.format', spec.logFormat),
    ),
    ...when(spec.listenLocal, arg('web.listen-address', '127.0.0.1:9090')),
  ];
}

function retentionArgs(spec: PrometheusSpec, version: Version): Argument[] {
  if (!stillKnows(version, 'arg.retention')) return [];
  if (!knows(version, 'arg.retention_time')) return [arg('storage.tsdb.retention', spec.retention || '24h')];
  const time = spec.retention || (spec.retentionSize ? undefined : '24h');
  return [
    ...when(time, arg('storage.tsdb.retention.time', time)),
    ...when(spec.retentionSize, arg('storage.tsdb.retention.size', spec.retentionSize)),
  ];
}

function ruleArgs(spec: PrometheusSpec, version: Version): Argument[] {
  const { forOutageTolerance, forGracePeriod, resendDelay } = spec.rules?.alert ?? {};
  if (!knows(version, 'arg.rules_alert')) return [];
  return [
    ...when(forOutageTolerance, arg('rules.alert.for-outage-tolerance', forOutageTolerance)),
    ...when(forGracePeriod, arg('rules.alert.for-grace-period', forGracePeriod)),
    ...when(resendDelay, arg('rules.alert.resend-delay', resendDelay)),
  ];
}

function queryArgs(spec: PrometheusSpec, version: Version): Argument[] {
  const { lookbackDelta, maxConcurrency = 0, maxSamples = 0, timeout } = spec.query ?? {};
  return [
    ...when(lookbackDelta, arg('query.lookback-delta', lookbackDelta)),
    ...when(maxSamples > 0 && knows(version, 'arg.max_samples'), arg('query.max-samples', String(maxSamples))),
    ...when(maxConcurrency > 0, arg('query.max-concurrency', String(maxConcurrency))),
    ...when(timeout, arg('query.timeout', timeout)),
  ];
}

/** `--<flag>` or `--no-<flag>`; nothing where `on` is undefined. */
export const switchArg = (flag: string, on: boolean | undefined, version: Version): Argument[] =>
  when(on !== undefined && knows(version, 'arg.wal_compression'), arg(on ? flag : `no-${flag}`));

const overlapping = (spec: PrometheusSpec, version: Version): boolean =>
  Boolean(spec.allowOverlappingBlocks) &&
  knows(version, 'arg.allow_overlapping_blocks') &&
  stillKnows(version, 'arg.allow_overlapping_blocks');

/** How Prometheus compacts blocks while a Thanos sidecar uploads them. */
export type Compaction = 'default' | 'disabled' | 'delayed';

function compactionArgs(spec: PrometheusSpec, version: Version, compaction: Compaction): Argument[] {
  const size = spec.thanos?.blockSize || '2h';
  const outOfOrder =
    spec.tsdb?.outOfOrderTimeWindow !== undefined &&
    compaction !== 'default' &&
    knows(version, 'arg.allow_overlapping_compaction');
  return [
    ...when(
      compaction === 'disabled',
      arg('storage.tsdb.max-block-duration', size),
      arg('storage.tsdb.min-block-duration', size),
    ),
    ...when(compaction === 'delayed', arg('storage.tsdb.delay-compact-file.path', '/prometheus/thanos.shipper.json')),
    ...when(outOfOrder, arg('no-storage.tsdb.allow-overlapping-compaction')),
  ];
}

/** The argument with the path of the web configuration. */
export const webConfigArg = (): Argument => arg('web.config.file', '/etc/prometheus/web_config/web-config.yaml');

/** All generated arguments of a server. */
export function serverArgs(
  spec: PrometheusSpec,
  version: Version,
  compaction: Compaction,
  options: Options,
): Argument[] {
  return [
    ...commonArgs(spec, version, options),
    ...retentionArgs(spec, version),
    arg('storage.tsdb.path', '/prometheus'),
    ...when(spec.enableAdminAPI, arg('web.enable-admin-api')),
    ...ruleArgs(spec, version),
    ...queryArgs(spec, version),
    ...when(overlapping(spec, version), arg('storage.tsdb.allow-overlapping-blocks')),
    ...switchArg('storage.tsdb.wal-compression', spec.walCompression, version),
    ...when(knows(version, 'arg.web_config'), webConfigArg()),
    ...compactionArgs(spec, version, compaction),
  ];
}
