// How much a status may hold: every reader of the object gets all of it, and the API server stores it with each change.
import { boundedLines, LONGEST_MESSAGE, printable } from './message.ts';
import { isRecord } from './yaml.ts';

type Status = Readonly<Record<string, unknown>>;

/** Bytes of a whole status. */
const LARGEST = 32 * 1024 - 1;
/** Tried in their order until the status is small enough. */
const MESSAGES = [LONGEST_MESSAGE, LONGEST_MESSAGE / 2, LONGEST_MESSAGE / 4, LONGEST_MESSAGE / 8, LONGEST_MESSAGE / 16];

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

function boundedCondition(condition: unknown, bytes: number): unknown {
  if (!isRecord(condition) || typeof condition['message'] !== 'string') return condition;
  const message = boundedLines(condition['message'].split('\n').map(printable), bytes);
  return message === condition['message'] ? condition : { ...condition, message };
}

const boundedConditions = (list: unknown, bytes: number): unknown =>
  Array.isArray(list) ? list.map((condition) => boundedCondition(condition, bytes)) : list;

function withMessages(status: Status, bytes: number): Status {
  const { conditions, bindings } = status;
  return {
    ...status,
    ...(conditions === undefined ? {} : { conditions: boundedConditions(conditions, bytes) }),
    ...(Array.isArray(bindings)
      ? {
          bindings: bindings.map((one) =>
            isRecord(one) ? { ...one, conditions: boundedConditions(one['conditions'], bytes) } : one,
          ),
        }
      : {}),
  };
}

const isRejection = (binding: unknown): boolean =>
  isRecord(binding) &&
  Array.isArray(binding['conditions']) &&
  binding['conditions'].some((condition) => isRecord(condition) && condition['status'] === 'False');

/** The message of the last binding says how many are left out. */
function withRest(binding: unknown, left: number): unknown {
  if (!isRecord(binding) || !Array.isArray(binding['conditions'])) return binding;
  const [first, ...others] = binding['conditions'] as unknown[];
  if (!isRecord(first)) return binding;
  const message = [first['message'], `and ${left} more workloads`].filter(Boolean).join('\n');
  return { ...binding, conditions: [{ ...first, message }, ...others] };
}

/** The members of a list that there is room for, in their order; those that say what is wrong have room first. */
function fitting(list: readonly unknown[], room: number): readonly unknown[] {
  const byNeed = [...list.entries()].sort(([i, a], [j, b]) => Number(isRejection(b)) - Number(isRejection(a)) || i - j);
  const kept = new Set<number>();
  let used = 0;
  for (const [i, member] of byNeed) {
    used += sizeOf(member) + 1;
    if (used > room) break;
    kept.add(i);
  }
  return list.filter((_member, i) => kept.has(i));
}

/** The last resort: of the longest list as much as fits. */
function withShorterLists(status: Status): Status {
  let out = status;
  for (const field of ['bindings', 'shardStatuses', 'conditions']) {
    const list = out[field];
    if (!Array.isArray(list) || sizeOf(out) <= LARGEST) continue;
    const kept = fitting(list, LARGEST - sizeOf({ ...out, [field]: [] }) - 100);
    const last = kept.at(-1);
    out = {
      ...out,
      [field]: field === 'bindings' ? [...kept.slice(0, -1), withRest(last, list.length - kept.length)] : kept,
    };
  }
  return out;
}

/**
 * A status below 32 KiB, whose messages are printable and have at most 2 KiB each. Where that is not enough, messages
 * are shortened further, and then as many bindings are kept as there is room for: rejections first.
 */
export function boundedStatus(status: Status): Status {
  for (const bytes of MESSAGES) {
    const bounded = withMessages(status, bytes);
    if (sizeOf(bounded) <= LARGEST) return bounded;
  }
  return withShorterLists(withMessages(status, MESSAGES.at(-1) ?? 0));
}
