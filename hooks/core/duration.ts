// Durations as Prometheus writes them (`1h30m`, `1d`) and as Go writes them (`1.5h`, `90s`), in milliseconds.

const UNITS = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const PROMETHEUS = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
/** The longest duration in Go: 2^63 nanoseconds, about 292 years. */
const MAX_MILLISECONDS = 9_223_372_036_854;

/**
 * Milliseconds of a Prometheus duration: each unit at most once, from large to small. `0` needs no unit. `undefined`
 * for any other text.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const found = text === '' ? null : PROMETHEUS.exec(text);
  if (!found) return undefined;
  let sum = 0;
  for (const [i, [, size]] of UNITS.entries()) sum += Number(found[i + 1] ?? 0) * size;
  return sum <= MAX_MILLISECONDS ? sum : undefined;
}

/**
 * The text of milliseconds in the normal form of Prometheus: `90s` is `1m30s`, `60m` is `1h`. Years and weeks appear
 * only without a remainder.
 */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  let left = Math.abs(ms);
  let out = '';
  for (const [unit, size] of UNITS) {
    if ((unit === 'y' || unit === 'w') && left % size !== 0) continue;
    const count = Math.floor(left / size);
    if (count > 0) out += `${count}${unit}`;
    left -= count * size;
  }
  return ms < 0 ? `-${out}` : out;
}

const GO_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Milliseconds of a duration of Go's time package: units up to hours in any order, fractions and a sign. `undefined`
 * for any other text.
 */
export function parseGoDuration(text: string): number | undefined {
  const [, sign, rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let sum = 0;
  for (const [, count, unit = ''] of rest.matchAll(/([\d.]+)([^\d.]+)/gy)) sum += Number(count) * (GO_UNITS[unit] ?? 0);
  if (sum > MAX_MILLISECONDS) return undefined;
  return sign === '-' ? -sum : sum;
}

/** The text of milliseconds in units up to hours, for both Prometheus and Go: a day is `24h`. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s';
  let left = ms;
  let out = '';
  for (const [unit, size] of UNITS.slice(3)) {
    const count = Math.floor(left / size);
    if (count > 0) out += `${count}${unit}`;
    left -= count * size;
  }
  return out || '0s';
}

/** A duration for a program that reads Go's durations: `1d` becomes `24h`. Other texts stay as they are. */
export function goDurationText(text: string): string {
  const ms = parseGoDuration(text) === undefined ? parseDuration(text) : undefined;
  return ms === undefined ? text : formatGoDuration(ms);
}
