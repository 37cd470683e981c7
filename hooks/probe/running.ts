// What the servers of a workload run: revision of the configuration, rules, and whether the last reload succeeded. Time
// and size are limited. A probe never throws: a missing response is `unknown`.
import { revisionIn } from '../core/revision.ts';
import { readAlertmanagerReload } from './alertmanager/reload.ts';
import type { ByteBudget } from './io/bytebudget.ts';
import { get, refusedReload } from './io/http.ts';
import { andThen, type Outcome } from './io/outcome.ts';
import { podTarget, type Target } from './io/stream.ts';
import { askAll, type ProbeLimits } from './io/timeout.ts';
import { withoutSecrets } from './io/words.ts';
import { readPrometheusReload, readRuleMaps, readRulerReload } from './prometheus/reload.ts';
import { type LoadedGroup, readRules } from './prometheus/rules.ts';

/** The kinds of servers. */
export type Product = 'alertmanager' | 'prometheus' | 'thanos-ruler';

/** A server to ask. */
export interface RunningServer {
  readonly uid: string;
  readonly product: Product;
  /** Empty if the pod has no address yet. */
  readonly ip: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Path prefix, as in `--web.route-prefix`. */
  readonly before: string;
}

/** What a server runs. */
export interface Running {
  /** The revision of its configuration; '' where it reports none. */
  readonly revision: string;
  /** When it last loaded a configuration, in milliseconds since 1970. */
  readonly loaded: number;
  /** Why the last reload failed, in the words of the server without secrets; `undefined` where it succeeded. */
  readonly refusal: string | undefined;
  /** Names of the ConfigMaps whose files it reads as rules; `undefined` where it reads all that are mounted. */
  readonly ruleMaps: readonly string[] | undefined;
  /** Its groups of rules. */
  readonly groups: readonly LoadedGroup[];
}

const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
const TIMEOUTS: ProbeLimits = { peer: 1500, total: 3000, parallel: 8 };
const budget: ByteBudget = { largest: MAX_RESPONSE_BYTES, shared: { left: 4 * MAX_RESPONSE_BYTES } };

/** Reads a path of a server. */
type Read = (path: string) => Promise<Outcome<string>>;

/** What a server runs, but for the reason of a failed reload. */
type Found = Omit<Running, 'refusal'> & { readonly succeeded: boolean };

async function groups(read: Read): Promise<Outcome<readonly LoadedGroup[]>> {
  return andThen(await read('/api/v1/rules?exclude_alerts=true'), readRules);
}

const READS: Readonly<Record<Product, (read: Read) => Promise<Outcome<Found>>>> = {
  alertmanager: async (read) =>
    andThen(andThen(await read('/metrics'), readAlertmanagerReload), (reload) => ({
      is: 'ok',
      value: { ...reload, ruleMaps: [], groups: [] },
    })),
  prometheus: async (read) => {
    const [config, runtime] = await Promise.all([read('/api/v1/status/config'), read('/api/v1/status/runtimeinfo')]);
    const reload = andThen(runtime, readPrometheusReload);
    if (config.is !== 'ok') return config;
    if (reload.is !== 'ok') return reload;
    const ruleMaps = readRuleMaps(config.value);
    const rules = ruleMaps.length > 0 ? await groups(read) : ({ is: 'ok', value: [] } as const);
    return andThen(rules, (value) => ({
      is: 'ok',
      value: { revision: revisionIn(config.value), ...reload.value, ruleMaps, groups: value },
    }));
  },
  'thanos-ruler': async (read) => {
    const [metrics, rules] = await Promise.all([read('/metrics'), groups(read)]);
    const reload = andThen(metrics, readRulerReload);
    if (reload.is !== 'ok') return reload;
    return andThen(rules, (value) => ({
      is: 'ok',
      value: { revision: '', ...reload.value, ruleMaps: undefined, groups: value },
    }));
  },
};

async function askOne(
  { product, before }: RunningServer,
  target: Target,
  signal: AbortSignal,
): Promise<Outcome<Running>> {
  const found = await READS[product]((path) => get(target, `${before}${path}`, budget, signal));
  if (found.is !== 'ok') return found;
  const { succeeded, ...running } = found.value;
  // The reloader does the same every few seconds. Only the response has the reason.
  const words = succeeded ? undefined : await refusedReload(target, `${before}/-/reload`, budget, signal);
  return { is: 'ok', value: { ...running, refusal: words === undefined ? undefined : withoutSecrets(words) } };
}

/** What each server runs, by its uid. Never rejects; takes three seconds at most. */
export async function askRunning(
  servers: readonly RunningServer[],
  timeouts: ProbeLimits = TIMEOUTS,
): Promise<ReadonlyMap<string, Outcome<Running>>> {
  const found = await askAll<RunningServer, Outcome<Running>>(
    servers,
    timeouts,
    async (server, wait) => {
      const target = podTarget(server.ip, server.port, server.scheme);
      return 'is' in target ? target : wait((signal) => askOne(server, target, signal));
    },
    (_, reason) => reason,
  );
  return new Map(servers.map(({ uid }, i) => [uid, found[i] as Outcome<Running>]));
}
