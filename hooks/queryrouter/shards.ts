// What the router knows of the shards at a moment: the file of the hooks, and the leaves of the root in distributed
// mode. Both are read when a query needs them and are kept for a second.
import { readFile } from 'node:fs/promises';
import { bytesOf } from './forward.ts';
import { type Leaf, parseLeaves, parseTopology, type Topology } from './topology.ts';

const KEPT_MS = 1_000;
const TIMEOUT_MS = 3_000;
/** Bytes of the answer about leaves. */
const LARGEST = 4 * 1024 * 1024;

/** One call at a time, whose result is kept for a while, in milliseconds. `undefined` after an error. */
export function kept<T>(
  read: () => Promise<T | undefined>,
  time: number,
  now: () => number,
): () => Promise<T | undefined> {
  let last: { readonly at: number; readonly value: Promise<T | undefined> } | undefined;
  return () => {
    if (!last || now() - last.at >= time) last = { at: now(), value: read().catch(() => undefined) };
    return last.value;
  };
}

/** The text at a URL; `undefined` if there is none, or more than `largest` bytes. Rejects without a response. */
export async function textAt(url: string, largest: number): Promise<string | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok || !response.body) return undefined;
  return (await bytesOf(response.body, largest))?.toString('utf8');
}

async function leavesOf(url: string, label: string): Promise<readonly Leaf[] | undefined> {
  const text = await textAt(`${url}/api/v1/stores`, LARGEST);
  return text === undefined ? undefined : parseLeaves(text, label);
}

export interface ShardSources {
  /** URL of the root in distributed mode, with its path. */
  readonly root: string;
  /** Path of the file of the hooks. */
  readonly file: string;
  readonly label: string;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface Shards {
  readonly topology: Topology | undefined;
  readonly leaves: readonly Leaf[] | undefined;
}

/** Gives the content of the file of the hooks; `undefined` if it is not what the hooks write. Never rejects. */
export const topologyReader = ({
  file,
  now,
}: Pick<ShardSources, 'file' | 'now'>): (() => Promise<Topology | undefined>) =>
  kept(async () => parseTopology(await readFile(file, 'utf8')), KEPT_MS, now);

/** Gives what is known now. Never rejects. */
export function shardReader({ root, file, label, now }: ShardSources): () => Promise<Shards> {
  const topology = topologyReader({ file, now });
  const leaves = kept(() => leavesOf(root, label), KEPT_MS, now);
  return async () => {
    const [found, all] = await Promise.all([topology(), leaves()]);
    return { topology: found, leaves: all };
  };
}
