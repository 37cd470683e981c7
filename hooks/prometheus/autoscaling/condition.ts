// The condition Autoscaling: the last decision, and the next. Its text depends on the state and not on the load of the
// moment, so that a steady state does not change it.

import type { NewCondition } from '../../core/conditions.ts';
import { formatGoDuration } from '../../core/duration.ts';
import { type Issue, text } from '../../core/issue.ts';
import { boundedLines } from '../../core/message.ts';
import { timestamp } from '../../core/timestamp.ts';
import type { Autoscale } from './annotation.ts';
import { type Decision, DOWN, EDITS_MS, UP } from './decide.ts';
import type { AutoscaleState, Cause } from './state.ts';

export const AUTOSCALING = 'Autoscaling';

const numberText = (number: number): string => Math.round(number).toLocaleString('en-US');

const shardsText = (shards: number): string => `${shards} ${shards === 1 ? 'shard' : 'shards'}`;

/** `1,000,000 series and 50,000 samples/s`, without what the user does not limit. */
const amounts = (
  { seriesPerShard, samplesPerShard }: Pick<Autoscale, 'seriesPerShard' | 'samplesPerShard'>,
  factor: number,
  and: 'or' | 'and',
): string =>
  [
    ...(seriesPerShard === undefined ? [] : [`${numberText(factor * seriesPerShard)} series`]),
    ...(samplesPerShard === undefined ? [] : [`${numberText(factor * samplesPerShard)} samples/s`]),
  ].join(` ${and} `);

const CAUSES: Readonly<Record<Cause, string>> = {
  start: 'began with spec.shards',
  edit: 'spec.shards was edited',
  bounds: 'minShards or maxShards was changed',
  lost: 'the record was lost',
  up: 'the load was high',
  down: 'the load was low',
};

/** The last decision, with the load that it was made of. */
function lastDecision({ cause, changed, was, shards, series, samples }: AutoscaleState, wanted: Autoscale): string {
  const load = amounts(
    {
      ...(wanted.seriesPerShard === undefined || series === undefined ? {} : { seriesPerShard: series }),
      ...(wanted.samplesPerShard === undefined || samples === undefined ? {} : { samplesPerShard: samples }),
    },
    1,
    'and',
  );
  const numbers = was === shards ? shardsText(shards) : `from ${was} to ${shardsText(shards)}`;
  return `Last decision at ${timestamp(changed)}: ${numbers}, ${CAUSES[cause]}${load ? ` (${load})` : ''}.`;
}

/** What makes the next decision. */
function thresholds({ shards }: AutoscaleState, wanted: Autoscale): string {
  const more = shards < wanted.maxShards ? `more shards above ${amounts(wanted, shards * UP, 'or')}` : '';
  const fewer =
    shards > wanted.minShards
      ? `one less after ${formatGoDuration(wanted.stabilizationWindow)} below ` +
        amounts(wanted, (shards - 1) * DOWN, 'and')
      : '';
  return [more, fewer].filter(Boolean).join('; ') || 'none, minShards is maxShards';
}

type Writer = (decision: Decision, wanted: Autoscale, writer: string) => string;

const NEXT: Readonly<Record<Decision['reason'], Writer>> = {
  Steady: ({ state }, wanted) => `Next: ${thresholds(state, wanted)}.`,
  LowLoad: ({ state }, wanted) =>
    `Next: ${shardsText(state.shards - 1)} at ${timestamp((state.low ?? 0) + wanted.stabilizationWindow)}, ` +
    `if the load stays below ${amounts(wanted, (state.shards - 1) * DOWN, 'and')}.`,
  AtMaximum: ({ state }, wanted) =>
    `The load has been above ${amounts(wanted, state.shards * UP, 'or')} since ${timestamp(state.high ?? 0)}, ` +
    'and maxShards allows no more shards. Raise maxShards, or scrape less.',
  Resting: ({ state, until = 0 }) =>
    `Next: not before ${timestamp(until)}, because ` +
    (until === state.stale
      ? 'servers still have series of targets that have moved away.'
      : 'the number was decided a moment ago.'),
  Resharding: () => 'Next: after the targets have moved.',
  LoadUnknown: ({ unknown = '' }) => `The load is not known, so nothing is changed: ${unknown}.`,
  TwoAutoscalers: ({ state: { edits = 0 }, until = 0 }, _wanted, writer) =>
    `spec.shards was edited ${edits} times, each time within ${formatGoDuration(EDITS_MS)}${writer}. ` +
    'Something else writes it, such as an HPA or KEDA: remove that, or remove this annotation. ' +
    `Nothing is decided until ${timestamp(until)}.`,
};

const STATUS: Readonly<Partial<Record<Decision['reason'], NewCondition['status']>>> = {
  AtMaximum: 'False',
  LoadUnknown: 'Unknown',
  TwoAutoscalers: 'False',
};

/**
 * The condition of a decision. `writer`: what has written `spec.shards`, or ''. `remark`: about the shards,
 * or ''.
 */
export function autoscalingCondition(
  decision: Decision,
  wanted: Autoscale,
  { writer, remark }: { readonly writer: string; readonly remark: string },
): NewCondition {
  const { state, reason } = decision;
  const by = writer ? `, last by ${writer}` : '';
  const bounds = `${shardsText(state.shards)}, of ${wanted.minShards} to ${wanted.maxShards}.`;
  const lines = [bounds, lastDecision(state, wanted), NEXT[reason](decision, wanted, by), ...(remark ? [remark] : [])];
  return { type: AUTOSCALING, status: STATUS[reason] ?? 'True', reason, message: lines.join(' ') };
}

const MAX_BYTES = 1500;

/** The condition of an annotation that cannot be followed. `shards`: the number that stays. */
export const refusedCondition = (
  reason: 'InvalidConfiguration' | 'NotPossible',
  issues: readonly Issue[],
  shards: number,
): NewCondition => ({
  type: AUTOSCALING,
  status: 'False',
  reason,
  message: boundedLines([...issues.map(text), `The number of shards stays ${shards}.`], MAX_BYTES),
});
