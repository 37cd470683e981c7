// Blocks with very many series: an hour of a counter, scraped from targets that shards share. Made once for each size.

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../../support/folder.ts';
import type { Blocks } from '../blocks.ts';

const CACHE = resolve(import.meta.dirname, '../../../node_modules/.cache/query');

/** Unix seconds. */
export const LOAD_START = Date.UTC(2026, 0, 10, 0, 10) / 1000;
/** An hour and the look-back. */
export const LOAD_END = LOAD_START + 4200;
export const NAME = 'load_requests_total';

const PATHS = 20;
const CODES = ['200', '404', '500', '503', '504'];
const SHARDS = 4;
/** Series of a target. */
const TARGET = PATHS * CODES.length;

export interface Load {
  readonly series: number;
  /** Seconds between two samples. */
  readonly interval: number;
}

/** All samples of a target as OpenMetrics text. */
function target(number: number, interval: number): string {
  const instance = `10.${Math.floor(number / 250)}.${number % 250}.1:8080`;
  const lines: string[] = [];
  for (let path = 0; path < PATHS; path++)
    for (const [i, code] of CODES.entries()) {
      const head = `${NAME}{job="job-${number % 10}",instance="${instance}",path="/path/${path}",code="${code}"} `;
      const speed = 1 + ((number * 7 + path * 3 + i) % 97);
      for (let time = LOAD_START; time <= LOAD_END; time += interval)
        lines.push(`${head}${(time - LOAD_START) * speed + number} ${time}\n`);
    }
  return lines.join('');
}

/** Blocks of these targets. */
function make(promtool: string, targets: readonly number[], interval: number, into: string): void {
  const folder = temporaryFolder('load-');
  const file = openSync(join(folder, 'text'), 'w');
  for (const number of targets) writeSync(file, target(number, interval));
  writeSync(file, '# EOF\n');
  closeSync(file);
  const options = ['--max-block-duration=2h', '--quiet'];
  execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', ...options, join(folder, 'text'), into]);
  rmSync(folder, { recursive: true });
}

/** The blocks of one server and of the shards. */
export function loadBlocks(promtool: string, { series, interval }: Load): Blocks {
  const place = join(CACHE, `load-${series}-${interval}`);
  const count = Math.ceil(series / TARGET);
  if (!existsSync(place)) {
    const making = `${place}.making`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true });
    const all = Array.from({ length: count }, (_, i) => i);
    make(promtool, all, interval, join(making, 'whole'));
    for (let shard = 0; shard < SHARDS; shard++)
      make(
        promtool,
        all.filter((i) => i % SHARDS === shard),
        interval,
        join(making, `shard-${shard}`),
      );
    make(promtool, [count], interval, join(making, 'recorded'));
    renameSync(making, place);
  }
  return {
    whole: join(place, 'whole'),
    shards: Array.from({ length: SHARDS }, (_, i) => join(place, `shard-${i}`)),
    recorded: join(place, 'recorded'),
  };
}
