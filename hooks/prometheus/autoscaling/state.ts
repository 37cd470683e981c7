// What the autoscaling remembers: an annotation of the configuration Secret. It changes with a decision only, so that a
// steady state writes nothing.

import { parseJson } from '../../core/json.ts';
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import { timestamp } from '../../core/timestamp.ts';
import { isRecord } from '../../core/yaml.ts';

/** Annotation of the configuration Secret. */
const AUTOSCALING = `${OWN}/autoscaling`;

/**
 * Why the number of shards is what it is. `start`: from `spec.shards`. `edit`: `spec.shards` was changed. `bounds`: the
 * annotation was changed. `lost`: the record was lost. `up` and `down`: by the load.
 */
const CAUSES = ['start', 'edit', 'bounds', 'lost', 'up', 'down'] as const;
export type Cause = (typeof CAUSES)[number];

/** Times are in milliseconds since 1970, without fractions of a second. */
export interface AutoscaleState {
  readonly shards: number;
  /** The number before the last change. */
  readonly was: number;
  /** `spec.shards` at the last change. Another value is an edit of the user. */
  readonly spec: number;
  readonly cause: Cause;
  readonly changed: number;
  /** The load at the last change. */
  readonly series?: number;
  readonly samples?: number;
  /** Since when no targets move; absent while they do. */
  readonly settled?: number;
  /** Until when servers have series of targets that have moved away. */
  readonly stale?: number;
  /** Series in memory for each series that is scraped, before targets moved. */
  readonly ratio?: number;
  /** Since when the load is low, and when it was last seen to be. */
  readonly low?: number;
  readonly seen?: number;
  /** When the load stopped to be low. */
  readonly left?: number;
  /** Since when the load is more than `maxShards` should have. */
  readonly high?: number;
  /** How often `spec.shards` was edited in a row, and when it was last. */
  readonly edits?: number;
  readonly edited?: number;
}

const COUNTS = ['shards', 'was', 'spec', 'series', 'samples', 'edits'] as const;
const TIMES = ['changed', 'settled', 'stale', 'low', 'seen', 'left', 'high', 'edited'] as const;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The state with times without fractions of a second, as it is read again. */
export function rounded(state: AutoscaleState): AutoscaleState {
  const seconds = TIMES.flatMap((name) => {
    const time = state[name];
    return time === undefined ? [] : [[name, Math.floor(time / 1000) * 1000] as const];
  });
  return { ...state, ...Object.fromEntries(seconds) };
}

/** The text of a state: JSON, with times as users read them. */
export function stateText(state: AutoscaleState): string {
  const { cause, ratio } = state;
  const counts = COUNTS.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]]));
  const times = TIMES.flatMap((name) => {
    const time = state[name];
    return time === undefined ? [] : [[name, timestamp(time)]];
  });
  const all = { ...Object.fromEntries(counts), cause, ...Object.fromEntries(times) };
  return JSON.stringify(ratio === undefined ? all : { ...all, ratio });
}

/** The state of a text; `undefined` for another text. */
function parseState(text: string): AutoscaleState | undefined {
  const found = parseJson(text);
  if (!isRecord(found)) return undefined;
  const { shards, was, spec, cause, changed, ratio } = found;
  const isWhole = isCount(shards) && shards >= 1 && isCount(was) && isCount(spec);
  if (!isWhole || !CAUSES.includes(cause as Cause) || Number.isNaN(Date.parse(String(changed)))) return undefined;
  const counts = COUNTS.filter((name) => isCount(found[name])).map((name) => [name, found[name]]);
  const times = TIMES.map((name) => [name, Date.parse(String(found[name]))] as const).filter(
    ([, time]) => !Number.isNaN(time),
  );
  return {
    cause,
    ...Object.fromEntries([...counts, ...times]),
    ...(typeof ratio === 'number' && ratio >= 1 ? { ratio } : {}),
  } as AutoscaleState;
}

/** The state in a configuration Secret; `undefined` without one. */
export function stateOf(secret: Pick<KubernetesObject, 'metadata'> | undefined): AutoscaleState | undefined {
  const text = secret?.metadata.annotations?.[AUTOSCALING];
  return text === undefined ? undefined : parseState(text);
}

/** The annotations of the configuration Secret. */
export const autoscaleAnnotations = (state: AutoscaleState): Readonly<Record<string, string>> => ({
  [AUTOSCALING]: stateText(state),
});

/** Whether children have a configuration Secret of this name with this state. */
export const isWritten = (children: readonly KubernetesObject[], name: string, state: AutoscaleState): boolean =>
  children.some(
    ({ kind, metadata }) =>
      kind === 'Secret' && metadata.name === name && metadata.annotations?.[AUTOSCALING] === stateText(state),
  );
