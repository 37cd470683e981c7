// Reads the load of the shards once a minute: of all ready pods of each shard, of which the largest counts.

import { LRUCache } from 'lru-cache';
import type { Inputs } from '../../core/inputs.ts';
import type { Outcome } from '../../probe/io/outcome.ts';
import { unknown } from '../../probe/io/unreachable.ts';
import { askLoads, type ServerLoad } from '../../probe/prometheus/load.ts';
import { READ_INTERVAL_MS, secondsUntilRead } from '../../probe/schedule.ts';
import { podIP } from '../../workload/status.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import { routePrefix } from '../server/pod.ts';
import { readyPods } from '../server/readypods.ts';
import type { LoadFacts } from './load.ts';
import type { Followed } from './parent.ts';

/** The last read of a Prometheus. Times are in milliseconds since 1970. */
interface LastRead {
  readonly due: number;
  readonly shards: LoadFacts['shards'];
  readonly isFirstFailure: boolean;
}

/** A failure after a longer time is not a second one. */
const RECENT_MS = 5 * READ_INTERVAL_MS;
const MAX_READS = 1000;

/** The last reads by uid. A lost entry costs one more read. */
const lastReads = new LRUCache<string, LastRead>({ max: MAX_READS });

/** The load of a shard by those of its replicas: the largest of each. */
function largestLoad(replicas: readonly Outcome<ServerLoad>[]): Outcome<ServerLoad> {
  const known = replicas.flatMap((outcome) => (outcome.is === 'ok' ? [outcome.value] : []));
  const [first, ...others] = known;
  if (!first) return (replicas[0] as Outcome<ServerLoad> | undefined) ?? unknown('it has no ready pod');
  let found = first;
  for (const other of others) {
    const [a, b] = [found.scrapes, other.scrapes];
    const isMore = b.is === 'ok' && (a.is !== 'ok' || b.value.series > a.value.series);
    found = { series: Math.max(found.series, other.series), scrapes: isMore ? b : a };
  }
  return { is: 'ok', value: found };
}

async function read(inputs: Inputs, followed: Followed): Promise<readonly Outcome<ServerLoad>[]> {
  const { prefix, shards, spec, isAgent } = followed;
  const pods = Array.from({ length: shards }, (_, shard) => readyPods(inputs, prefix, shard));
  const asked = pods.flat();
  const found = await askLoads(asked.map(podIP), {
    scheme: urlScheme(spec.web),
    before: routePrefix(spec),
    hasQueries: !isAgent,
  });
  const byPod = new Map(asked.map((pod, i) => [pod, found[i] as Outcome<ServerLoad>]));
  return pods.map((replicas) => largestLoad(replicas.map((pod) => byPod.get(pod) as Outcome<ServerLoad>)));
}

/**
 * The load of the shards. One read serves all syncs of a minute. Never rejects; takes four seconds at most. `followed`:
 * `undefined` for a Prometheus that does not follow its load.
 */
export async function loadFacts(
  inputs: Inputs,
  followed: Followed | undefined,
  now: Date,
): Promise<LoadFacts | undefined> {
  if (!followed || 'issues' in followed.wanted || followed.isMoving || followed.isPaused) return undefined;
  const { uid = '' } = inputs.parent.metadata;
  const at = now.getTime();
  const last = lastReads.get(uid);
  const next = secondsUntilRead(last?.due, at);
  if (last && last.shards.length === followed.shards && next !== undefined)
    return { shards: last.shards, isFirstFailure: last.isFirstFailure, next };
  const shards = await read(inputs, followed);
  const isWhole = shards.every(({ is }) => is === 'ok');
  const wasWhole = last?.shards.every(({ is }) => is === 'ok') ?? false;
  const isFirstFailure = !isWhole && wasWhole && at - (last?.due ?? at) < RECENT_MS;
  lastReads.set(uid, { due: at + READ_INTERVAL_MS, shards, isFirstFailure });
  return { shards, isFirstFailure, next: READ_INTERVAL_MS / 1000 };
}
