// To which shard a target belongs, as relabeling rules over the text in `__tmp_hash`. Prometheus' own `hashmod` deals
// all targets anew when the number of shards changes; consistent assignment moves only those that a new shard takes, or
// that a removed one had.
import type { Section } from '../../core/section.ts';

export interface Assignment {
  readonly mode: 'hashmod' | 'consistent';
  /** At least one. */
  readonly shards: number;
}

/** `before`: while targets move, the assignment that they come from. */
export interface Sharding {
  readonly before?: Assignment | undefined;
  readonly now: Assignment;
}

/** `consistent/3`, to be remembered on an object. */
export const textOf = ({ mode, shards }: Assignment): string => `${mode}/${shards}`;

/** `hashmod/3 to hashmod/4`; empty where nothing moves. */
export const wayOf = ({ before, now }: Sharding): string => (before ? `${textOf(before)} to ${textOf(now)}` : '');

/**
 * What a configuration contains while targets move. No other way begins like this, as `hashmod/1 to hashmod/30` would.
 */
export const markOfMove = (sharding: Sharding): string => (sharding.before ? `${wayOf(sharding)}, targets` : '');

/** A text as an assignment of at most 9,999 shards; nothing for any other text. */
export function parseAssignment(text: string | undefined): Assignment | undefined {
  const [, mode, shards] = /^(hashmod|consistent)\/([1-9]\d{0,3})$/.exec(text ?? '') ?? [];
  return shards ? { mode: mode as Assignment['mode'], shards: Number(shards) } : undefined;
}

export const isSame = (a: Assignment, b: Assignment): boolean =>
  a.shards === b.shards && (a.mode === b.mode || a.shards === 1);

/**
 * Shard k takes one in k + 1 of the targets that came as far as that: each by a hash of its own, which another
 * separator makes.
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

/** Rules that put the number of the target's shard into a label. */
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
