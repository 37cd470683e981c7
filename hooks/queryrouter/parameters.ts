// The parameters of a query in the API of Prometheus, as far as the router understands them.
import { parseDuration } from '../core/duration.ts';

/** Parameters of `/api/v1/query` and `/api/v1/query_range` that a query with the same result may have. */
const KNOWN: ReadonlySet<string> = new Set(['query', 'time', 'start', 'end', 'step', 'timeout']);

/** Parameters of Thanos with the values that change nothing. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  dedup: /^(?:|1|t|T|true|TRUE|True)$/,
  partial_response: /^(?:|[01tTfF]|true|TRUE|True|false|FALSE|False)$/,
  engine: /^(?:thanos)?$/,
  explain: /^(?:|0|f|F|false|FALSE|False)$/,
  analyze: /^(?:|0|f|F|false|FALSE|False)$/,
  max_source_resolution: /^(?:|0s?)$/,
};

export interface Query {
  readonly text: string;
  /** Unix seconds; instant queries have the same start and end. */
  readonly start: number;
  readonly end: number;
  /** Seconds; `undefined` for an instant query. */
  readonly step?: number;
}

const NUMBER = /^[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})$/;

/** Unix seconds of a time; `undefined` for other texts. */
export function timeOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const time = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time / 1000;
}

/** Seconds of a step; `undefined` for other texts. */
export function stepOf(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  const duration = parseDuration(text);
  return duration === undefined ? undefined : duration / 1000;
}

const isUnderstood = (parameters: URLSearchParams): boolean =>
  [...parameters].every(([name, value]) => KNOWN.has(name) || HARMLESS[name]?.test(value) === true) &&
  new Set(parameters.keys()).size === [...parameters.keys()].length;

/**
 * The query; `undefined` if a parameter is missing, repeated or not understood. `now`: Unix seconds.
 */
export function queryOf(isRange: boolean, parameters: URLSearchParams, now: number): Query | undefined {
  const text = parameters.get('query');
  if (!text || !isUnderstood(parameters)) return undefined;
  if (!isRange) {
    const time = timeOf(parameters.get('time') || String(now));
    return time === undefined ? undefined : { text, start: time, end: time };
  }
  const [start, end] = [timeOf(parameters.get('start') ?? ''), timeOf(parameters.get('end') ?? '')];
  const step = stepOf(parameters.get('step') ?? '');
  if (start === undefined || end === undefined || step === undefined) return undefined;
  return step > 0 && end >= start ? { text, start, end, step } : undefined;
}

/**
 * The query with times rounded down to seconds, which is all that Thanos Query in distributed mode has. A range query
 * keeps its number of points. `undefined` if its step is no whole number of seconds.
 */
export function inWholeSeconds({ text, start, end, step }: Query): Query | undefined {
  const first = Math.floor(start);
  if (step === undefined) return { text, start: first, end: first };
  if (!(step >= 1 && Number.isInteger(step))) return undefined;
  return { text, start: first, end: first + Math.floor((end - start) / step + 1e-9) * step, step };
}
