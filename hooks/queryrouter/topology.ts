// What the router knows of the shards: the file that the hooks write, and what Thanos Query in distributed mode says
// about its leaves. Both are checked, and anything unexpected means that no query is distributed.
import { parseJson } from '../core/json.ts';
import { isRecord } from '../core/yaml.ts';
import { RULES_PARTITION } from './partition.ts';
import type { Window } from './window.ts';

/** The file: one partition for each shard and for the rules, and when targets moved between shards. Unix seconds. */
export interface Topology {
  readonly partitions: readonly string[];
  /** The end of a move that is not over is infinite. */
  readonly moves: readonly Window[];
}

/** Unix seconds that no sample has. */
const END_OF_TIME = 1e12;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function move(value: unknown): Window | undefined {
  if (!isRecord(value)) return undefined;
  const from = value['from'];
  const to = value['to'];
  if (!isNumber(from)) return undefined;
  if (to === undefined || to === null) return { from, to: Number.POSITIVE_INFINITY };
  return isNumber(to) && to >= from ? { from, to } : undefined;
}

/** The content of the file; `undefined` if it is not what the hooks write. */
export function parseTopology(text: string): Topology | undefined {
  const file = parseJson(text);
  if (!isRecord(file)) return undefined;
  const partitions = file['partitions'];
  const moves = file['moves'] ?? [];
  if (!Array.isArray(partitions) || partitions.length === 0 || !partitions.every(isText)) return undefined;
  if (!Array.isArray(moves)) return undefined;
  const all = moves.flatMap((one) => move(one) ?? []);
  return all.length === moves.length ? { partitions, moves: all } : undefined;
}

/** A leaf that Thanos Query reads. */
export interface Leaf {
  readonly name: string;
  readonly partitions: readonly string[];
  /** The oldest sample. Unix seconds. */
  readonly from: number;
  /** Why the last health check failed. */
  readonly error?: string;
}

function leaf(value: unknown, label: string): Leaf | undefined {
  if (!isRecord(value)) return undefined;
  const { name, lastError, labelSets, minTime } = value as Readonly<
    Record<'name' | 'lastError' | 'labelSets' | 'minTime', unknown>
  >;
  if (!isText(name) || !Array.isArray(labelSets) || !isNumber(minTime)) return undefined;
  const partitions = labelSets.map((set) => (isRecord(set) && isText(set[label]) ? set[label] : ''));
  const error = lastError === null || lastError === undefined ? {} : { error: String(lastError) };
  return { name, partitions: [...new Set(partitions)], from: minTime / 1000, ...error };
}

/**
 * The leaves in the answer of `/api/v1/stores`; `undefined` if one of its endpoints is no leaf. `label`: the partition
 * label.
 */
export function parseLeaves(text: string, label: string): readonly Leaf[] | undefined {
  const answer = parseJson(text);
  if (!isRecord(answer) || answer['status'] !== 'success' || !isRecord(answer['data'])) return undefined;
  const found: (Leaf | undefined)[] = Object.entries(answer['data']).flatMap(([component, stores]) =>
    Array.isArray(stores)
      ? stores.map((store) => (component === 'query' ? leaf(store, label) : undefined))
      : [undefined],
  );
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** A ruler that has recorded nothing. Its first sample is at the end of time. */
const isEmptyRuler = ({ partitions: [partition], from }: Leaf): boolean =>
  partition === RULES_PARTITION && from > END_OF_TIME;

/**
 * Since when each shard has samples, in Unix seconds; or why queries cannot be distributed. Each shard needs exactly
 * one leaf. Thanos Query leaves out a leaf that it does not know, without a warning.
 */
export function distributedSince(
  { partitions }: Topology,
  leaves: readonly Leaf[] | undefined,
): { readonly from: number } | { readonly reason: string } {
  if (!leaves) return { reason: 'LeavesUnknown' };
  if (leaves.some(({ error }) => error !== undefined)) return { reason: 'LeafDown' };
  const found = leaves.flatMap((one) => one.partitions).sort();
  const wanted = [...partitions].sort();
  const alike = found.length === wanted.length && found.every((one, i) => one === wanted[i]);
  if (!alike) return { reason: 'LeavesDiffer' };
  return { from: Math.max(...leaves.filter((one) => !isEmptyRuler(one)).map(({ from }) => from)) };
}
