// Probes Prometheus servers: loaded configuration, targets and alerts, to wait until all have loaded a new
// configuration. Time and size are limited. A probe never throws: a missing response is `unknown`. Endpoints:
// prometheus.io, HTTP API (status, targets, alerts).
import { byText } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import type { ByteBudget } from '../io/bytebudget.ts';
import { get } from '../io/http.ts';
import { andThen, type Outcome } from '../io/outcome.ts';
import { podTarget } from '../io/stream.ts';
import { askAll, type ProbeLimits } from '../io/timeout.ts';
import { readPrometheusReload } from './reload.ts';

export interface Server {
  /** UID of the pod. */
  readonly uid: string;
  /** Empty if the pod has no address yet. */
  readonly ip: string;
  /** Port of HTTP; 9090 by default. */
  readonly port?: number;
  /** Path prefix, if it differs from that of the other servers. */
  readonly before?: string;
}

export interface ServerFacts {
  readonly config: Outcome<LoadedConfig>;
  /** When it last loaded a configuration, in milliseconds since 1970. */
  readonly configured: Outcome<number>;
  /** Number of active targets without a scrape. */
  readonly unscraped: Outcome<number>;
  /** Alerts by their labels as JSON. */
  readonly alerts: Outcome<ReadonlyMap<string, AlertState>>;
}

/** The configuration that a server runs. */
export interface LoadedConfig {
  /** Whether it contains the text of the request. */
  readonly contains: boolean;
  readonly hasExternalLabels: boolean;
}

export interface AlertState {
  readonly isFiring: boolean;
  /** When it became active, in milliseconds since 1970. */
  readonly since: number;
}

/** The outcomes by UID of the pod. */
export type ServersFacts = ReadonlyMap<string, ServerFacts>;

const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
const TIMEOUTS: ProbeLimits = { peer: 1500, total: 3000, parallel: 8 };
const budget: ByteBudget = { largest: MAX_RESPONSE_BYTES, shared: { left: 4 * MAX_RESPONSE_BYTES } };

const ok = <T>(value: T): Outcome<T> => ({ is: 'ok', value });

/** The configuration in the body of `/api/v1/status/config`, a YAML text as a JSON string. */
export const readConfig = (body: string, text: string): LoadedConfig => ({
  contains: body.includes(text),
  hasExternalLabels: body.includes('\\n  external_labels:\\n'),
});

/** The number of targets without a scrape (Go's zero time) in the body of `/api/v1/targets`. */
export const readUnscraped = (body: string): Outcome<number> => ok(body.split('"lastScrape":"0001-01-01T').length - 1);

/** The list in the body of `/api/v1/alerts`. Thanos Ruler writes `Alerts`. */
type AlertsBody = { readonly data?: { readonly alerts?: readonly unknown[]; readonly Alerts?: readonly unknown[] } };

/** The alerts in the body of `/api/v1/alerts`. */
export function readAlertStates(body: string): Outcome<ReadonlyMap<string, AlertState>> {
  const wrong: Outcome<never> = { is: 'bad', reason: 'not a list of alerts' };
  try {
    const { data } = JSON.parse(body) as AlertsBody;
    const found = new Map<string, AlertState>();
    for (const alert of data?.alerts ?? data?.Alerts ?? []) {
      if (!isRecord(alert) || !isRecord(alert['labels'])) return wrong;
      const labels = Object.entries(alert['labels']).sort(([a], [b]) => byText(a, b));
      found.set(JSON.stringify(labels), {
        isFiring: alert['state'] === 'firing',
        since: Date.parse(String(alert['activeAt'])),
      });
    }
    return ok(found);
  } catch {
    return wrong;
  }
}

/** How servers are asked, and for what. */
export interface ServerRequest {
  readonly scheme: 'http' | 'https';
  /** Path prefix, as in `--web.route-prefix`. */
  readonly before: string;
  /** Text to find in the configuration. */
  readonly text: string;
}

/** The outcomes of each server, by its uid. */
export async function askServers(
  servers: readonly Server[],
  { scheme, before, text }: ServerRequest,
  timeouts: ProbeLimits = TIMEOUTS,
): Promise<ServersFacts> {
  const all = (outcome: Outcome<never>): ServerFacts => ({
    config: outcome,
    configured: outcome,
    unscraped: outcome,
    alerts: outcome,
  });
  const found = await askAll(
    servers,
    timeouts,
    async ({ ip, port = 9090, before: own = before }, wait) => {
      const target = podTarget(ip, port, scheme);
      if ('is' in target) return all(target);
      return wait(async (signal) => {
        const read = async <T>(path: string, reads: (body: string) => Outcome<T>): Promise<Outcome<T>> =>
          andThen(await get(target, `${own}/api/v1/${path}`, budget, signal), reads);
        const [config, configured, unscraped, alerts] = await Promise.all([
          read('status/config', (body) => ok(readConfig(body, text))),
          read('status/runtimeinfo', (body) => andThen(readPrometheusReload(body), ({ loaded }) => ok(loaded))),
          read('targets?state=active', readUnscraped),
          read('alerts', readAlertStates),
        ]);
        return { config, configured, unscraped, alerts };
      });
    },
    (_, reason) => all(reason),
  );
  return new Map(servers.map(({ uid }, i) => [uid, found[i] as ServerFacts]));
}
