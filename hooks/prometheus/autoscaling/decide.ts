// The number of shards of a Prometheus that follows its load: up fast, down slowly, one change a period. Pure: the
// state and the facts in, the next state and its reason out.
import type { Autoscale } from './annotation.ts';
import { type Load, type LoadFacts, type NoLoad, totalLoad } from './load.ts';
import { type AutoscaleState, type Cause, rounded } from './state.ts';

/** More shards if the load is this much above what they should have. */
export const UP = 1.1;
/** Fewer shards if one less would have at most this much of what they should have. */
export const DOWN = 0.7;
/** The load is no longer above the maximum if it is back at what the shards should have, after this time. */
const HIGH_MS = 1_800_000;
/** So many edits of `spec.shards`, each within this time of the one before, are not those of a user. */
const EDITS = 3;
export const EDITS_MS = 6 * 3_600_000;

/** What a decision depends on. Times are in milliseconds since 1970. */
export interface DecisionInput {
  readonly wanted: Autoscale;
  /** `spec.shards`. */
  readonly spec: number;
  /** The observed state; `undefined` before the first decision. */
  readonly state: AutoscaleState | undefined;
  /** Whether targets move. */
  readonly isMoving: boolean;
  readonly facts: LoadFacts | undefined;
  /** How long servers have the series of targets that have moved away. */
  readonly memory: number;
  readonly now: number;
}

export type DecisionReason =
  | 'Steady'
  | 'LowLoad'
  | 'AtMaximum'
  | 'Resting'
  | 'Resharding'
  | 'LoadUnknown'
  | 'TwoAutoscalers';

/** The next state, and why it is this one. */
export interface Decision {
  readonly state: AutoscaleState;
  readonly reason: DecisionReason;
  /** Until when nothing is decided. */
  readonly until?: number;
  /** Why the load is not known. */
  readonly unknown?: string;
}

type Known = DecisionInput & { readonly state: AutoscaleState };

export const bounded = (shards: number, { minShards, maxShards }: Autoscale): number =>
  Math.min(maxShards, Math.max(minShards, shards));

/** The number of edits in a row, with a new one. */
const editsWith = ({ edits = 0, edited }: AutoscaleState, now: number): number =>
  edited !== undefined && now - edited < EDITS_MS ? edits + 1 : 1;

/** The state after a change to another number. Its targets move from now on. */
function changed({ state, spec, now }: Known, shards: number, cause: Cause, load?: Load): Decision {
  const { settled: _s, low: _l, seen: _n, left: _e, high: _h, series: _a, samples: _b, ...kept } = state;
  return {
    reason: 'Resharding',
    state: {
      ...kept,
      shards,
      was: state.shards,
      spec,
      cause,
      changed: now,
      ...(load ? { series: load.series } : {}),
      ...(load?.samples === undefined ? {} : { samples: load.samples }),
      ...(load?.ratio === undefined ? {} : { ratio: load.ratio }),
    },
  };
}

const started = ({ wanted, spec, isMoving, now }: DecisionInput): AutoscaleState => {
  const shards = bounded(spec, wanted);
  const isSettled = !isMoving && shards === spec;
  return { shards, was: spec, spec, cause: 'start', changed: now, ...(isSettled ? { settled: now } : {}) };
};

const loadOf = ({ facts, wanted, state, now }: Known): Load | NoLoad => totalLoad(facts, wanted, state, now);

/** What the user has changed: `spec.shards`, or the bounds. It is done at once. */
function byUser(input: Known): Decision | undefined {
  const { state, spec, wanted, now } = input;
  if (spec === state.spec) {
    const shards = bounded(state.shards, wanted);
    return shards === state.shards ? undefined : changed(input, shards, 'bounds', knownLoad(input));
  }
  const edited = { edits: editsWith(state, now), edited: now };
  const shards = bounded(spec, wanted);
  const decision = changed(input, shards, 'edit', knownLoad(input));
  const { settled } = state;
  const isSame = shards === state.shards && settled !== undefined;
  return { ...decision, state: { ...decision.state, ...edited, ...(isSame ? { settled: now } : {}) } };
}

function knownLoad(input: Known): Load | undefined {
  const load = loadOf(input);
  return 'reason' in load ? undefined : load;
}

/** Nothing is decided while targets move. */
function moving({ state, isMoving }: Known): Decision | undefined {
  if (!isMoving) return undefined;
  const { settled: _s, low: _l, seen: _n, left: _e, ...kept } = state;
  return { state: kept, reason: 'Resharding' };
}

/** Notes that targets have moved. */
function settled({ state, wanted, memory, now }: Known): Decision | undefined {
  if (state.settled !== undefined) return undefined;
  return { state: { ...state, settled: now, stale: now + memory }, reason: 'Resting', until: now + wanted.period };
}

/** Nothing is decided for a period after targets have moved. */
function resting({ state, wanted, now }: Known): Decision | undefined {
  const until = (state.settled ?? now) + wanted.period;
  return now < until ? { state, reason: 'Resting', until } : undefined;
}

/** Nothing is decided while something else writes `spec.shards`. */
function twoHands({ state, now }: Known): Decision | undefined {
  const { edits = 0, edited = 0 } = state;
  const until = edited + EDITS_MS;
  if (edits < EDITS || now >= until) return undefined;
  const { low: _l, seen: _n, ...kept } = state;
  return { state: kept, reason: 'TwoAutoscalers', until };
}

/** The reason of a state in which nothing changes. */
export const reasonOf = ({ high, low }: AutoscaleState): DecisionReason =>
  high === undefined ? (low === undefined ? 'Steady' : 'LowLoad') : 'AtMaximum';

const unchanged = (state: AutoscaleState): Decision => ({ state, reason: reasonOf(state) });

function without({ reason }: NoLoad, { state, facts }: Known): Decision {
  if (facts?.isFirstFailure) return unchanged(state);
  return { state, reason: 'LoadUnknown', unknown: reason };
}

/** More shards, or the remark that there may not be more; `undefined` for a load that is not too high. */
function above(input: Known, load: Load): Decision | undefined {
  const { state, wanted, now } = input;
  const { high, ...rest } = state;
  const { atLeast = 0, atMost } = load;
  const isAbove = atLeast > state.shards * UP;
  if (isAbove && state.shards < wanted.maxShards)
    return changed(input, Math.min(wanted.maxShards, Math.ceil(atLeast)), 'up', load);
  if (load.atLeast === undefined && atMost > state.shards * UP && state.stale !== undefined)
    return { state, reason: 'Resting', until: state.stale };
  const stays = high !== undefined && (atLeast > state.shards || now - high < HIGH_MS);
  if (state.shards >= wanted.maxShards && (isAbove || stays)) {
    const { low: _l, seen: _n, ...kept } = rest;
    return unchanged({ ...kept, high: high ?? now });
  }
  return undefined;
}

/** One shard less, once the load was low for long enough. */
function below(input: Known, load: Load): Decision {
  const { state, wanted, now } = input;
  const { high: _h, low, seen = 0, left, ...rest } = state;
  const window = wanted.stabilizationWindow;
  const leftAgain = left === undefined ? {} : { left };
  if (state.shards <= wanted.minShards || load.atMost > DOWN * (state.shards - 1))
    return unchanged({ ...rest, ...(low === undefined ? leftAgain : { left: now }) });
  // Without a look for half of the window nobody knows whether the load was low.
  if (low === undefined || now - seen > window / 2) {
    const isTooEarly = left !== undefined && now - left < window / 4;
    return unchanged(isTooEarly ? { ...rest, left } : { ...rest, low: now, seen: now });
  }
  if (now - low >= window) return changed(input, state.shards - 1, 'down', load);
  return unchanged({ ...rest, low, seen: now - seen >= window / 4 ? now : seen });
}

function next(input: Known): Decision {
  const early = byUser(input) ?? moving(input) ?? settled(input) ?? twoHands(input) ?? resting(input);
  if (early) return early;
  const load = loadOf(input);
  if ('reason' in load) return without(load, input);
  return above(input, load) ?? below(input, load);
}

/** The next state. It equals the observed one unless something was decided. */
export function decide(input: DecisionInput): Decision {
  const { state, now, wanted } = input;
  if (!state) {
    const first = rounded(started(input));
    return first.settled === undefined
      ? { state: first, reason: 'Resharding' }
      : { state: first, reason: 'Resting', until: now + wanted.period };
  }
  const decision = next({ ...input, state });
  return { ...decision, state: rounded(decision.state) };
}
