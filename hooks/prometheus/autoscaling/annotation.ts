// The annotation `autoscale`: the bounds, and what a shard should have.

import { formatGoDuration, parseDuration } from '../../core/duration.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { nearestWord } from '../../core/nearest.ts';
import { CONSISTENT_LIMIT } from '../../scrape/job/sharding.ts';
import { AUTOSCALE } from '../sharding/running.ts';

/** What the user wants of the number of shards. Durations are in milliseconds. */
export interface Autoscale {
  readonly minShards: number;
  readonly maxShards: number;
  /** Series that a shard should have in memory. */
  readonly seriesPerShard?: number;
  /** Samples that a shard should scrape each second. */
  readonly samplesPerShard?: number;
  /** The least time between two changes. */
  readonly period: number;
  /** How long the load must be low before shards are removed. */
  readonly stabilizationWindow: number;
}

/** The rate of samples is one of five minutes, and servers load a configuration within two. */
const MIN_PERIOD = 600_000;
const MIN_WINDOW = 600_000;
const MAX_DURATION = 30 * 86_400_000;
const MAX_CHARACTERS = 500;
const DEFAULTS = { minShards: 1, period: MIN_PERIOD, stabilizationWindow: 3_600_000 } as const;

type Name = keyof Autoscale;

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, k: 1_000, M: 1_000_000, G: 1_000_000_000 };

/** A whole number, with or without a suffix of Kubernetes quantities. */
function amount(text: string): number | undefined {
  const [matched, digits, suffix = ''] = /^([1-9]\d{0,11})([kMG]?)$/.exec(text) ?? [];
  return matched === undefined ? undefined : Number(digits) * (SUFFIXES[suffix] ?? 1);
}

const shardNumber = (text: string): number | undefined => {
  const found = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  return found <= CONSISTENT_LIMIT ? found : undefined;
};

const durationOf =
  (least: number) =>
  (text: string): number | undefined => {
    const found = parseDuration(text);
    return found !== undefined && found >= least && found <= MAX_DURATION ? found : undefined;
  };

interface Setting {
  readonly read: (text: string) => number | undefined;
  /** What the value must be. */
  readonly must: string;
}

const SHARDS: Setting = { read: shardNumber, must: `a number from 1 to ${CONSISTENT_LIMIT}` };
const AMOUNT: Setting = { read: amount, must: 'a whole number such as 1000000 or 1M' };
const duration = (least: number): Setting => ({
  read: durationOf(least),
  must: `a duration from ${formatGoDuration(least)} to ${formatGoDuration(MAX_DURATION)}`,
});
const SETTINGS: Readonly<Record<Name, Setting>> = {
  minShards: SHARDS,
  maxShards: SHARDS,
  seriesPerShard: AMOUNT,
  samplesPerShard: AMOUNT,
  period: duration(MIN_PERIOD),
  stabilizationWindow: duration(MIN_WINDOW),
};
const NAMES = Object.keys(SETTINGS);

const wrong = (message: string): Issue => issue('InvalidConfiguration', `metadata.annotations[${AUTOSCALE}]`, message);

/** The issue of one `name=value`; otherwise the value is added to `found`. */
function readSetting(part: string, found: Map<string, number>): Issue | undefined {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(part)?.map((one) => one.trim()) ?? [];
  const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name as Name] : undefined;
  if (!setting) {
    const near = nearestWord(name || part.trim(), NAMES);
    return wrong(`${quoted(part.trim())} is not name=value with one of ${near ?? NAMES.join(', ')}`);
  }
  if (found.has(name)) return wrong(`${name} is set twice`);
  const read = setting.read(value);
  if (read === undefined) return wrong(`${name}: ${quoted(value)} is not ${setting.must}`);
  found.set(name, read);
  return undefined;
}

/** Mistakes of the values together. */
function checkTogether(found: ReadonlyMap<string, number>): Issue[] {
  const { minShards = DEFAULTS.minShards, maxShards } = Object.fromEntries(found);
  if (maxShards === undefined) return [wrong('maxShards is missing: the hooks never create more shards than it says')];
  if (minShards > maxShards) return [wrong(`minShards (${minShards}) is larger than maxShards (${maxShards})`)];
  return found.has('seriesPerShard') || found.has('samplesPerShard')
    ? []
    : [wrong('seriesPerShard or samplesPerShard is missing: how much a shard should have')];
}

/** The value of the annotation, or its mistakes. */
export function parseAutoscale(text: string): Autoscale | { readonly issues: readonly Issue[] } {
  if (text.length > MAX_CHARACTERS) return { issues: [wrong(`it has more than ${MAX_CHARACTERS} characters`)] };
  const found = new Map<string, number>();
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const issues = parts.flatMap((part) => readSetting(part, found) ?? []);
  const all = issues.length > 0 ? issues : checkTogether(found);
  return all.length > 0 ? { issues: all } : ({ ...DEFAULTS, ...Object.fromEntries(found) } as unknown as Autoscale);
}
