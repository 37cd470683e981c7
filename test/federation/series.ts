// Series of a server, in forms that can be compared. A server that answers with an error has no series to compare: that
// throws.
import { query, resultOf } from '../query/answers.ts';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

type Labels = Readonly<Record<string, string>>;

export const text = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Series with their samples of the last `seconds`. */
export const samples = async (
  url: string,
  selector: string,
  seconds: number,
  time = Date.now() / 1000,
): Promise<readonly Series[]> => resultOf(await query(url, `${selector}[${seconds}s]`, { time }));

export const vector = async (
  url: string,
  expr: string,
): Promise<readonly { metric: Labels; value: [number, string] }[]> =>
  resultOf(await query(url, expr, { time: Date.now() / 1000 }));

export const labelSets = async (url: string, expr: string, more: Labels = {}): Promise<string[]> =>
  (await vector(url, expr)).map(({ metric }) => text({ ...metric, ...more })).sort();
