// Shards with sidecars behind Thanos Query and a ruler, as rendered; and one server without shards behind a Thanos
// Query of its own.
import { cpSync, rmSync } from 'node:fs';
import { temporaryFolder } from '../../support/folder.ts';
import { blocks } from '../blocks.ts';
import { BLANK } from '../configuration.ts';
import { type QueryService, queryService } from '../queryservice.ts';
import type { Server } from '../servers.ts';
import { freePorts, type Process, start } from './processes.ts';
import { address, type Endpoint, hostOf, type Programs, querier, type Replica, replica } from './querier.ts';
import { type Rendered, rendered, replaced, written } from './rendered.ts';

export interface Environment {
  /** The server without shards, and Thanos Query over it. */
  readonly whole: Server;
  readonly wholeQuery: Process;
  /** Replicas of each shard, and what leads to them. */
  readonly shards: readonly (readonly Replica[])[];
  readonly queryServices: readonly QueryService[];
  readonly query: Process;
  readonly ruler: Process;
  stop(): Promise<void>;
}

/** The rendered endpoints at this machine. `addressesOf`: the addresses there of a rendered one. */
const endpointsOf = (made: Rendered, addressesOf: (address: string) => readonly string[]): Endpoint[] =>
  made.endpoints.flatMap((one) => addressesOf(one.address).map((real) => ({ ...one, address: real })));

export interface Options {
  /** Of each shard; two by default. */
  readonly replicas?: number;
  readonly groups?: readonly unknown[];
  /** Where alerts go. */
  readonly alertmanager?: string;
}

/** All of it, with the data set. */
export async function startEnvironment(
  programs: Programs,
  { replicas = 2, groups = [], alertmanager = '127.0.0.1:1' }: Options = {},
): Promise<Environment> {
  const made = rendered(replicas, groups);
  const from = blocks(programs.promtool);
  const shards: Replica[][] = [];
  for (const [i, one] of from.shards.entries())
    shards.push(
      await Promise.all(Array.from({ length: replicas }, (_, r) => replica(programs, one, BLANK.shard(i, r)))),
    );
  const alone = await replica(programs, from.whole, BLANK.shard(0, 0));
  const wholeQuery = await querier(
    programs,
    made,
    endpointsOf(made, (to) => (to.startsWith('prometheus-k8s-shard-0.') ? [address(alone.sidecar.grpcPort)] : [])),
  );

  const queryServices = await Promise.all(
    shards.map((all) => queryService(all.map(({ sidecar }) => sidecar.grpcPort))),
  );
  const ports = await freePorts();
  const endpoints = endpointsOf(made, (to) => {
    const shard = /^prometheus-k8s-shard-(\d+)\./.exec(to)?.[1];
    if (shard !== undefined) return [hostOf(queryServices[Number(shard)]?.url ?? '')];
    if (to.includes('-query-shards.')) return shards.flat().map(({ sidecar }) => address(sidecar.grpcPort));
    return to.startsWith('dnssrv+') ? [] : [address(ports.grpcPort)];
  });
  const query = await querier(programs, made, endpoints);
  const data = temporaryFolder('ruler-');
  cpSync(from.recorded, data, { recursive: true });
  const path = written({
    ...made.rules,
    'query.yaml': (made.files['query.yaml'] ?? '').replace(/dnssrv\+\S+/, address(query.httpPort)),
    'alertmanagers.yaml': (made.files['alertmanagers.yaml'] ?? '').replace(/dnssrv\+\S+/, alertmanager),
    'web.yaml': '',
  });
  const args = replaced(made.rule, {
    'data-dir': data,
    'tsdb.retention': '100y',
    'rule-file': path('*.yaml').replace('*.yaml', 'monitoring-*.yaml'),
    'query.config-file': path('query.yaml'),
    'alertmanagers.config-file': path('alertmanagers.yaml'),
    'http.config': path('web.yaml'),
  }).map((arg) => arg.replace('$(POD_NAME)', 'prometheus-k8s-ruler-0'));
  const ruler = await start(programs.thanos, args, ports);
  const stop = async (): Promise<void> => {
    await Promise.all([ruler, query, wholeQuery, alone, ...shards.flat()].map((one) => one.stop()));
    await Promise.all(queryServices.map((one) => one.stop()));
    rmSync(data, { recursive: true });
  };
  return { whole: alone.server, wholeQuery, shards, queryServices, query, ruler, stop };
}
