// The shard of a target, as relabeling rules over `__tmp_hash`. `hashmod` of Prometheus moves most targets when the
// number of shards changes. Consistent assignment moves only the targets of a new or a removed shard.
import type { Section } from '../../core/section.ts';

export interface Assignment {
  readonly mode: 'hashmod' | 'consistent';
  /** Number of shards, at least 1. */
  readonly shards: number;
}

/** `before`: the old assignment while targets move. */
export interface Sharding {
  readonly before?: Assignment | undefined;
  readonly now: Assignment;
}

/** The text of an assignment for an annotation: `consistent/3`. */
export const textOf = ({ mode, shards }: Assignment): string => `${mode}/${shards}`;

/** `hashmod/3 to hashmod/4`; empty if no targets move. */
export const describeMove = ({ before, now }: Sharding): string =>
  before ? `${textOf(before)} to ${textOf(now)}` : '';

/**
 * The marker in a configuration while targets move. Its end makes it unique: `hashmod/1 to hashmod/3` is the beginning
 * of `hashmod/1 to hashmod/30`.
 */
export const moveMarker = (sharding: Sharding): string => (sharding.before ? `${describeMove(sharding)}, targets` : '');

/** The assignment of a text, with at most 9,999 shards; `undefined` for other texts. */
export function parseAssignment(text: string | undefined): Assignment | undefined {
  const [, mode, shards] = /^(hashmod|consistent)\/([1-9]\d{0,3})$/.exec(text ?? '') ?? [];
  return shards ? { mode: mode as Assignment['mode'], shards: Number(shards) } : undefined;
}

export const isSame = (a: Assignment, b: Assignment): boolean =>
  a.shards === b.shards && (a.mode === b.mode || a.shards === 1);

/**
 * Of the targets that shards 0 to k - 1 have, shard k takes one in k + 1. Each shard has another hash, by another
 * separator.
 */
const step = (shard: number, label: string): Section[] => [
  {
    source_labels: ['__tmp_hash', '__tmp_hash'],
    separator: `/${shard}/`,
    target_label: '__tmp_turn',
    modulus: shard + 1,
    action: 'hashmod',
  },
  { source_labels: ['__tmp_turn'], regex: '0', target_label: label, replacement: String(shard), action: 'replace' },
];

/** Rules that write the number of the shard into a label. */
export function assigned({ mode, shards }: Assignment, label: string): Section[] {
  if (mode === 'hashmod' || shards === 1)
    return [{ source_labels: ['__tmp_hash'], target_label: label, modulus: shards, action: 'hashmod' }];
  const first = { target_label: '__tmp_shard_number', replacement: '0', action: 'replace' };
  const steps = Array.from({ length: shards - 1 }, (_, i) => step(i + 1, '__tmp_shard_number'));
  return [
    first,
    ...steps.flat(),
    { source_labels: ['__tmp_shard_number'], target_label: label, action: 'replace' },
    { regex: '__tmp_shard_number|__tmp_turn', action: 'labeldrop' },
  ];
}
