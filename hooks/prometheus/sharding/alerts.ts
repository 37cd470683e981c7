// When the query tier may take over the alerts of the shards: once each alert is as far in the tier as in its shard.
// Otherwise alerts would resolve and fire again.

import type { KubernetesObject } from '../../core/meta.ts';
import type { AlertState, ServersFacts } from '../../probe/prometheus/servers.ts';

/** The handover waits no longer for alerts. Rules with a longer `for` are rare. */
const TIMEOUT_MS = 3_600_000;
/** Servers evaluate a rule at different moments: `activeAt` of the same alert differs by less. */
const EVALUATION_SKEW_MS = 120_000;

type Labels = Readonly<Record<string, string>>;

/**
 * The labels of an alert without external labels, as JSON. Thanos has external labels on each series; Prometheus adds
 * them when it sends an alert.
 */
const withoutExternal = (labels: string, external: Labels): string =>
  JSON.stringify((JSON.parse(labels) as [string, string][]).filter(([name, value]) => external[name] !== value));

const alertName = (labels: string): string =>
  (JSON.parse(labels) as [string, string][]).find(([name]) => name === 'alertname')?.[1] ?? '';

/** Whether the tier has an alert of a shard: it is firing, or pending for as long. */
const isTaken = (was: AlertState, is: AlertState | undefined): boolean =>
  is !== undefined && (is.isFiring || (!was.isFiring && is.since - was.since < EVALUATION_SKEW_MS));

/** The servers whose alerts are compared. */
export interface AlertComparison {
  /** Pods of the shards. */
  readonly shards: readonly KubernetesObject[];
  /** Pods of the tier that evaluate rules. */
  readonly tier: readonly KubernetesObject[];
  readonly facts: ServersFacts;
  /** Since when all pods are ready, milliseconds since 1970. */
  readonly ready: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether there is one shard only. */
  readonly isWhole: boolean;
  /** External labels that only alerts of the tier may have. */
  readonly external?: Labels;
}

/**
 * Why the shards must go on evaluating rules; '' where the tier has all alerts. With several shards the comparison ends
 * after `TIMEOUT_MS`: each shard sees only its own targets, so it may have alerts that never come up in the tier.
 * Prometheus restores the pending time of an alert from its own storage only, so the tier starts to count again.
 */
export function alertsWait({ shards, tier, facts, ready, now, isWhole, external = {} }: AlertComparison): string {
  const isTimeout = now - ready >= TIMEOUT_MS;
  const of = (pods: readonly KubernetesObject[]) => pods.map(({ metadata }) => facts.get(metadata.uid ?? '')?.alerts);
  const plain = (alerts: ReadonlyMap<string, AlertState>) =>
    new Map([...alerts].map(([labels, state]) => [withoutExternal(labels, external), state]));
  const [before, after] = [of(shards), of(tier)];
  const known = [...before, ...after].flatMap((alerts) => (alerts?.is === 'ok' ? [plain(alerts.value)] : []));
  if (known.length < before.length + after.length)
    return isTimeout ? '' : 'alerts cannot be compared; the tier takes over one hour after all servers became ready';
  if (isTimeout && !isWhole) return '';
  const from = isWhole ? 'the only shard' : 'the shards';
  for (const was of known.slice(0, before.length)) {
    for (const [labels, state] of was) {
      if (known.slice(before.length).some((is) => !isTaken(state, is.get(labels))))
        return `the query tier has not caught up with ${from}: alert ${alertName(labels)}`;
    }
  }
  return '';
}
