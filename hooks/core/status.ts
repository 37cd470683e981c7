// Limits the size of a status. The API server stores it with each change and sends it to every client.
import { boundedLines, MAX_MESSAGE_BYTES, printable } from './message.ts';
import { isRecord } from './yaml.ts';

type Status = Readonly<Record<string, unknown>>;

/** Limit of a status in bytes. */
const MAX_BYTES = 32 * 1024 - 1;
/** Limits of each message in bytes, tried in this order until the status is small enough. */
const MESSAGE_BYTES = [1, 2, 4, 8, 16].map((divisor) => MAX_MESSAGE_BYTES / divisor);

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

/** The binding with the number of omitted bindings in its message. */
function withRest(binding: unknown, left: number): unknown {
  if (!isRecord(binding) || !Array.isArray(binding['conditions'])) return binding;
  const [first, ...others] = binding['conditions'] as unknown[];
  if (!isRecord(first)) return binding;
  const message = [first['message'], `and ${left} more workloads`].filter(Boolean).join('\n');
  return { ...binding, conditions: [{ ...first, message }, ...others] };
}

/** The members that fit into the byte budget, in their order. Rejections take precedence. */
function fitting(list: readonly unknown[], budget: number): readonly unknown[] {
  const byNeed = [...list.entries()].sort(([i, a], [j, b]) => Number(isRejection(b)) - Number(isRejection(a)) || i - j);
  const kept = new Set<number>();
  let used = 0;
  for (const [i, member] of byNeed) {
    used += sizeOf(member) + 1;
    if (used > budget) break;
    kept.add(i);
  }
  return list.filter((_member, i) => kept.has(i));
}

/** The status with shorter lists, if shorter messages are not enough. */
function withShorterLists(status: Status): Status {
  let out = status;
  for (const field of ['bindings', 'shardStatuses', 'conditions']) {
    const list = out[field];
    if (!Array.isArray(list) || sizeOf(out) <= MAX_BYTES) continue;
    const kept = fitting(list, MAX_BYTES - sizeOf({ ...out, [field]: [] }) - 100);
    const last = kept.at(-1);
    out = {
      ...out,
      [field]: field === 'bindings' ? [...kept.slice(0, -1), withRest(last, list.length - kept.length)] : kept,
    };
  }
  return out;
}

/**
 * A status below 32 KiB. Its messages are printable and have at most 2 KiB each. If that is not enough, messages are
 * shortened further, and then bindings are omitted: rejections last.
 */
export function boundedStatus(status: Status): Status {
  for (const bytes of MESSAGE_BYTES) {
    const bounded = withMessages(status, bytes);
    if (sizeOf(bounded) <= MAX_BYTES) return bounded;
  }
  return withShorterLists(withMessages(status, MESSAGE_BYTES.at(-1) ?? 0));
}
