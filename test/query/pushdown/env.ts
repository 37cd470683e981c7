// Shards, a server that reads them over remote read, and the router before it, beside one server without shards.
import { writeFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { connections } from '../../../hooks/queryrouter/forward.ts';
import { PARTITION_LABEL } from '../../../hooks/queryrouter/partition.ts';
import { pushDown } from '../../../hooks/queryrouter/pushdown/pushdown.ts';
import { queryRouter } from '../../../hooks/queryrouter/server.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';
import { freePort } from '../../support/port.ts';
import { blocks } from '../blocks.ts';
import { BARE, queryConfig, shardConfig } from '../configuration.ts';
import { type Server, server } from '../servers.ts';
import { written } from '../thanos/rendered.ts';

export interface Environment {
  readonly whole: Server;
  readonly shards: readonly Server[];
  /** The server that reads the shards. */
  readonly tier: Server;
  readonly router: Router;
  stop(): Promise<void>;
}

interface Programs {
  readonly prometheus: string;
  readonly promtool: string;
}

const release = parseVersion('3.13.2');
const TIMEOUT = 120_000;

export interface Router {
  readonly url: string;
  /** Writes the file of the hooks. */
  move(moves: readonly { readonly from: number; readonly to: number }[]): void;
  stop(): Promise<void>;
}

/** The router before a server that reads shards at these URLs and the router at this port. */
export async function routerBefore(tier: string, urls: readonly string[], port: number): Promise<Router> {
  if (!release) throw new Error('no version');
  const partitions = urls.map((_, i) => String(i));
  const path = written({ 'topology.json': JSON.stringify({ partitions }) });
  const agent = connections(64);
  const { decide, read } = pushDown({
    root: tier,
    shardUrl: (shard) => urls[Number(shard)] ?? '',
    file: path('topology.json'),
    settings: {
      label: PARTITION_LABEL,
      dialect: { release, features: ['promql-experimental-functions'] },
      lookback: 300,
    },
    timeout: TIMEOUT,
    agent,
    now: Date.now,
  });
  const roots = { distributed: tier, local: tier };
  const app = queryRouter({ ...roots, decide, read, timeout: TIMEOUT, connections: 64, registry: new Registry() });
  const url = await app.listen({ host: '127.0.0.1', port });
  return {
    url,
    move: (moves) => writeFileSync(path('topology.json'), JSON.stringify({ partitions, moves })),
    stop: async () => {
      await app.close();
      agent.destroy();
    },
  };
}

/** All of it. `isMoving`: whether targets of the data set move. */
export async function startEnvironment({ prometheus, promtool }: Programs, isMoving: boolean): Promise<Environment> {
  const made = blocks(promtool, isMoving);
  const shards = await Promise.all(
    made.shards.map((folder) => server(prometheus, { config: shardConfig({}), blocks: folder })),
  );
  const whole = await server(prometheus, { config: shardConfig({}), blocks: made.whole });
  const urls = shards.map(({ url }) => url);
  const port = await freePort();
  const tier = await server(prometheus, {
    config: queryConfig({ shards: urls, externalLabels: BARE.query, filterExternalLabels: false, router: port }),
    blocks: made.recorded,
  });
  const router = await routerBefore(tier.url, urls, port);
  const stop = async (): Promise<void> => {
    await router.stop();
    await Promise.all([whole, tier, ...shards].map((one) => one.stop()));
  };
  return { whole, shards, tier, router, stop };
}
