// What Prometheus servers tell of the configuration they run with and of their targets, for whoever waits until all
// have taken over a new one. Bounded in time and size, and never an error: what a server does not tell in time is
// unknown. Endpoints: prometheus.io, HTTP API (status, targets, alerts).
import { isIP } from 'node:net';
import { byText } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import type { Room } from '../io/bytebudget.ts';
import { get } from '../io/http.ts';
import { andThen, type Outcome } from '../io/outcome.ts';
import type { Target } from '../io/stream.ts';
import { askAll, type Patience } from '../io/timeout.ts';
import { unknown } from '../io/unreachable.ts';

export interface Server {
  /** Of the pod. */
  readonly uid: string;
  /** '' while the pod has none. */
  readonly ip: string;
  /** Where it serves HTTP; 9090 by default. */
  readonly port?: number;
  /** The path before all others, where it is not that of the others. */
  readonly before?: string;
}

export interface ServerFacts {
  /** Whether its configuration contains the text that was asked for. */
  readonly contains: Outcome<boolean>;
  /** When it last took over a configuration, milliseconds since 1970. */
  readonly configured: Outcome<number>;
  /** Active targets that have never been scraped. */
  readonly unscraped: Outcome<number>;
  /** Alerts by their labels, as one text. */
  readonly alerts: Outcome<ReadonlyMap<string, AlertState>>;
}

export interface AlertState {
  readonly isFiring: boolean;
  /** When its expression began to be true, milliseconds since 1970. */
  readonly since: number;
}

/** Pod uid -> what it told. */
export type ServersFacts = ReadonlyMap<string, ServerFacts>;

const MOST = 64 * 1024 * 1024;
const PATIENCE: Patience = { peer: 1500, total: 3000, parallel: 8 };
const room: Room = { largest: MOST, shared: { left: 4 * MOST } };

const ok = <T>(value: T): Outcome<T> => ({ is: 'ok', value });

/** The body of `/api/v1/status/runtimeinfo`. */
export function readConfigured(body: string): Outcome<number> {
  try {
    const { data } = JSON.parse(body) as { data?: unknown };
    const at = isRecord(data) ? Date.parse(String(data['lastConfigTime'])) : Number.NaN;
    if (!Number.isNaN(at)) return ok(at);
  } catch {
    // Not JSON either way.
  }
  return { is: 'bad', reason: 'no time of its last configuration' };
}

/** The body of `/api/v1/targets`: Go's zero time says that there was no scrape yet. */
export const readUnscraped = (body: string): Outcome<number> => ok(body.split('"lastScrape":"0001-01-01T').length - 1);

/** The list in the body of `/api/v1/alerts`; Thanos Ruler writes its name with a capital. */
type AlertsBody = { readonly data?: { readonly alerts?: readonly unknown[]; readonly Alerts?: readonly unknown[] } };

/** The body of `/api/v1/alerts`. */
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

/**
 * What each server tells. `text`: what its configuration is to contain; `before`: the path before all others, as in
 * `--web.route-prefix`.
 */
export async function askServers(
  servers: readonly Server[],
  scheme: 'http' | 'https',
  before: string,
  text: string,
  patience: Patience = PATIENCE,
): Promise<ServersFacts> {
  const all = (outcome: Outcome<never>): ServerFacts => ({
    contains: outcome,
    configured: outcome,
    unscraped: outcome,
    alerts: outcome,
  });
  const found = await askAll(
    servers,
    patience,
    async ({ ip, port = 9090, before: own = before }, wait) => {
      if (isIP(ip) === 0) return all(unknown('the pod has no address'));
      const target: Target = { host: ip, port, ...(scheme === 'https' ? { tls: {} } : {}) };
      return wait(async (signal) => {
        const read = async <T>(path: string, reads: (body: string) => Outcome<T>): Promise<Outcome<T>> =>
          andThen(await get(target, `${own}/api/v1/${path}`, room, signal), reads);
        const [contains, configured, unscraped, alerts] = await Promise.all([
          read('status/config', (body) => ok(body.includes(text))),
          read('status/runtimeinfo', readConfigured),
          read('targets?state=active', readUnscraped),
          read('alerts', readAlertStates),
        ]);
        return { contains, configured, unscraped, alerts };
      });
    },
    (_, reason) => all(reason),
  );
  return new Map(servers.map(({ uid }, i) => [uid, found[i] as ServerFacts]));
}
