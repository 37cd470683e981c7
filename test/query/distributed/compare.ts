// Answers of the router beside those of Thanos Query over one server.
import { type Answer, inTurns, query, queryResponse, type When } from '../answers.ts';

export interface Routed extends Answer {
  /** The root that answered. */
  readonly root: string;
}

export interface Pair {
  readonly expr: string;
  readonly want: Answer;
  readonly have: Routed;
}

/** What Thanos adds to an answer is none of PromQL's. */
const plain = <T extends Answer>(answer: T): T => {
  const { resultType = '', result } = answer.data ?? {};
  return answer.data ? { ...answer, data: { resultType, result } } : answer;
};

export async function routed(url: string, expr: string, when: When): Promise<Routed> {
  const response = await queryResponse(url, expr, when);
  return { ...((await response.json()) as Answer), root: response.headers.get('x-prometheus-query-root') ?? '' };
}

/** Whole seconds, as the router has them. */
const seconds = (when: When): When =>
  Object.fromEntries(Object.entries(when).map(([name, value]) => [name, Math.floor(value)])) as unknown as When;

/** What both answer. Where the router rounds the time, so does the one that it is compared with. */
export const pairsOf = (want: string, router: string, expressions: readonly string[], when: When): Promise<Pair[]> =>
  inTurns(expressions, async (expr) => {
    const have = await routed(router, expr, when);
    const one = await query(want, expr, have.root === 'distributed' ? seconds(when) : when);
    return { expr, want: plain(one), have: plain(have) };
  });
