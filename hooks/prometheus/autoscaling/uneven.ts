// A remark about shards that more shards do not help: a target or a job with too many series, a shard with more than
// its part.
import { sum } from '../../core/lists.ts';
import { quoted } from '../../core/message.ts';
import type { Scrapes } from '../../probe/prometheus/load.ts';
import type { Autoscale } from './annotation.ts';
import type { LoadFacts } from './load.ts';

const BEGINNING = 'Uneven: ';
/** Part of all series that a job has if it outweighs the rest. */
const JOB_PART = 0.5;
/** How many times the average a shard has if it has too much. */
const SHARD_TIMES = 2;
/** A remark stays until the value is this much below the limit, so that noise does not change it all the time. */
const STAYS = 0.8;

/** Whether a value is above its limit, or was and is still near it. */
const isOver = (value: number, limit: number, remark: string, before: string): boolean =>
  value > limit * (before.includes(remark) ? STAYS : 1);

function targetRemark(shards: readonly Scrapes[], { seriesPerShard }: Autoscale, before: string): string[] {
  const [largest] = shards.flatMap(({ target }) => (target ? [target] : [])).sort((a, b) => b.series - a.series);
  if (!largest || seriesPerShard === undefined) return [];
  const remark = `target ${quoted(largest.instance)} of job ${quoted(largest.job)} has more series than a shard should`;
  return isOver(largest.series, seriesPerShard, remark, before) ? [remark] : [];
}

function jobRemark(shards: readonly Scrapes[], all: number, before: string): string[] {
  const jobs = new Map<string, number>();
  for (const [job, series] of shards.flatMap((one) => one.jobs)) jobs.set(job, (jobs.get(job) ?? 0) + series);
  const [largest] = [...jobs].sort(([, a], [, b]) => b - a);
  if (!largest || jobs.size === 1) return [];
  const remark = `job ${quoted(largest[0])} has more series than all others together`;
  return isOver(largest[1], JOB_PART * all, remark, before) ? [remark] : [];
}

function shardRemark(shards: readonly Scrapes[], all: number, before: string): string[] {
  const most = Math.max(...shards.map(({ series }) => series));
  const shard = shards.findIndex(({ series }) => series === most);
  const remark = `shard ${shard} has more than ${SHARD_TIMES} times the average`;
  if (!isOver(most, (SHARD_TIMES * all) / shards.length, remark, before)) return [];
  const job = shards[shard]?.jobs[0]?.[0];
  return [job === undefined ? remark : `${remark}, mostly of job ${quoted(job)}`];
}

/**
 * The remark about several shards; '' for none. `before`: the last message of the condition. Without facts its remark
 * stays.
 */
export function unevenRemark(facts: Pick<LoadFacts, 'shards'> | undefined, wanted: Autoscale, before: string): string {
  const last = before.includes(BEGINNING) ? before.slice(before.indexOf(BEGINNING)) : '';
  const shards = (facts?.shards ?? []).flatMap((one) =>
    one.is === 'ok' && one.value.scrapes.is === 'ok' ? [one.value.scrapes.value] : [],
  );
  if (!facts || shards.length < facts.shards.length) return last;
  const all = sum(shards.map(({ series }) => series));
  if (all === 0) return '';
  const remarks = [
    ...targetRemark(shards, wanted, last),
    ...(shards.length > 1 ? [...jobRemark(shards, all, last), ...shardRemark(shards, all, last)] : []),
  ];
  return remarks.length > 0 ? `${BEGINNING}${remarks.join('; ')}.` : '';
}
