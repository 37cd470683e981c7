// Asks Prometheus servers for their targets. Time and size are limited. A probe never throws: a missing response is
// `unknown`. Endpoint: prometheus.io, HTTP API (targets).
import { stream } from '../io/http.ts';
import { andThen, type Outcome } from '../io/outcome.ts';
import { podTarget } from '../io/stream.ts';
import { askAll, type ProbeLimits } from '../io/timeout.ts';
import { scrapeError } from './scrapeerror.ts';
import { type Pools, targetScanner } from './targetscan.ts';

/** A server to ask. */
export interface TargetServer {
  /** Name of the pod. */
  readonly name: string;
  /** Empty if the pod has no address yet. */
  readonly ip: string;
}

/** How servers are asked. */
export interface TargetRequest {
  readonly scheme: 'http' | 'https';
  /** Path prefix, as in `--web.route-prefix`. */
  readonly before: string;
  /** Port of HTTP; 9090 by default. */
  readonly port?: number;
}

/** Limit of an uncompressed response in bytes: about 100,000 targets. It is not kept in memory. */
const MAX_BYTES = 256 * 1024 * 1024;
const TIMEOUTS: ProbeLimits = { peer: 3000, total: 4000, parallel: 4 };

/** The targets of each server, in their order. Never rejects; takes four seconds at most. */
export const askTargets = (
  servers: readonly TargetServer[],
  { scheme, before, port = 9090 }: TargetRequest,
  timeouts: ProbeLimits = TIMEOUTS,
): Promise<readonly Outcome<Pools>[]> =>
  askAll<TargetServer, Outcome<Pools>>(
    servers,
    timeouts,
    async ({ ip }, wait) => {
      const target = podTarget(ip, port, scheme);
      if ('is' in target) return target;
      const scanner = targetScanner(scrapeError);
      const sink = { limit: MAX_BYTES, add: scanner.add };
      return andThen(
        await wait((signal) => stream(target, `${before}/api/v1/targets?state=active`, sink, signal)),
        scanner.done,
      );
    },
    (_, reason) => reason,
  );
