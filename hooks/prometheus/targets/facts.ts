// Reads the targets of a Prometheus: once a minute, from one ready pod of each shard.

import { LRUCache } from 'lru-cache';
import type { Prometheus } from '../../api/prometheus.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { Outcome } from '../../probe/io/outcome.ts';
import { askTargets, type TargetServer } from '../../probe/prometheus/targets.ts';
import type { Pools } from '../../probe/prometheus/targetscan.ts';
import { READ_INTERVAL_MS, secondsUntilRead } from '../../probe/schedule.ts';
import { podIP } from '../../workload/status.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import { routePrefix } from '../server/pod.ts';
import { readyPods } from '../server/readypods.ts';
import { shardName } from '../server/statefulset.ts';
import { currentResharding } from '../sharding/state.ts';
import { byObject, type TargetsByObject } from './counts.ts';
import { reporting } from './enabled.ts';

/** What was read. */
export interface TargetFacts {
  /** The targets; `undefined` if it was not time to read them. */
  readonly now?: Outcome<TargetsByObject>;
  /** Those of the read before; `undefined` without one. */
  readonly before: TargetsByObject | undefined;
  /** Whether the read before failed. */
  readonly hasFailed: boolean;
  /** Seconds until the next read. */
  readonly next: number;
}

/** The last read of a Prometheus. Times are in milliseconds since 1970. */
interface LastRead {
  readonly at: number;
  /** When the next one is due. */
  readonly due: number;
  readonly found: TargetsByObject | undefined;
  readonly hasFailed: boolean;
}

/** Older reads are not compared. Several replicas of the hooks read in turn. */
const KEPT_MS = 10 * 60_000;
/** Limit of the objects of all last reads. */
const MAX_OBJECTS = 100_000;

/** The last reads by uid of the Prometheus. A lost entry costs one more read, and a change is reported a read later. */
const lastReads = new LRUCache<string, LastRead>({
  maxSize: MAX_OBJECTS,
  sizeCalculation: ({ found }) => 1 + (found?.size ?? 0),
});

/** The last read, unless it is too old. */
function lastRead(uid: string, at: number): LastRead | undefined {
  const last = lastReads.get(uid);
  return last && Math.abs(at - last.at) <= KEPT_MS ? last : undefined;
}

/** The first ready pod of each shard, or the name of a shard without one. */
function servers(prefix: string, inputs: Inputs, shards: number): TargetServer[] | string {
  const found: TargetServer[] = [];
  for (let shard = 0; shard < shards; shard++) {
    const [pod] = readyPods(inputs, prefix, shard);
    if (!pod) return shardName(prefix, shard);
    found.push({ name: pod.metadata.name, ip: podIP(pod) });
  }
  return found;
}

/** The targets of all shards. Those of a shard that does not answer are not known, so the sums are not either. */
function together(asked: readonly TargetServer[], outcomes: readonly Outcome<Pools>[]): Outcome<TargetsByObject> {
  const pools: Pools[] = [];
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.is !== 'ok') return { ...outcome, reason: `${asked[i]?.name}: ${outcome.reason}` };
    pools.push(outcome.value);
  }
  return { is: 'ok', value: byObject(pools) };
}

async function read({ spec }: Prometheus, asked: readonly TargetServer[]): Promise<Outcome<TargetsByObject>> {
  const scheme = urlScheme(spec.web);
  return together(asked, await askTargets(asked, { scheme, before: routePrefix(spec) }));
}

/**
 * The targets of a Prometheus that reports them. `undefined` for others, for a paused one, and while targets move
 * between shards: two shards scrape them then. Never rejects; takes four seconds at most.
 */
export async function targetFacts(inputs: Inputs, now: Date, options: Options): Promise<TargetFacts | undefined> {
  const parent = inputs.parent as KubernetesObject & Prometheus;
  if (reporting(parent, options) !== 'on' || parent.spec.paused) return undefined;
  const prefix = `prometheus-${parent.metadata.name}`;
  const resharding = currentResharding(parent, inputs.observed, prefix, options);
  if (resharding.before) return undefined;
  const { uid = '' } = parent.metadata;
  const at = now.getTime();
  const last = lastRead(uid, at);
  const { found: before, hasFailed = false } = last ?? {};
  const next = secondsUntilRead(last?.due, at);
  if (next !== undefined) return { before, hasFailed, next };
  const asked = servers(prefix, inputs, resharding.now.shards);
  const isAsked = typeof asked !== 'string';
  const found: Outcome<TargetsByObject> = isAsked
    ? await read(parent, asked)
    : { is: 'unknown', reason: `${asked} has no ready pod` };
  const isOk = found.is === 'ok';
  // Once the pod is ready it is asked at once.
  const due = isAsked ? at + READ_INTERVAL_MS : at;
  lastReads.set(uid, { at, due, found: isOk ? found.value : before, hasFailed: !isOk });
  return { now: found, before, hasFailed, next: READ_INTERVAL_MS / 1000 };
}
