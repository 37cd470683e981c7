// Durations in the two spellings that configuration files use: Prometheus' (`1h30m`, `1d`) and Go's (`1.5h`, `90s`).
// Milliseconds inside.

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
/** The longest span that a signed 64-bit count of nanoseconds holds, about 292 years. */
const LIMIT = 9_223_372_036_854;

/**
 * Milliseconds of a Prometheus duration: units from large to small, each once; `0` needs no unit. `undefined` where the
 * text is none.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const found = text === '' ? null : PROMETHEUS.exec(text);
  if (!found) return undefined;
  let sum = 0;
  for (const [i, [, size]] of UNITS.entries()) sum += Number(found[i + 1] ?? 0) * size;
  return sum <= LIMIT ? sum : undefined;
}

/** The normal form of Prometheus: `90s` is `1m30s`, `60m` is `1h`; years and weeks only where nothing is left over. */
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
 * Milliseconds of a duration as Go's time package reads it: any order of units up to hours, fractions and a sign.
 * `undefined` where the text is none.
 */
export function parseGoDuration(text: string): number | undefined {
  const [, sign, rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let sum = 0;
  for (const [, count, unit = ''] of rest.matchAll(/([\d.]+)([^\d.]+)/gy)) sum += Number(count) * (GO_UNITS[unit] ?? 0);
  if (sum > LIMIT) return undefined;
  return sign === '-' ? -sum : sum;
}

/** A span in units up to hours, which both spellings can read: a day is `24h`. */
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
