// What the router knows of the shards at a moment: the file of the hooks, and the leaves of the root in distributed
// mode. Both are read when a query needs them and are kept for a second.
import { readFile } from 'node:fs/promises';
import { type Leaf, parseLeaves, parseTopology, type Topology } from './topology.ts';

const KEPT_MS = 1_000;
const TIMEOUT_MS = 3_000;
/** Bytes of the answer about leaves. */
const LARGEST = 4 * 1024 * 1024;

/** One call at a time, whose result is kept for a while. */
function kept<T>(read: () => Promise<T | undefined>, now: () => number): () => Promise<T | undefined> {
  let last: { readonly at: number; readonly value: Promise<T | undefined> } | undefined;
  return () => {
    if (!last || now() - last.at >= KEPT_MS) last = { at: now(), value: read().catch(() => undefined) };
    return last.value;
  };
}

async function leavesOf(url: string, label: string): Promise<readonly Leaf[] | undefined> {
  const response = await fetch(`${url}/api/v1/stores`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok || !response.body) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return parseLeaves(Buffer.concat(chunks).toString('utf8'), label);
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

/** Gives what is known now. Never rejects. */
export function shardReader({ root, file, label, now }: ShardSources): () => Promise<Shards> {
  const topology = kept(async () => parseTopology(await readFile(file, 'utf8')), now);
  const leaves = kept(() => leavesOf(root, label), now);
  return async () => {
    const [found, all] = await Promise.all([topology(), leaves()]);
    return { topology: found, leaves: all };
  };
}
