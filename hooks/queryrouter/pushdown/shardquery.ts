// Asks every shard for a part of a query.
import type { Agent, IncomingMessage } from 'node:http';
import { forward } from '../forward.ts';
import { PARTITION_LABEL } from '../partition.ts';
import { type PartAnswer, readAnswer } from './answers.ts';

/** Bytes of an answer. Aggregations are small; a larger one is better read as samples. */
const LARGEST = 64 * 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';

async function textOf(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export interface ShardQuery {
  /** `/api/v1/query` or `/api/v1/query_range`. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly agent: Agent;
  /** Milliseconds without a byte. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** The answer of one shard, whose series have its label; `undefined` if it has no complete answer. Never rejects. */
async function askShard(shard: string, url: string, asked: ShardQuery): Promise<PartAnswer | undefined> {
  const { path, parameters, agent, timeout, signal } = asked;
  const response = await forward({
    url: url + path,
    method: 'POST',
    headers: { 'content-type': FORM, 'accept-encoding': 'identity' },
    body: Buffer.from(parameters.toString()),
    agent,
    timeout,
    signal,
  }).catch(() => undefined);
  if (response?.statusCode !== 200) {
    response?.resume();
    return undefined;
  }
  const text = await textOf(response).catch(() => undefined);
  return text === undefined ? undefined : readAnswer(text, { [PARTITION_LABEL]: shard });
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
