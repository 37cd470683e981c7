// Reads the load of the shards once a minute: of all ready pods of each shard, of which the largest counts.
import { LRUCache } from 'lru-cache';
import type { Inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Outcome } from '../../probe/io/outcome.ts';
import { unknown } from '../../probe/io/unreachable.ts';
import { askLoads, type ServerLoad } from '../../probe/prometheus/load.ts';
import { isReady, ownedPods, podIP } from '../../workload/status.ts';
import { routePrefix } from '../server/pod.ts';
import { shardName } from '../server/statefulset.ts';
import type { LoadFacts } from './load.ts';
import type { Followed } from './parent.ts';

/** The last read of a Prometheus. Times are in milliseconds since 1970. */
interface LastRead {
  readonly due: number;
  readonly shards: LoadFacts['shards'];
  readonly isFirstFailure: boolean;
}

const INTERVAL_MS = 60_000;
/** A sync comes a little earlier than asked for. */
const EARLY_MS = 2000;
/** A failure after a longer time is not a second one. */
const RECENT_MS = 5 * INTERVAL_MS;
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

/** The ready pods of each shard. */
const podsOf = ({ parent, observed, related }: Inputs, { prefix, shards }: Followed): KubernetesObject[][] =>
  Array.from({ length: shards }, (_, shard) => {
    const set = observed.statefulSets.get(parent.metadata.namespace, shardName(prefix, shard));
    return set ? ownedPods(set, related.pods).filter(isReady) : [];
  });

async function read(inputs: Inputs, followed: Followed): Promise<readonly Outcome<ServerLoad>[]> {
  const pods = podsOf(inputs, followed);
  const { spec, isAgent } = followed;
  const asked = pods.flat();
  const found = await askLoads(asked.map(podIP), {
    scheme: spec.web?.tlsConfig ? 'https' : 'http',
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
  const left = (last?.due ?? at) - at;
  if (last && last.shards.length === followed.shards && left > EARLY_MS && left <= INTERVAL_MS)
    return { shards: last.shards, isFirstFailure: last.isFirstFailure, next: Math.ceil(left / 1000) };
  const shards = await read(inputs, followed);
  const isWhole = shards.every(({ is }) => is === 'ok');
  const wasWhole = last?.shards.every(({ is }) => is === 'ok') ?? false;
  const isFirstFailure = !isWhole && wasWhole && -left < RECENT_MS;
  lastReads.set(uid, { due: at + INTERVAL_MS, shards, isFirstFailure });
  return { shards, isFirstFailure, next: INTERVAL_MS / 1000 };
}
