// Real Prometheus servers on this machine: each with a folder of its own, and blocks to begin with.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/port.ts';
import { launch } from '../support/process.ts';
import { until } from '../support/until.ts';
import { type Blocks, blocks } from './blocks.ts';
import { BARE, queryConfig, shardConfig, type Variant } from './configuration.ts';

export interface Server {
  readonly url: string;
  readonly port: number;
  /** What it said so far. */
  log(): string;
  /** Resolves once it works with another configuration. */
  reload(config: string): Promise<void>;
  /** Resolves once it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Seconds until a server is ready on a busy machine. */
const TIMEOUT_SECONDS = 60;
const FEATURES = ['promql-experimental-functions', 'exemplar-storage', 'promql-extended-range-selectors'];

export interface Start {
  readonly config: string;
  readonly blocks?: string;
  readonly flags?: readonly string[];
  readonly features?: readonly string[];
  /** Else any that is free. */
  readonly port?: number;
  readonly agent?: boolean;
}

/** Resolves once it is ready. */
export async function server(
  binary: string,
  { config, blocks: from, flags, features, port: given, agent }: Start,
): Promise<Server> {
  const port = given ?? (await freePort());
  const folder = temporaryFolder('prometheus-');
  if (from) cpSync(from, join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'prometheus.yaml'), config);
  const args = [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    agent ? '--agent' : `--storage.tsdb.retention.time=100y`,
    `--storage.${agent ? 'agent' : 'tsdb'}.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...(agent ? [] : [`--enable-feature=${(features ?? FEATURES).join(',')}`, '--web.enable-remote-write-receiver']),
    ...(flags ?? []),
  ];
  const made = launch(binary, args, join(folder, 'log'), { env: { GOMAXPROCS: '2', ...process.env } });
  const { isOver, said } = made;
  const url = `http://127.0.0.1:${port}`;
  const stop = async (signal?: NodeJS.Signals): Promise<void> => {
    await made.stop(signal);
    rmSync(folder, { recursive: true, force: true });
  };
  const isReady = async (): Promise<boolean> => isOver() || (await fetch(`${url}/-/ready`)).ok;
  await until(`${url} is ready`, isReady, TIMEOUT_SECONDS).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const reload = async (next: string): Promise<void> => {
    const done = said().split('Completed loading of configuration file').length;
    writeFileSync(join(folder, 'prometheus.yaml'), next);
    made.child.kill('SIGHUP');
    await until(
      `${url} works with another configuration`,
      () => said().split('Completed loading of configuration file').length > done,
      TIMEOUT_SECONDS,
    );
  };
  if (isOver()) throw new Error(`Prometheus does not run: ${said().slice(-2000)}`);
  return { url, port, log: said, reload, stop };
}

/** A folder for blocks, and servers that end with a test. */
export function servers(t: Test, binary: string) {
  const directory = temporaryFolder('blocks-');
  const running: Server[] = [];
  t.teardown(async () => {
    await Promise.all(running.map((one) => one.stop()));
    rmSync(directory, { recursive: true });
  });
  const start = async (config: string, blocks?: string): Promise<Server> => {
    const one = await server(binary, { config, ...(blocks ? { blocks } : {}) });
    running.push(one);
    return one;
  };
  return { directory, start };
}

export interface Tier {
  /** The server without shards. */
  readonly whole: Server;
  readonly shards: readonly Server[];
  /** The query server over the shards. */
  readonly query: Server;
  stop(): Promise<void>;
}

/** One server without shards, one replica of each shard, and a query server over them, all with the data set. */
export async function tier(
  binary: string,
  promtool: string,
  variant: Variant = BARE,
  flags: readonly string[] = [],
): Promise<Tier> {
  const made: Blocks = blocks(promtool);
  const { filterExternalLabels, query: externalLabels, shard } = variant;
  const shards = await Promise.all(
    made.shards.map((from, i) => server(binary, { config: shardConfig(shard(i, 0)), blocks: from, flags })),
  );
  const whole = await server(binary, { config: shardConfig({ prometheus: 'monitoring/k8s' }), blocks: made.whole });
  const config = queryConfig({ shards: shards.map(({ url }) => url), externalLabels, filterExternalLabels });
  const query = await server(binary, { config, blocks: made.recorded });
  const stop = async (): Promise<void> => {
    await Promise.all([query, whole, ...shards].map((one) => one.stop()));
  };
  return { whole, shards, query, stop };
}
