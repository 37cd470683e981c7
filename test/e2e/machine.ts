// Targets of pods that are processes of this machine: servers with one gauge each, `answer`, which is 42.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { KubernetesObject } from '../../hooks/core/meta.ts';

/** Targets on this machine, and what ends them. */
export async function machine(count: number): Promise<{ readonly ports: readonly number[]; close(): void }> {
  const servers: Server[] = [];
  for (let i = 0; i < count; i++) {
    const server = createServer(
      (_, response) => void response.setHeader('content-type', 'text/plain; version=0.0.4').end('answer 42\n'),
    );
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
    servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  return { ports, close: () => servers.forEach((server) => void server.close()) };
}

/** A ScrapeConfig of job `machine` for them. `scrapeInterval`: a duration of Prometheus. */
export const scrapeMachine = (
  namespace: string,
  host: string,
  ports: readonly number[],
  scrapeInterval = '5s',
): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'ScrapeConfig',
  metadata: { name: 'machine', namespace },
  spec: {
    jobName: 'machine',
    scrapeInterval,
    staticConfigs: [{ targets: ports.map((port) => `${host}:${port}`) }],
  },
});
