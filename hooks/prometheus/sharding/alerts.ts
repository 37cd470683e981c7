// When one server's alerts may become another's: once each is there as far as it was here, so that none ends and begins
// again.

import type { KubernetesObject } from '../../core/meta.ts';
import type { AlertState, ServersFacts } from '../../probe/prometheus/servers.ts';

/** Alerts of rules with a longer `for` are rare. */
const TIMEOUT_MS = 3_600_000;
/** Servers evaluate a rule at different moments. */
const EVALUATION_SKEW_MS = 120_000;

type Labels = Readonly<Record<string, string>>;

/**
 * The labels of an alert, as one text, without those of its server: Thanos has them on each series, Prometheus adds
 * them when it sends.
 */
const withoutExternal = (labels: string, external: Labels): string =>
  JSON.stringify((JSON.parse(labels) as [string, string][]).filter(([name, value]) => external[name] !== value));

const alertName = (labels: string): string =>
  (JSON.parse(labels) as [string, string][]).find(([name]) => name === 'alertname')?.[1] ?? '';

/** Whether the tier knows an alert of a shard: it is firing, or has been pending for as long. */
const isTaken = (was: AlertState, is: AlertState | undefined): boolean =>
  is !== undefined && (is.isFiring || (!was.isFiring && is.since - was.since < EVALUATION_SKEW_MS));

/**
 * What the tier has yet to know of alerts before the shards may stop evaluating rules; empty where it knows all.
 * `from`, `to`: pods of the shards and of the tier, `ready` since when all are (milliseconds since 1970), `isWhole`:
 * whether there is one shard only, so that all its alerts are right, `external`: labels that only the tier's alerts may
 * have. Of several, each evaluates rules over its part: what is absent or low there need not be so in the whole, and
 * such an alert never comes up in the tier. Prometheus restores how long an alert has been pending from its own storage
 * alone, so the tier has to begin by itself.
 */
export function alertsWait(
  from: readonly KubernetesObject[],
  to: readonly KubernetesObject[],
  ready: number,
  facts: ServersFacts,
  now: number,
  isWhole: boolean,
  external: Labels = {},
): string {
  const isTimeout = now - ready >= TIMEOUT_MS;
  const of = (pods: readonly KubernetesObject[]) => pods.map(({ metadata }) => facts.get(metadata.uid ?? '')?.alerts);
  const plain = (alerts: ReadonlyMap<string, AlertState>) =>
    new Map([...alerts].map(([labels, state]) => [withoutExternal(labels, external), state]));
  const [before, after] = [of(from), of(to)];
  const known = [...before, ...after].flatMap((alerts) => (alerts?.is === 'ok' ? [plain(alerts.value)] : []));
  if (known.length < before.length + after.length)
    return isTimeout ? '' : 'alerts cannot be compared; the tier takes them over an hour after all servers were ready';
  if (isTimeout && !isWhole) return '';
  for (const was of known.slice(0, before.length)) {
    for (const [labels, state] of was) {
      if (known.slice(before.length).some((is) => !isTaken(state, is.get(labels))))
        return `an alert is not as far in the query tier as in ${isWhole ? 'the only shard' : 'the shards'}: ${alertName(labels)}`;
    }
  }
  return '';
}
