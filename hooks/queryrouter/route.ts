// Which root answers a query: Thanos Query in distributed mode, where shards aggregate, or Thanos Query in local mode,
// which reads all series and is always right.
import type { Expr } from '../promql/ast.ts';
import type { Dialect } from '../promql/dialect.ts';
import { parseExpr } from '../promql/parse.ts';
import { printExpr } from '../promql/print.ts';
import { distributionObstacle } from './obstacles.ts';
import { inWholeSeconds, type Query, queryOf } from './parameters.ts';
import { rewriteExpr } from './rewrite.ts';
import { distributedSince, type Leaf, type Topology } from './topology.ts';
import { neededFrom, readWindow, type Window } from './window.ts';

/** Characters of a query that is parsed. */
const LONGEST = 32_768;

export interface Settings {
  readonly label: string;
  readonly dialect: Dialect;
  /** Seconds that a sample is valid. */
  readonly lookback: number;
}

/** What is known of the shards. */
export interface Facts {
  readonly topology: Topology | undefined;
  readonly leaves: readonly Leaf[] | undefined;
  /** Unix seconds. */
  readonly now: number;
}

export interface Request {
  readonly isRange: boolean;
  readonly parameters: URLSearchParams;
}

export type Route =
  | {
      readonly to: 'distributed';
      readonly parameters: URLSearchParams;
      /** Once the answer begins to arrive: the notes of shards that belong to it; `undefined` if it is not complete. */
      readonly infos?: () => Promise<readonly string[] | undefined>;
      /** To be called when the query has been answered, or not. */
      readonly end?: () => void;
    }
  | { readonly to: 'local'; readonly reason: string };

export const local = (reason: string): Route => ({ to: 'local', reason });

/** Whether targets moved while samples in this window were written. */
export const movesDuring = (moves: readonly Window[], window: Window): boolean =>
  moves.some((move) => window.from <= move.to && window.to >= move.from);

/** The expression of a query, and the time that it reads; or why the router cannot read it. */
export function parseQuery(
  { text, start, end }: Query,
  { dialect, lookback }: Settings,
): { readonly expr: Expr; readonly window: Window | undefined } | { readonly reason: string } {
  if (text.length > LONGEST) return { reason: 'TooLong' };
  const parsed = parseExpr(text, dialect);
  if ('problem' in parsed) return { reason: 'NotParsed' };
  return { expr: parsed.expr, window: readWindow(parsed.expr, { from: start, to: end }, lookback) };
}

/** The query in parts: `text` for the root in distributed mode, and what it reads. */
interface Understood {
  readonly text: string;
  readonly window: Window;
  /** Every shard needs samples from then on. */
  readonly from: number;
}

function understand(query: Query, settings: Settings): Understood | { readonly reason: string } {
  const parsed = parseQuery(query, settings);
  if ('reason' in parsed) return parsed;
  const { expr, window } = parsed;
  const reason = distributionObstacle(expr, settings.label);
  if (reason || !window) return { reason: reason ?? 'NoSeries' };
  const from = neededFrom(expr, { from: query.start, to: query.end }, settings.lookback);
  return { text: printExpr(rewriteExpr(expr, settings.label)), window, from };
}

function parametersOf({ start, end, step }: Query, text: string, given: URLSearchParams): URLSearchParams {
  const parameters = new URLSearchParams(given);
  parameters.set('query', text);
  // An answer without a shard is an error here. Then the other root answers, with a warning where the user allows it.
  parameters.set('partial_response', 'false');
  if (step === undefined) parameters.set('time', String(start));
  else for (const [name, value] of Object.entries({ start, end, step })) parameters.set(name, String(value));
  return parameters;
}

/** The root for a query, and its parameters there. */
export function route({ isRange, parameters }: Request, facts: Facts, settings: Settings): Route {
  const { topology, leaves, now } = facts;
  if (!topology) return local('TopologyUnknown');
  const since = distributedSince(topology, leaves);
  if ('reason' in since) return local(since.reason);
  const given = queryOf(isRange, parameters, now);
  const query = given && inWholeSeconds(given);
  if (!query) return local('Parameters');
  const understood = understand(query, settings);
  if ('reason' in understood) return local(understood.reason);
  const { window, text, from } = understood;
  if (from <= since.from) return local('BeforeShards');
  if (movesDuring(topology.moves, window)) return local('TargetsMoved');
  return { to: 'distributed', parameters: parametersOf(query, text, parameters) };
}
