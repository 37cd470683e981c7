// When a resharding is complete: every server has loaded the new configuration and has scraped all its targets. Only
// then do the old shards stop scraping them.
import type { Prometheus } from '../../api/prometheus.ts';
import { conditionOf, type NewCondition } from '../../core/conditions.ts';
import { parseDuration } from '../../core/duration.ts';
import type { Lister, Listers } from '../../core/inputs.ts';
import { largest } from '../../core/lists.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { ServersFacts } from '../../probe/prometheus/servers.ts';
import { describeMove, isSame, type Sharding } from '../../scrape/job/assignment.ts';
import { withClusterLabel } from '../../scrape/job/federationlabels.ts';
import { availability, availableReplicas, ownedPods } from '../../workload/status.ts';
import { wholeLabels } from '../config/global.ts';
import { shardName } from '../server/statefulset.ts';
import { alertsWait } from './alerts.ts';
import { currentResharding, type Resharding, shardCount } from './state.ts';
import { evaluatorName, isThanos, queryName, type Tier } from './tier.ts';

/** After a reload Prometheus discovers targets for some seconds. The first scrapes follow within an interval. */
const SETTLE_MS = 20_000;
/** A server that cannot be probed counts as done after this time: twice what a kubelet takes to update a Secret. */
const ASSUMED_READY_MS = 180_000;

/** Targets that are new after this time are not moving ones: where targets come and go, some are always new. */
const CHURN_MS = 900_000;

/** What the progress of a resharding depends on. */
export interface ProgressInput {
  readonly resharding: Resharding;
  readonly prefix: string;
  readonly namespace: string;
  /** The existing children. */
  readonly observed: Listers;
  readonly pods: Lister;
  readonly facts: ServersFacts;
  readonly tier: Tier;
  /** External labels that only alerts of the tier may have. */
  readonly external: Readonly<Record<string, string>>;
  /** The scrape interval of the Prometheus, milliseconds. */
  readonly interval: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** When a pod became ready, milliseconds since 1970; `undefined` while it is not ready. */
function readySince(pod: KubernetesObject): number | undefined {
  const ready = conditionOf(pod, 'Ready');
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') || 0 : undefined;
}

/** Waits for a server that cannot be probed; '' when its time is over. `ready`: since when all pods are ready. */
function assumedReadyWaits(name: string, ready: number, { resharding, interval, now }: ProgressInput): string {
  const needed = ASSUMED_READY_MS + interval;
  return waitedFor(ready, resharding, now) < needed
    ? `${name} cannot be probed; assumed ready ${needed / 1000} s after the configuration was written`
    : '';
}

/** Milliseconds since all pods were ready and the configuration was written. */
const waitedFor = (ready: number, { since }: Resharding, now: number): number => now - Math.max(ready, since ?? now);

/** What a server waits for; '' where it is done. `ready`: since when all pods are ready. */
function podWaits(pod: KubernetesObject, ready: number, input: ProgressInput): string {
  const { facts, resharding, interval, now } = input;
  const { name, uid = '' } = pod.metadata;
  const found = facts.get(uid);
  if (found?.config.is === 'ok' && found.configured.is === 'ok' && found.unscraped.is === 'ok') {
    if (!found.config.value.contains || now - found.configured.value < SETTLE_MS)
      return `${name} has not loaded the new configuration yet`;
    const isNew =
      now - found.configured.value < ASSUMED_READY_MS + interval && waitedFor(ready, resharding, now) < CHURN_MS;
    return found.unscraped.value > 0 && isNew ? `${name} has not scraped all its targets yet` : '';
  }
  return assumedReadyWaits(name, ready, input);
}

/** The pods of a StatefulSet, or the reason why they are not all ready. */
function readyPods(name: string, { namespace, observed, pods }: ProgressInput): readonly KubernetesObject[] | string {
  const set = observed.statefulSets.get(namespace, name);
  const isWhole = set && availability(set, pods).condition.status === 'True';
  return isWhole ? ownedPods(set, pods) : `${name} has pods that are not ready`;
}

/** The pods of several StatefulSets, or the reason why they are not all ready. */
function allPods(names: readonly string[], input: ProgressInput): readonly KubernetesObject[] | string {
  const sets = names.map((name) => readyPods(name, input));
  return sets.find((pods) => typeof pods === 'string') ?? (sets as readonly (readonly KubernetesObject[])[]).flat();
}

const shardNames = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, shard) => shardName(prefix, shard));

/** Since when all pods are ready, milliseconds since 1970. */
const allReadySince = (pods: readonly KubernetesObject[]): number =>
  largest(
    pods.map((pod) => readySince(pod) ?? 0),
    Number.NEGATIVE_INFINITY,
  );

/** What Thanos Query waits for. It cannot be probed, so it gets time to find the servers that became ready last. */
function queryWaits(input: ProgressInput, ready: number): string {
  const { tier, prefix, namespace, observed } = input;
  if (!isThanos(tier)) return '';
  const name = queryName(prefix);
  if (availableReplicas(observed.deployments.get(namespace, name)) === 0) return `${name} has pods that are not ready`;
  return assumedReadyWaits(name, ready, input);
}

/**
 * What a shard waits for that a remote-read tier reads; '' where it is done. A shard adds its external labels to what
 * is read from it. Until it has loaded a configuration without them, the tier has every series and alert twice.
 */
function labelsWait(pod: KubernetesObject, ready: number, input: ProgressInput): string {
  const config = input.facts.get(pod.metadata.uid ?? '')?.config;
  if (config?.is !== 'ok') return assumedReadyWaits(pod.metadata.name, ready, input);
  return config.value.hasExternalLabels
    ? `${pod.metadata.name} has not loaded the configuration without external labels yet`
    : '';
}

/** What the tier waits for before the shards may stop evaluating rules. */
function handoverWaits(input: ProgressInput, evaluator: string): string {
  const { resharding, prefix, facts, now, external, tier: kind } = input;
  const count = shardCount(resharding);
  const [shards, tier] = [allPods(shardNames(prefix, count), input), allPods([evaluator], input)];
  if (typeof shards === 'string') return shards;
  if (typeof tier === 'string') return tier;
  const ready = allReadySince([...shards, ...tier]);
  const labelled = kind === 'remote-read' ? shards : [];
  const waits =
    labelled.map((pod) => labelsWait(pod, ready, input)).find(Boolean) ||
    tier.map((pod) => podWaits(pod, ready, input)).find(Boolean) ||
    queryWaits(input, ready);
  return waits || alertsWait({ shards, tier, facts, ready, now, isWhole: count === 1, external });
}

/** What the resharding waits for; '' where the old shards may stop scraping the moving targets. */
export function waitsFor(input: ProgressInput): string {
  const { resharding, prefix, tier } = input;
  const evaluator = evaluatorName(tier, prefix);
  if (resharding.since === undefined) return 'the configuration has not been written yet';
  if (resharding.handsOver && evaluator) return handoverWaits(input, evaluator);
  const readers = tier === 'remote-read' ? [queryName(prefix)] : [];
  const pods = allPods([...shardNames(prefix, resharding.now.shards), ...readers], input);
  if (typeof pods === 'string') return pods;
  const ready = allReadySince(pods);
  return pods.map((pod) => podWaits(pod, ready, input)).find(Boolean) ?? queryWaits(input, ready);
}

const moves = ({ before, now }: Resharding): boolean => before !== undefined && !isSame(before, now);

/** Condition Resharding: True while targets move or the tier takes over rules, with what that waits for. */
export function reshardingCondition(moving: Resharding | undefined, waits: string): NewCondition {
  const type = 'Resharding';
  if (!moving) return { type, status: 'False', reason: 'Settled', message: '' };
  if (moving.handsOver)
    return {
      type,
      status: 'True',
      reason: 'HandingOver',
      message: moves(moving)
        ? `from ${describeMove(moving)}: the query tier takes over the rules before targets move. Waiting for: ${waits}`
        : `The query tier takes over the rules. Waiting for: ${waits}`,
    };
  return {
    type,
    status: 'True',
    reason: 'Moving',
    message:
      `from ${describeMove(moving)}: old and new shards scrape the moving targets. ` +
      `Waiting for: ${waits || 'Secrets of scrape objects'}`,
  };
}

/** The assignment of targets to shards in this response. */
export interface Reshard {
  readonly resharding: Resharding;
  /** What the resharding waits for; '' where nothing moves or all is done. */
  readonly waits: string;
  /** The sharding rules of the configuration; `undefined` for plain hashmod. */
  readonly sharding: Sharding | undefined;
}

const isPlain = ({ before, now }: Sharding): boolean => !before && now.mode === 'hashmod';

/** Labels that Thanos adds to alerts: the external labels of the Prometheus. */
const alertLabels = (parent: Prometheus, options: Options): Readonly<Record<string, string>> => {
  const { name, namespace = '' } = parent.metadata;
  return wholeLabels({ spec: withClusterLabel(parent, options), namespace, name, options });
};

/** What `progress` depends on. */
export interface ReshardingView extends Pick<ProgressInput, 'observed' | 'pods' | 'facts'> {
  /** The time of the request. */
  readonly now: Date;
}

/** The state of a resharding, and whether it is complete. */
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
      external: isThanos(tier) ? alertLabels(parent, options) : {},
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
