// What became of scrapes, samples and alerts while targets moved.

import type { Receiver } from '../../support/alertreceiver.ts';
import { query, resultOf } from '../answers.ts';
import type { Scraped } from './targets.ts';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** The value of an expression of one series, now; 0 where there is none. An error is no number. */
export const number = async (url: string, expr: string): Promise<number> =>
  Number(resultOf<Series>(await query(url, expr, { time: Date.now() / 1000 }))[0]?.value?.[1] ?? 0);

export interface Gap {
  readonly instance: string;
  readonly seconds: number;
  /** When it ended, milliseconds since 1970. */
  readonly at: number;
}

export interface Samples {
  readonly read: number;
  /** Targets with samples. */
  readonly targets: number;
  /**
   * Scrapes that were answered and are in no sample, though no other of the target was answered within milliseconds.
   */
  readonly lost: readonly string[];
  /** Between two samples of a target. */
  readonly gaps: readonly Gap[];
  /**
   * Where the counter seems to go back; `swapped`: where two servers scraped at the same time, and the answer to the
   * later request was made first.
   */
  readonly resets: readonly string[];
  readonly swapped: number;
}

/**
 * Two servers that scrape a target at the same time give their samples the same timestamp: one is read. Milliseconds.
 */
const SAME_TIME = 50;

/** Scrapes that are in no sample, by number: the first was answered first. */
function missing(times: readonly number[], have: ReadonlySet<number>, from: number, to: number): readonly number[] {
  const isAlone = (i: number, at: number): boolean =>
    at - (times[i - 1] ?? 0) > SAME_TIME && (times[i + 1] ?? Number.POSITIVE_INFINITY) - at > SAME_TIME;
  return times.flatMap((at, i) => (at > from && at < to && isAlone(i, at) && !have.has(i + 1) ? [i + 1] : []));
}

/**
 * All samples of the counter as a reader of the address gets them, against the scrapes that were answered between two
 * moments.
 */
export async function samples(url: string, { served }: Scraped, from: number, to: number): Promise<Samples> {
  const seconds = Math.max(1800, Math.ceil((Date.now() - from) / 1000));
  const series = resultOf<Series>(await query(url, `app_scrapes_total[${seconds}s]`, { time: Date.now() / 1000 }));
  const steps = series.flatMap(({ metric, values = [] }) =>
    values.slice(1).map(([time, value], i) => {
      const [earlier, before] = values[i] ?? [time, value];
      return {
        instance: metric['instance'] ?? '',
        seconds: time - earlier,
        at: time * 1000,
        isBack: Number(value) < Number(before),
      };
    }),
  );
  const back = steps.filter(({ isBack }) => isBack);
  const resets = back.filter(({ seconds }) => seconds * 1000 > SAME_TIME).map(({ instance }) => instance);
  const lost = series.flatMap(({ metric: { instance = '' }, values = [] }) => {
    const have = new Set(values.map(([, value]) => Number(value)));
    return missing(served.get(instance) ?? [], have, from, to).map((number) => `scrape ${number} of ${instance}`);
  });
  return {
    targets: new Set(series.map(({ metric }) => metric['instance'])).size,
    read: series.reduce((sum, { values = [] }) => sum + values.length, 0),
    lost,
    gaps: steps.filter(({ at }) => at > from),
    resets,
    swapped: back.length - resets.length,
  };
}

export interface AlertChanges {
  /** Alerts that were firing at the beginning, and stayed so. */
  readonly steady: number;
  /** Other changes that an Alertmanager received: resolved alerts and new alerts. */
  readonly changes: readonly string[];
  /** The longest time between two notices of an alert, seconds. */
  readonly longest: number;
}

/** What an Alertmanager received since a moment when all alerts of severity `steady` were firing and no other. */
export function alertChanges({ notices }: Receiver, from: number, to: number): AlertChanges {
  const changes: string[] = [];
  let steady = 0;
  let longest = 0;
  for (const [labels, all] of notices) {
    const firing = all.filter(({ at, ends }) => at > from && ends > at);
    if (!labels.includes('"steady"')) {
      if (firing.length > 0) changes.push(`${labels} began`);
      continue;
    }
    steady++;
    const later = all.filter(({ at }) => at > from);
    if (firing.length < later.length) changes.push(`${labels} ended`);
    if (!all.some(({ at }) => at <= from)) changes.push(`${labels} is new`);
    const times = [from, ...later.map(({ at }) => at), to];
    for (const [i, at] of times.entries()) longest = Math.max(longest, at - (times[i - 1] ?? at));
  }
  return { steady, changes, longest: longest / 1000 };
}
