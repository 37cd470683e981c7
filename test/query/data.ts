// The data set as OpenMetrics text, the same on every run: whole for a server without shards, and by target for each
// shard. `# EOF` is to be added.
import { type Random, random } from '../support/random.ts';
import type { Family, Kind } from './metrics.ts';
import { RECORDED } from './objects.ts';
import { LENGTH, shardOf, TARGETS, type Target } from './targets.ts';

/** Unix seconds: 75 minutes before the edge of a block. */
export const START = Date.UTC(2026, 0, 10, 0, 45) / 1000;
export const END = START + LENGTH;
export const SHARDS = 4;

const BOUNDS = ['0.1', '0.5', '1', '5', '30', '+Inf'];

type Sample = readonly [time: number, value: number];
type Values = (time: number) => number;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Values of one series, sample by sample. */
function values(kind: Kind, by: Random): Values {
  let last = kind === 'flag' ? by.below(2) : by.below(1000);
  switch (kind) {
    case 'counter':
      return () => {
        last = by.next() < 0.004 ? 0 : rounded(last + by.next() * 40);
        return last;
      };
    case 'gauge':
      return () => {
        last = rounded(Math.min(1000, Math.max(0, last + (by.next() - 0.5) * 90)));
        return last;
      };
    case 'flag':
      return () => {
        last = by.next() < 0.02 ? 1 - last : last;
        return last;
      };
    case 'stamp':
      return (time) => time - (time % 3600) - last;
    default:
      return () => (kind === 'total' ? 1000 : 1);
  }
}

const braces = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;

const series = (name: string, labels: Readonly<Record<string, string>>, samples: readonly Sample[]): string => {
  const head = `${name}${braces(labels)} `;
  return samples.map(([time, value]) => `${head}${value} ${time}\n`).join('');
};

/** Buckets that only grow together, their count and their sum. */
function histogram(
  name: string,
  labels: Readonly<Record<string, string>>,
  times: readonly number[],
  by: Random,
): string {
  const counts = BOUNDS.map(() => 0);
  let sum = 0;
  const rows = times.map((time) => {
    if (by.next() < 0.004) counts.fill(0);
    for (const i of counts.keys()) counts[i] = (counts[i] ?? 0) + by.below(9);
    sum = rounded(sum + by.next() * 20);
    let total = 0;
    return { time, sum, cumulative: counts.map((count) => (total += count)) };
  });
  const last = BOUNDS.length - 1;
  return [
    ...BOUNDS.map((le, i) =>
      series(
        `${name}_bucket`,
        { ...labels, le },
        rows.map(({ time, cumulative }) => [time, cumulative[i] ?? 0]),
      ),
    ),
    series(
      `${name}_count`,
      labels,
      rows.map(({ time, cumulative }) => [time, cumulative[last] ?? 0]),
    ),
    series(
      `${name}_sum`,
      labels,
      rows.map((row) => [row.time, row.sum]),
    ),
  ].join('');
}

function text(
  { kind, name, labels }: Family,
  of: Readonly<Record<string, string>>,
  times: readonly number[],
  by: Random,
): string {
  return labels
    .map((own) => {
      const all = { ...of, ...own };
      if (kind === 'histogram') return histogram(name, all, times, by);
      const next = values(kind, by);
      return series(
        name,
        all,
        times.map((time) => [time, next(time)]),
      );
    })
    .join('');
}

/** Times of the scrapes of a target, which begin anywhere within its interval. */
function scrapes({ interval, from, to }: Pick<Target, 'interval' | 'from' | 'to'>, by: Random): number[] {
  const offset = by.below(interval * 1000) / 1000;
  const count = Math.floor((to - from - offset) / interval) + 1;
  return Array.from({ length: count }, (_, i) => rounded(START + from + offset + i * interval));
}

function exposed(target: Target, by: Random): string {
  const times = scrapes(target, by);
  const { failing } = target;
  const fails = (time: number): boolean =>
    failing !== undefined && time >= START + failing[0] && time < START + failing[1];
  const good = times.filter((time) => !fails(time));
  return [
    series(
      'up',
      target.labels,
      times.map((time) => [time, fails(time) ? 0 : 1]),
    ),
    ...target.families.map((family) => text(family, target.labels, good, by)),
  ].join('');
}

export interface Data {
  /** What one server would have scraped, target by target. */
  readonly whole: readonly string[];
  /** What each shard scraped. */
  readonly shards: readonly (readonly string[])[];
  /** What rules recorded. */
  readonly recorded: string;
}

/** When some targets move to another shard, and how long both scrape them. */
export const MOVE = START + 3600;
const OVERLAP = 120;

/** When the last of them have moved. */
export const MOVED = MOVE + OVERLAP;

const timeOf = (line: string): number => Number(line.slice(line.lastIndexOf(' ') + 1));

/** Samples before a move and after it, with those of the overlap in both. */
function moved(text: string): [before: string, after: string] {
  const lines = text.split(/(?<=\n)/);
  return [
    lines.filter((line) => timeOf(line) < MOVE + OVERLAP).join(''),
    lines.filter((line) => timeOf(line) >= MOVE).join(''),
  ];
}

/**
 * The data set. If targets are `moving`, every sixth moves to its shard from the one before it, as if there had been
 * fewer shards.
 */
export function data(shards = SHARDS, moving = true): Data {
  const by = random(20260110);
  const parts = Array.from({ length: shards }, (): string[] => []);
  const whole = TARGETS.map((target, i) => {
    const text = exposed(target, by);
    const shard = shardOf(target.address, shards);
    const [before, after] = moving && i % 6 === 2 ? moved(text) : ['', text];
    if (before) parts[(shard + shards - 1) % shards]?.push(before);
    parts[shard]?.push(after);
    return text;
  });
  const times = scrapes({ interval: 60, from: 0, to: LENGTH }, by);
  return { whole, shards: parts, recorded: RECORDED.map((family) => text(family, {}, times, by)).join('') };
}
