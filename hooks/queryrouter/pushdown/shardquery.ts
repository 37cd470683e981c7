// Asks every shard for a part of a query.
import { bytesOf, type Forward, postQuery } from '../forward.ts';
import { PARTITION_LABEL } from '../partition.ts';
import { type PartAnswer, readAnswer } from './answers.ts';

/** Bytes of an answer. Aggregations are small; a larger one is better read as samples. */
const LARGEST = 64 * 1024 * 1024;

export interface ShardQuery extends Pick<Forward, 'agent' | 'timeout' | 'signal'> {
  /** `/api/v1/query` or `/api/v1/query_range`. */
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/** The answer of one shard, whose series have its label; `undefined` if it has no complete answer. Never rejects. */
async function askShard(shard: string, url: string, asked: ShardQuery): Promise<PartAnswer | undefined> {
  const { path, parameters, ...how } = asked;
  const response = await postQuery(parameters, { url: url + path, ...how });
  if (response?.statusCode !== 200) {
    response?.resume();
    return undefined;
  }
  const bytes = await bytesOf(response, LARGEST).catch(() => undefined);
  return bytes && readAnswer(bytes.toString('utf8'), { [PARTITION_LABEL]: shard });
}

/** The answers of all shards, `[shard, url]`, together; `undefined` if one of them has no complete answer. Never rejects. */
export async function askShards(
  shards: readonly (readonly [shard: string, url: string])[],
  asked: ShardQuery,
): Promise<PartAnswer | undefined> {
  const found = await Promise.all(shards.map(([shard, url]) => askShard(shard, url, asked)));
  if (!found.every((one) => one !== undefined)) return undefined;
  return { series: found.flatMap(({ series }) => series), infos: found.flatMap(({ infos }) => infos) };
}
