// Fields of Prometheus, of an agent and of the Thanos sidecar that become arguments: what they would exit with.
import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { GRPCServerTLSConfig } from '../../api/shared/tls.ts';
import { parseDuration } from '../../core/duration.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { Options } from '../../core/options.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import {
  anyDuration,
  byteSize,
  checkFields,
  duration,
  type FieldRow,
  routePrefix,
  url,
  type ValueCheck,
} from '../../workload/fieldvalues.ts';

/** Prometheus refuses quotes around its URL (cmd/prometheus, computeExternalURL). */
const externalUrl: ValueCheck = (value) =>
  /^["']|["']$/.test(value) ? 'the URL begins or ends with a quote' : url(value);

/** Fields of servers and agents. */
export const commonFields = (spec: CommonSpec): FieldRow[] => [
  ['spec.externalUrl', spec.externalUrl, externalUrl],
  ['spec.routePrefix', spec.routePrefix, routePrefix],
];

/** For each query that may run, Prometheus writes 1 kB into a file at its start, and keeps it in memory. */
const MOST_QUERIES = 1_000_000;

const concurrency: ValueCheck = (value) =>
  Number(value) > MOST_QUERIES ? `${value} is more than ${MOST_QUERIES}, which would need over 1 GB` : undefined;

/** Fields of a server. */
export function serverFields(spec: PrometheusSpec): FieldRow[] {
  const { lookbackDelta, timeout, maxConcurrency } = spec.query ?? {};
  const { forOutageTolerance, forGracePeriod, resendDelay } = spec.rules?.alert ?? {};
  return [
    ...commonFields(spec),
    ['spec.retention', spec.retention, duration],
    ['spec.retentionSize', spec.retentionSize, byteSize],
    ['spec.rules.alert.forOutageTolerance', forOutageTolerance, duration],
    ['spec.rules.alert.forGracePeriod', forGracePeriod, duration],
    ['spec.rules.alert.resendDelay', resendDelay, duration],
    ['spec.query.lookbackDelta', lookbackDelta, duration],
    ['spec.query.timeout', timeout, duration],
    ['spec.query.maxConcurrency', maxConcurrency === undefined ? undefined : String(maxConcurrency), concurrency],
  ];
}

const RFC3339 =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[-+](?:[01]\d|2[0-4]):(?:[0-5]\d|60))$/;

/** Whether a text is a time of RFC 3339, on a day that exists. */
function isTime(text: string): boolean {
  const [, day = ''] = RFC3339.exec(text) ?? [];
  const found = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(found.getTime()) && found.toISOString().startsWith(day);
}

/** A time, or a duration from now that may be negative (github.com/thanos-io/thanos, pkg/model). */
const timeOrDuration: ValueCheck = (value) =>
  isTime(value) || parseDuration(value.replace(/^-/, '')) !== undefined
    ? undefined
    : `${quoted(value)} is neither a time such as 2026-01-31T00:00:00Z nor a duration such as -2h`;

/** Fields of the sidecar. */
export const sidecarFields = (thanos: ThanosSpec | undefined): FieldRow[] => [
  ['spec.thanos.minTime', thanos?.minTime, timeOrDuration],
  ['spec.thanos.blockSize', thanos?.blockSize, duration],
  ['spec.thanos.readyTimeout', thanos?.readyTimeout, anyDuration],
  ['spec.thanos.getConfigTimeout', thanos?.getConfigTimeout, anyDuration],
  ['spec.thanos.getConfigInterval', thanos?.getConfigInterval, anyDuration],
];

/** Names of cipher suites and curves go into one flag each, so an empty one or one with a comma is no name. */
const name: ValueCheck = (value) =>
  /^\w+$/.test(value) ? undefined : `${quoted(value)} is not a name of Go's crypto/tls`;

/**
 * Issues of a gRPC server of Thanos: `InvalidTLS` for a certificate or key alone, `InvalidArgument` for texts that are
 * no names; none in parity.
 */
export function checkGrpcServer(tls: GRPCServerTLSConfig | undefined, path: string, options: Options): Issue[] {
  if (!tls || options.parity) return [];
  const isHalf = Boolean(tls.certFile) !== Boolean(tls.keyFile) || (tls.caFile && !tls.certFile);
  const half = 'needs certFile and keyFile together: Thanos does not start with one of them';
  const names: FieldRow[] = [
    [`${path}.cipherSuites`, tls.cipherSuites, name],
    [`${path}.curves`, tls.curves, name],
  ];
  return [...(isHalf ? [issue('InvalidTLS', path, half)] : []), ...checkFields(names, options)];
}

const DELTA = ['otlp-deltatocumulative', 'otlp-native-delta-ingestion'] as const;

/** An `InvalidConfiguration` issue for features that exclude each other; none in parity. */
export function checkFeatures({ enableFeatures = [] }: CommonSpec, version: Version, { parity }: Options): Issue[] {
  const features = enableFeatures.flatMap((feature) => feature.split(','));
  const [one, other] = DELTA;
  return !parity && knows(version, 'arg.native_delta') && features.includes(one) && features.includes(other)
    ? [issue('InvalidConfiguration', 'spec.enableFeatures', `${one} and ${other} exclude each other; keep one`)]
    : [];
}
