// When targets have arrived: every server of the shards to come knows the way, and has scraped all it is to scrape.
// Only then are they left where they were.
import type { Prometheus } from '../../api/prometheus.ts';
import { conditionOf, type NewCondition } from '../../core/conditions.ts';
import { parseDuration } from '../../core/duration.ts';
import type { Lister, Listers } from '../../core/inputs.ts';
import { largest } from '../../core/lists.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { ServersFacts } from '../../probe/prometheus/servers.ts';
import { isSame, type Sharding, wayOf } from '../../scrape/job/assignment.ts';
import { withClusterLabel } from '../../scrape/job/federationlabels.ts';
import { availability, availableOf, podsOf } from '../../workload/status.ts';
import { wholeLabels } from '../config/global.ts';
import { shardName } from '../server/statefulset.ts';
import { alertsWait } from './alerts.ts';
import { currentResharding, type Resharding, shardCount } from './state.ts';
import { evaluatorName, queryName, type Tier } from './tier.ts';

/**
 * After a new configuration Prometheus collects its targets for some seconds, the first scrapes follow within an
 * interval.
 */
const SETTLE_MS = 20_000;
/** A server that cannot be asked: the longest that a kubelet takes to bring a Secret into a pod, twice. */
const ASSUMED_READY_MS = 180_000;

/** Where targets come and go all the time, some are always new: after so long these are not the ones that move. */
const CHURN_MS = 900_000;

export interface ProgressInput {
  readonly resharding: Resharding;
  readonly prefix: string;
  readonly namespace: string;
  /** Children as they are. */
  readonly observed: Listers;
  readonly pods: Lister;
  readonly facts: ServersFacts;
  readonly tier: Tier;
  /** Labels that only alerts of the tier may have. */
  readonly external: Readonly<Record<string, string>>;
  /** Of the longest usual scrape interval, milliseconds. */
  readonly interval: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** When a pod became ready, milliseconds since 1970; nothing while it is not. */
function readySince(pod: KubernetesObject): number | undefined {
  const ready = conditionOf(pod, 'Ready');
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') || 0 : undefined;
}

/** One that cannot be asked counts by time; `ready`: since when all are. */
function assumedReadyWaits(name: string, ready: number, { resharding, interval, now }: ProgressInput): string {
  const needed = ASSUMED_READY_MS + interval;
  return waitedFor(ready, resharding, now) < needed
    ? `${name} cannot be asked; it counts ${needed / 1000} s after it was told`
    : '';
}

/** Milliseconds since all were ready and had been told. */
const waitedFor = (ready: number, { since }: Resharding, now: number): number => now - Math.max(ready, since ?? now);

/** What a server has yet to do; `ready`: since when all are ready. Empty where it has done it. */
function podWaits(pod: KubernetesObject, ready: number, input: ProgressInput): string {
  const { facts, resharding, interval, now } = input;
  const { name, uid = '' } = pod.metadata;
  const found = facts.get(uid);
  if (found?.contains.is === 'ok' && found.configured.is === 'ok' && found.unscraped.is === 'ok') {
    if (!found.contains.value || now - found.configured.value < SETTLE_MS)
      return `${name} has not taken over the new configuration yet`;
    const isNew =
      now - found.configured.value < ASSUMED_READY_MS + interval && waitedFor(ready, resharding, now) < CHURN_MS;
    return found.unscraped.value > 0 && isNew ? `${name} has targets that it has not scraped yet` : '';
  }
  return assumedReadyWaits(name, ready, input);
}

/** The pods of a StatefulSet, or why they are not all there. */
function readyPods(name: string, { namespace, observed, pods }: ProgressInput): readonly KubernetesObject[] | string {
  const set = observed.statefulSets.get(namespace, name);
  const isWhole = set && availability(set, pods).condition.status === 'True';
  return isWhole ? podsOf(set, pods) : `${name} has pods that are not ready`;
}

/** The pods of several StatefulSets, or why they are not all there. */
function allPods(names: readonly string[], input: ProgressInput): readonly KubernetesObject[] | string {
  const sets = names.map((name) => readyPods(name, input));
  return sets.find((pods) => typeof pods === 'string') ?? (sets as readonly (readonly KubernetesObject[])[]).flat();
}

const shardNames = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, shard) => shardName(prefix, shard));

/** Since when all are ready. */
const allReadySince = (pods: readonly KubernetesObject[]): number =>
  largest(
    pods.map((pod) => readySince(pod) ?? 0),
    Number.NEGATIVE_INFINITY,
  );

/** Thanos Query: it is there, and (it cannot be asked) has had time to find the servers that became ready last. */
function queryWaits(input: ProgressInput, ready: number): string {
  const { tier, prefix, namespace, observed } = input;
  if (tier !== 'thanos') return '';
  const name = queryName(prefix);
  if (availableOf(observed.deployments.get(namespace, name)) === 0) return `${name} has pods that are not ready`;
  return assumedReadyWaits(name, ready, input);
}

/** What the tier has yet to do before the shards may stop evaluating rules. */
function handoverWaits(input: ProgressInput, evaluator: string): string {
  const { resharding, prefix, facts, now, external } = input;
  const count = shardCount(resharding);
  const [shards, tier] = [allPods(shardNames(prefix, count), input), allPods([evaluator], input)];
  if (typeof shards === 'string') return shards;
  if (typeof tier === 'string') return tier;
  const ready = allReadySince([...shards, ...tier]);
  const waits = tier.map((pod) => podWaits(pod, ready, input)).find(Boolean) || queryWaits(input, ready);
  return waits || alertsWait(shards, tier, ready, facts, now, count === 1, external);
}

/** What the move waits for; empty where targets may leave where they were. */
export function waitsFor(input: ProgressInput): string {
  const { resharding, prefix, tier } = input;
  const evaluator = evaluatorName(tier, prefix);
  if (resharding.since === undefined) return 'the servers have not been told yet';
  if (resharding.handsOver && evaluator) return handoverWaits(input, evaluator);
  const readers = tier === 'remote-read' ? [queryName(prefix)] : [];
  const pods = allPods([...shardNames(prefix, resharding.now.shards), ...readers], input);
  if (typeof pods === 'string') return pods;
  const ready = allReadySince(pods);
  return pods.map((pod) => podWaits(pod, ready, input)).find(Boolean) ?? queryWaits(input, ready);
}

const moves = ({ before, now }: Resharding): boolean => before !== undefined && !isSame(before, now);

/** Resharding: True while targets are on their way, with what it waits for. */
export function reshardingCondition(moving: Resharding | undefined, waits: string): NewCondition {
  const type = 'Resharding';
  if (!moving) return { type, status: 'False', reason: 'Settled', message: '' };
  if (moving.handsOver)
    return {
      type,
      status: 'True',
      reason: 'HandingOver',
      message: `${moves(moving) ? `from ${wayOf(moving)}: ` : ''}the query tier takes over the rules${moves(moving) ? ' before any target moves' : ''}; waits: ${waits}`,
    };
  return {
    type,
    status: 'True',
    reason: 'Moving',
    message: `from ${wayOf(moving)}: targets are scraped where they were and where they will be until all are there; waits: ${waits || 'Secrets of scrape objects'}`,
  };
}

/** How targets are spread in this answer, and on their way to where. */
export interface Reshard {
  readonly resharding: Resharding;
  /** Empty where nothing moves, or where targets have arrived. */
  readonly waits: string;
  /** What the configuration says; nothing where it is as ever. */
  readonly sharding: Sharding | undefined;
}

const isPlain = ({ before, now }: Sharding): boolean => !before && now.mode === 'hashmod';

/** What Thanos puts on alerts before they are sent: the external labels of the Prometheus. */
const alertLabels = (parent: Prometheus, options: Options): Readonly<Record<string, string>> => {
  const { name, namespace = '' } = parent.metadata;
  return wholeLabels({ spec: withClusterLabel(parent, options), namespace, name, options });
};

/** What a decision about moving targets is based on. */
export interface ReshardingView extends Pick<ProgressInput, 'observed' | 'pods' | 'facts'> {
  /** The time of the request. */
  readonly now: Date;
}

/** Where targets are, and whether they may leave where they were. */
export function progress(
  parent: Prometheus,
  tier: Tier,
  { observed, pods, facts, now: time }: ReshardingView,
  options: Options,
): Reshard {
  const prefix = `prometheus-${parent.metadata.name}`;
  const observedState = currentResharding(parent, observed, prefix, options);
  const waiting = (resharding: Resharding): string =>
    waitsFor({
      resharding,
      prefix,
      namespace: parent.metadata.namespace ?? '',
      observed,
      pods,
      facts,
      tier,
      external: tier === 'thanos' ? alertLabels(parent, options) : {},
      interval: parseDuration(parent.spec.scrapeInterval ?? '30s') ?? 30_000,
      now: time.getTime(),
    });
  const taken = observedState.handsOver && waiting(observedState) === '';
  const resharding = taken
    ? {
        now: observedState.now,
        isKept: true,
        ...(observedState.before && moves(observedState) ? { before: observedState.before } : {}),
      }
    : observedState;
  const waits = resharding.before ? waiting(resharding) : '';
  const { before, now, handsOver } = resharding;
  if (before && handsOver) return { resharding, waits, sharding: { now: before } };
  const sharding = waits ? { before, now } : { now };
  return { resharding, waits, sharding: isPlain(sharding) ? undefined : sharding };
}
