// Answers of the query API, so that two servers' can be compared to the last digit.
import { END, START } from './data.ts';

export interface Answer {
  readonly status: 'success' | 'error';
  readonly data?: { readonly resultType: string; readonly result: unknown };
  readonly error?: string;
  readonly errorType?: string;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

export interface Instant {
  readonly time: number;
}
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}
export type When = Instant | Range;

/** The edge of a block: 02:00. */
export const EDGE = Math.ceil(START / 7200) * 7200;

const post = (url: string, path: string, parameters: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${url}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(parameters) });

export async function ask(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return (await (await post(url, path, parameters)).json()) as Answer;
}

/** The response to a query, with its headers. */
export const queryResponse = (url: string, expr: string, when: When): Promise<Response> =>
  post(url, 'time' in when ? 'query' : 'query_range', {
    query: expr,
    ...Object.fromEntries(Object.entries(when).map(([key, value]) => [key, String(value)])),
  });

export const query = async (url: string, expr: string, when: When): Promise<Answer> =>
  (await (await queryResponse(url, expr, when)).json()) as Answer;

const AT_ONCE = 4;

/** `work` on all, a few at once. */
export async function inTurns<T, U>(all: readonly T[], work: (one: T) => Promise<U>): Promise<U[]> {
  const done: U[] = [];
  const left = [...all.entries()].reverse();
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) done[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
}
const isSeries = (result: unknown): result is readonly Series[] =>
  Array.isArray(result) && result.every((one) => typeof one === 'object' && one !== null && 'metric' in one);

const labels = (metric: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whether it is an answer, and has a value at least. */
export const hasResult = ({ status, data }: Answer): boolean =>
  status === 'success' && Array.isArray(data?.result) && data.result.length > 0;

/** The result of an answer. Throws where there is none: an error is not an empty result. */
export function resultOf<T>({ status, data, error }: Answer): readonly T[] {
  if (status !== 'success' || !Array.isArray(data?.result)) throw new Error(`no answer: ${error ?? status}`);
  return data.result as readonly T[];
}

/** All of an answer as text: its series by their labels, as a vector has no order. */
export function canonical({ status, data, error, warnings = [], infos = [] }: Answer): string {
  const result =
    data && isSeries(data.result)
      ? data.result.map((one) => `${labels(one.metric)} ${JSON.stringify({ ...one, metric: '' })}`).sort()
      : data?.result;
  return JSON.stringify({
    status,
    type: data?.resultType,
    result,
    error,
    warnings: [...warnings].sort(),
    infos: [...infos].sort(),
  });
}

/**
 * The same without the last digits of numbers. A server adds up the series of its head in the order in which they came,
 * a reader of shards in that of their labels, and sums of fractions depend on it.
 */
export const roughly = (answer: Answer): string =>
  canonical(answer).replace(/\\"(-?\d+(?:\.\d+)?(?:e[+-]\d+)?)\\"/g, (_, number: string) =>
    Number(number).toPrecision(12),
  );

/**
 * Times worth asking for: within, at both sides of the edge of a block, where series have just ended for a lookback of
 * 5 minutes, and outside.
 */
export const INSTANTS: readonly (readonly [name: string, time: number])[] = [
  ['in the middle of a block', START + 3000.5],
  ['at the edge of a block', EDGE],
  ['a millisecond before the edge of a block', EDGE - 0.001],
  ['while scrapes fail', START + 4800],
  ['five minutes after series ended', START + 5430 + 300],
  ['at the end of the data', END],
  ['after the end of most series', END + 285],
  ['before the data', START - 60],
];

export const RANGES: readonly (readonly [name: string, range: Range])[] = [
  ['over the edge of a block', { start: EDGE - 1800, end: EDGE + 1800, step: 60 }],
  ['all of the data, in coarse steps', { start: START - 600, end: END + 600, step: 397 }],
];
