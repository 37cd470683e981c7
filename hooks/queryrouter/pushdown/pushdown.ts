// Which queries the shards aggregate: the router asks each shard for its part of the aggregation, and the root, which
// reads the shards over remote read, reads the results instead of all samples.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Agent } from 'node:http';
import { printExpr } from '../../promql/print.ts';
import { type Query, queryOf } from '../parameters.ts';
import { local, movesDuring, parseQuery, type Request, type Route, type Settings } from '../route.ts';
import { topologyReader } from '../shards.ts';
import type { Window } from '../window.ts';
import { nameReader } from './names.ts';
import { type Answer, partResults, type Results } from './results.ts';
import { askShards } from './shardquery.ts';
import { type Split, splitQuery } from './split.ts';

export interface PushDownOptions {
  /** URL of the root with its prefix. */
  readonly root: string;
  /** URL of a shard with its prefix. */
  readonly shardUrl: (shard: string) => string;
  /** Path of the file of the hooks. */
  readonly file: string;
  readonly settings: Settings;
  /** Milliseconds without a byte. */
  readonly timeout: number;
  readonly agent: Agent;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface PushDown extends Pick<Results, 'read'> {
  /** Where a query goes. `path`: `/api/v1/query` or `/api/v1/query_range`. Never rejects. */
  decide(request: Request, path: string, signal: AbortSignal): Promise<Route>;
}

/** The parameters of a query with its times written out, which are the same for the root and for the shards. */
function parametersOf(text: string, { start, step }: Query, given: URLSearchParams): URLSearchParams {
  const parameters = new URLSearchParams(given);
  parameters.set('query', text);
  if (step === undefined) parameters.set('time', String(start));
  return parameters;
}

export function pushDown(options: PushDownOptions): PushDown {
  const { settings, now, file, root, shardUrl, agent, timeout } = options;
  const results = partResults();
  const names = nameReader(root, now);
  const topology = topologyReader({ file, now });

  const understand = (
    query: Query,
    own: ReadonlySet<string>,
    moves: readonly Window[],
  ): Split | { readonly reason: string } => {
    const parsed = parseQuery(query, settings);
    if ('reason' in parsed) return parsed;
    const { expr, window } = parsed;
    if (!window) return { reason: 'NoSeries' };
    if (movesDuring(moves, window)) return { reason: 'TargetsMoved' };
    const split = splitQuery({ text: query.text, expr }, (name) => !own.has(name), randomUUID());
    return split ?? { reason: 'NothingToAggregate' };
  };

  const decide: PushDown['decide'] = async ({ isRange, parameters }, path, signal) => {
    const [shards, own] = await Promise.all([topology(), names()]);
    if (!shards) return local('TopologyUnknown');
    if (!own) return local('NamesUnknown');
    const query = queryOf(isRange, parameters, now() / 1000);
    if (!query) return local('Parameters');
    const split = understand(query, own, shards.moves);
    if ('reason' in split) return local(split.reason);
    const urls = shards.partitions.map((shard) => [shard, shardUrl(shard)] as const);
    // Every request to a shard listens.
    setMaxListeners(0, signal);
    const answers = new Map<string, Answer>();
    for (const [key, text] of split.parts)
      answers.set(
        key,
        askShards(urls, { path, parameters: parametersOf(text, query, parameters), agent, timeout, signal }),
      );
    results.add(answers, 1000 * (query.step ?? 0));
    const keys = [...answers.keys()];
    return {
      to: 'distributed',
      parameters: parametersOf(printExpr(split.expr), query, parameters),
      infos: () => results.infos(keys),
      end: () => results.remove(keys),
    };
  };
  return { decide, read: results.read };
}
