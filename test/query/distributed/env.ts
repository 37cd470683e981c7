// Shards with sidecars, a leaf for each of them, two roots and the router, beside one server without shards behind a
// Thanos Query of its own.
import { writeFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { PARTITION_LABEL, RULES_PARTITION } from '../../../hooks/queryrouter/partition.ts';
import { queryRouter } from '../../../hooks/queryrouter/server.ts';
import { betweenThanosRoots } from '../../../hooks/queryrouter/thanosroots.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';
import { type Blocks, blocks } from '../blocks.ts';
import { BLANK } from '../configuration.ts';
import { type QueryService, queryService } from '../queryservice.ts';
import type { Server } from '../servers.ts';
import type { Process } from '../thanos/processes.ts';
import { address, hostOf, type Programs, querier, type Replica, replica } from '../thanos/querier.ts';
import { rendered, written } from '../thanos/rendered.ts';

export interface Shard {
  readonly replicas: readonly Replica[];
  /** Leads to the replicas. */
  readonly service: QueryService;
  readonly leaf: Process;
}

export interface Environment {
  /** The server without shards, and Thanos Query over it. */
  readonly whole: Server;
  readonly wholeQuery: Process;
  /** The shards, and as the last one what rules recorded. */
  readonly shards: readonly Shard[];
  readonly distributed: Process;
  readonly local: Process;
  readonly router: { readonly url: string };
  /** Writes the file of the hooks. */
  move(moves: readonly { readonly from: number; readonly to: number }[]): void;
  stop(): Promise<void>;
}

/** More arguments of each kind of Thanos Query. */
const LEAF = ['--query.promql-engine=thanos'];
export const ROOT = [
  '--query.mode=distributed',
  `--query.partition-label=${PARTITION_LABEL}`,
  '--query.distributed-with-overlapping-interval',
];
export const LOCAL = [`--query.replica-label=${PARTITION_LABEL}`];

const release = parseVersion('3.13.2');

/** All of it. `made`: blocks of the data set. */
export async function startEnvironment(
  programs: Programs,
  { replicas = 2, from = blocks(programs.promtool) }: { readonly replicas?: number; readonly from?: Blocks } = {},
): Promise<Environment> {
  if (!release) throw new Error('no version');
  const made = rendered(replicas, []);
  const shards: Shard[] = [];
  for (const [i, folder] of [...from.shards, from.recorded].entries()) {
    const isRules = i === from.shards.length;
    const partition = isRules ? RULES_PARTITION : String(i);
    const all = await Promise.all(
      Array.from({ length: isRules ? 1 : replicas }, (_, r) =>
        replica(programs, folder, { ...BLANK.shard(i, r), [PARTITION_LABEL]: partition }),
      ),
    );
    const service = await queryService(all.map(({ sidecar }) => sidecar.grpcPort));
    const found = all.length > 1 ? all.map(({ sidecar }) => ({ address: address(sidecar.grpcPort) })) : [];
    const own = found.length > 0 ? found : [{ address: hostOf(service.url), strict: true }];
    const leaf = await querier(programs, made, own, LEAF);
    shards.push({ replicas: all, service, leaf });
  }
  const alone = await replica(programs, from.whole, BLANK.shard(0, 0));
  const wholeQuery = await querier(programs, made, [{ address: address(alone.sidecar.grpcPort), strict: true }]);
  const distributed = await querier(
    programs,
    made,
    shards.map(({ leaf }) => ({ address: address(leaf.grpcPort), strict: true })),
    ROOT,
  );
  const local = await querier(
    programs,
    made,
    shards.flatMap(({ service, replicas: all }) => [
      { address: hostOf(service.url), strict: true },
      ...(all.length > 1 ? all.map(({ sidecar }) => ({ address: address(sidecar.grpcPort) })) : []),
    ]),
    LOCAL,
  );
  const partitions = [...from.shards.keys()].map(String).concat(RULES_PARTITION);
  const path = written({ 'topology.json': JSON.stringify({ partitions }) });
  const app = queryRouter({
    distributed: distributed.url,
    local: local.url,
    label: PARTITION_LABEL,
    decide: betweenThanosRoots({
      root: distributed.url,
      file: path('topology.json'),
      settings: {
        label: PARTITION_LABEL,
        dialect: { release, features: ['promql-experimental-functions'] },
        lookback: 300,
      },
      now: Date.now,
    }),
    timeout: 120_000,
    connections: 64,
    registry: new Registry(),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    await app.close();
    const processes = [distributed, local, wholeQuery, alone, ...shards.flatMap((one) => [one.leaf, ...one.replicas])];
    await Promise.all(processes.map((one) => one.stop()));
    await Promise.all(shards.map(({ service }) => service.stop()));
  };
  return {
    whole: alone.server,
    wholeQuery,
    shards,
    distributed,
    local,
    router: { url },
    move: (moves) => writeFileSync(path('topology.json'), JSON.stringify({ partitions, moves })),
    stop,
  };
}
