// The server of --metrics-address: metrics and health alone, so that whoever may read metrics cannot call hooks.
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

const KEEP_ALIVE_MS = 95_000;
const REQUEST_MS = 10_000;
/** A Prometheus needs one connection. */
const CONNECTIONS = 32;

/** Adds GET /metrics and GET /healthz. */
export function serveMetrics(app: FastifyInstance, registry: Registry): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

/** The server of the metrics, before it listens. It reads no request bodies. */
export function metricsServer(registry: Registry): FastifyInstance {
  const app = Fastify({
    bodyLimit: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: true,
  });
  app.server.maxConnections = CONNECTIONS;
  serveMetrics(app, registry);
  return app;
}
