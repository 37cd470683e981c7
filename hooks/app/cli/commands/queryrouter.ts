// `query-router`: the address of a tier whose shards aggregate, until a signal ends it.
import { once } from 'node:events';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { parseDuration } from '../../../core/duration.ts';
import { UsageError } from '../../../core/options.ts';
import { PARTITION_LABEL } from '../../../queryrouter/partition.ts';
import { queryRouter, type RouterOptions } from '../../../queryrouter/server.ts';
import { betweenThanosRoots } from '../../../queryrouter/thanosroots.ts';
import { COMPILED_IN } from '../../../versions/operator.ts';
import { parseVersion } from '../../../versions/version.ts';
import { addressOf } from '../../http/address.ts';
import { type Call, type ExitCode, textFlag } from '../command.ts';

const LISTEN = ':9090';
const LOOKBACK = '5m';
const TIMEOUT = '2m';
/** What the router waits longer than the root, so that the root's answer about its timeout arrives. */
const MARGIN_MS = 10_000;
const CONNECTIONS = 128;

function required({ flags }: Call, name: string): string {
  const value = textFlag(flags, name);
  if (!value) throw new UsageError(`--${name} is missing`);
  return value;
}

function urlOf(call: Call, name: string): string {
  const value = required(call, name);
  if (!URL.canParse(value) || new URL(value).protocol !== 'http:' || new URL(value).pathname !== '/')
    throw new UsageError(`--${name}: "${value}" is not an http URL without a path`);
  return new URL(value).origin;
}

function millisecondsOf({ flags }: Call, name: string, otherwise: string): number {
  const text = textFlag(flags, name) || otherwise;
  const value = parseDuration(text);
  if (!value) throw new UsageError(`--${name}: "${text}" is not a duration such as 5m`);
  return value;
}

function optionsOf(call: Call): RouterOptions {
  // Thanos has the parser of some release; what it does not know it refuses, and then the other root is asked.
  const release = parseVersion(COMPILED_IN);
  if (!release) throw new Error(`"${COMPILED_IN}" is not a version`);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const distributed = urlOf(call, 'distributed');
  return {
    distributed,
    local: urlOf(call, 'local'),
    label: PARTITION_LABEL,
    decide: betweenThanosRoots({
      root: distributed + (textFlag(call.flags, 'prefix') ?? ''),
      file: required(call, 'shards-file'),
      settings: {
        label: PARTITION_LABEL,
        dialect: { release, features: ['promql-experimental-functions'] },
        lookback: millisecondsOf(call, 'lookback', LOOKBACK) / 1000,
      },
      now: () => call.io.now().getTime(),
    }),
    timeout: millisecondsOf(call, 'timeout', TIMEOUT) + MARGIN_MS,
    connections: CONNECTIONS,
    registry,
  };
}

/** Serves queries. Ends with 0 after SIGINT or SIGTERM, when the running queries have been answered. */
export async function router(call: Call): Promise<ExitCode> {
  if (call.args.length > 0) throw new UsageError('the query router takes no arguments');
  const app = queryRouter(optionsOf(call));
  const url = await app.listen(addressOf(textFlag(call.flags, 'address') || LISTEN));
  call.io.out(`Queries ${url}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await app.close();
  return 0;
}
