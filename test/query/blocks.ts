// The data set as blocks, made once for each state of its sources.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../support/folder.ts';
import { data, SHARDS } from './data.ts';
import { SCALE } from './objects.ts';

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/query');
const SOURCES = ['data.ts', 'metrics.ts', 'objects.ts', 'targets.ts', '../support/random.ts'];

export interface Blocks {
  /** Directories of blocks: of a server without shards, of each shard, and of what the query tier recorded. */
  readonly whole: string;
  readonly shards: readonly string[];
  readonly recorded: string;
}

/** Blocks of OpenMetrics text. */
export function make(promtool: string, texts: readonly string[], into: string): void {
  const directory = temporaryFolder('openmetrics-');
  try {
    for (const text of [...texts, '# EOF\n']) appendFileSync(join(directory, 'text'), text);
    execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', join(directory, 'text'), into]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Milliseconds between two looks at what another process makes. */
const EACH = 200;

const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EACH);
const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Whether this process is the one to make it: none does so yet, or the one that did is gone. */
function mayMake(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (pid > 0 && !runs(pid)) rmSync(lock, { force: true });
    return false;
  }
}

function makeAll(promtool: string, place: string, moving: boolean): void {
  const { whole, shards, recorded } = data(SHARDS, moving);
  const made = mkdtempSync(join(CACHE, 'making-'));
  make(promtool, [...whole, recorded], join(made, 'whole'));
  make(promtool, [recorded], join(made, 'recorded'));
  for (const [i, texts] of shards.entries()) make(promtool, texts, join(made, `shard-${i}`));
  writeFileSync(join(made, 'shards'), String(shards.length));
  renameSync(made, place);
}

/**
 * Test files that run side by side wait for the one that makes the blocks. `moving`: whether targets move to another
 * shard.
 */
export function blocks(promtool: string, moving = true): Blocks {
  const hash = createHash('sha256').update(`${SCALE} ${moving}`);
  for (const source of SOURCES) hash.update(readFileSync(join(import.meta.dirname, source)));
  const place = join(CACHE, hash.digest('hex').slice(0, 16));
  mkdirSync(CACHE, { recursive: true });
  const lock = `${place}.lock`;
  while (!existsSync(place)) {
    if (!mayMake(lock)) pause();
    else
      try {
        if (!existsSync(place)) makeAll(promtool, place, moving);
      } finally {
        rmSync(lock, { force: true });
      }
  }
  const count = Number(readFileSync(join(place, 'shards'), 'utf8'));
  return {
    whole: join(place, 'whole'),
    shards: Array.from({ length: count }, (_, i) => join(place, `shard-${i}`)),
    recorded: join(place, 'recorded'),
  };
}
