// A server beside its sidecar, and Thanos Query over such.
import { shardConfig } from '../configuration.ts';
import type { withThanos } from '../programs.ts';
import { type Server, server } from '../servers.ts';
import { type Process, start } from './processes.ts';
import { type Rendered, replaced, written } from './rendered.ts';

export type Programs = NonNullable<typeof withThanos>;

export interface Replica {
  readonly server: Server;
  readonly sidecar: Process;
  stop(): Promise<void>;
}

/** A server beside its sidecar. `from`: its blocks. */
export async function replica(
  { prometheus, thanos }: Programs,
  from: string,
  labels: Readonly<Record<string, string>>,
): Promise<Replica> {
  const one = await server(prometheus, { config: shardConfig(labels), blocks: from });
  const sidecar = await start(thanos, ['sidecar', `--prometheus.url=${one.url}`, '--log.level=warn']);
  return {
    server: one,
    sidecar,
    stop: async () => {
      await sidecar.stop();
      await one.stop();
    },
  };
}

/** An address that Thanos Query reads. */
export interface Endpoint {
  readonly address: string;
  readonly strict?: boolean;
}

export const address = (port: number): string => `127.0.0.1:${port}`;
/** Host and port of a URL. */
export const hostOf = (url: string): string => new URL(url).host;

/** Thanos Query with the rendered arguments, these endpoints and more arguments. */
export function querier(
  { thanos }: Programs,
  made: Rendered,
  endpoints: readonly Endpoint[],
  more: readonly string[] = [],
): Promise<Process> {
  const path = written({ 'endpoints.yaml': JSON.stringify({ endpoints }), 'web.yaml': '' });
  const args = replaced(made.query, {
    'http-address': undefined,
    'grpc-address': undefined,
    'endpoint.sd-config-file': path('endpoints.yaml'),
    'http.config': path('web.yaml'),
  });
  return start(thanos, [...args, ...more]);
}
