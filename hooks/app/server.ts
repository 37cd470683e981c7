// The HTTP server of the hooks: limits, authentication, errors, health and metrics. It computes no responses.
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Options } from '../core/options.ts';
import type { Compute, Computed } from './compute/call.ts';
import { limitsFor } from './compute/limits.ts';
import { type Bodies, readBodies } from './http/body.ts';
import { followCertificates, tlsFiles } from './http/tls.ts';
import { requireToken } from './http/token.ts';
import { type Metrics, metrics } from './metrics.ts';
import { serveMetrics } from './metricsserver.ts';
import { PATHS, type Path } from './routing/paths.ts';

/**
 * Metacontroller keeps idle connections for 90 s. If the server closes them earlier, requests fail.
 */
const KEEP_ALIVE_MS = 95_000;
/** Timeouts of a whole request, and of its headers. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
/** Limit of connections. Metacontroller and API servers need a few. */
const CONNECTIONS = 256;
/** Limit of a review: two objects of 3 MiB, the limit of API servers, with escapes. */
const ADMISSION_BYTES = 16 * 1024 * 1024;

export interface Server {
  readonly app: FastifyInstance;
  /** Finishes current requests, accepts no new ones, then closes. */
  readonly stop: () => Promise<void>;
}

/**
 * Hooks for the API server, which sends no token by default. They return no data of the cluster: only issues of the
 * object in the request.
 */
const isForApiServer = ({ hook }: Path): boolean => hook === 'admission' || hook === 'conversion';

/** The hooks of `--serve`. */
const served = ({ serve }: Options): readonly Path[] =>
  PATHS.filter((route) => serve === 'all' || isForApiServer(route) === (serve === 'admission'));

const bodyLimit = (route: Path, options: Options): number =>
  isForApiServer(route) ? Math.min(options.bodyLimit, ADMISSION_BYTES) : options.bodyLimit;

function errorAnswer(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status < 500 || status === 503) {
    request.log.warn({ code: status, path: request.url, reason: error.message }, 'request refused');
    return reply.code(status).send({ error: error.message });
  }
  request.log.error(
    { err: { type: error.name, message: error.message, stack: error.stack }, path: request.url },
    'hook failed',
  );
  return reply.code(500).send({ error: 'internal error; nothing was changed', requestId: request.id });
}

function base(options: Options): FastifyInstance {
  const app = Fastify({
    bodyLimit: options.bodyLimit,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1000 },
    ...(options.tlsCertFile
      ? { https: { ...tlsFiles(options), headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1000 } }
      : {}),
    logController: new LogController({ disableRequestLogging: true }),
    logger: {
      level: options.logLevel,
      redact: ['req.headers.authorization', 'headers.authorization'],
      serializers: { req: ({ id, method, url }: FastifyRequest) => ({ id, method, url }) },
    },
  } as object) as unknown as FastifyInstance;
  app.server.maxConnections = CONNECTIONS;
  return app;
}

function send(computed: Computed, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, body, retryAfter, error } = computed;
  if (error) request.log.error({ err: error, path: request.url }, 'hook failed');
  else if (code >= 400) request.log.warn({ code, path: request.url, reason: body.toString() }, 'request refused');
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply.code(code).type('application/json').send(body);
}

interface Served {
  readonly compute: Compute;
  readonly bodies: Bodies;
  readonly clock: () => Date;
  readonly figures: Metrics;
}

function addHook(
  app: FastifyInstance,
  route: Path,
  bodyLimit: number,
  { compute, bodies, clock, figures }: Served,
): void {
  app.post(route.path, { bodyLimit }, async (request, reply) => {
    const started = performance.now();
    const now = clock();
    const computed = await bodies.during(request, (body) =>
      compute.run({ path: route.path, body, now: now.getTime() }),
    );
    const { code, report } = computed;
    figures.observe(route, { code, report, seconds: (performance.now() - started) / 1000, now });
    return send(computed, request, reply);
  });
}

/**
 * The server with the hooks of `--serve`, before it listens. `compute` computes the responses. `clock` returns the time
 * of a request.
 */
export function server(
  options: Options,
  compute: Compute,
  figures: Metrics = metrics(),
  clock: () => Date = () => new Date(),
): Server {
  const app = base(options);
  const routes = served(options);
  let closing = false;
  figures.expect(routes);
  figures.follow(() => !closing && compute.isReady(), clock);
  app.setErrorHandler(errorAnswer);
  app.setNotFoundHandler((request, reply) => reply.code(404).send({ error: `there is no hook ${request.url}` }));
  if (options.bearerTokenFile)
    requireToken(app, options.bearerTokenFile, new Set(routes.filter(isForApiServer).map(({ path }) => path)));
  const bodies = readBodies(app, limitsFor(options.threads, options.memory).inFlight);
  // Without this, an open connection of a client delays the end of the process (fastify issue 7044).
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  for (const route of routes) addHook(app, route, bodyLimit(route, options), { compute, bodies, clock, figures });
  app.get('/readyz', async (_request, reply) => {
    if (closing) return reply.code(503).send({ status: 'stopping' });
    return compute.isReady() ? { status: 'ok' } : reply.code(503).send({ status: 'starting' });
  });
  serveMetrics(app, figures.registry);
  const timer = options.tlsCertFile ? followCertificates(app, options) : undefined;
  return {
    app,
    stop: async () => {
      closing = true;
      clearInterval(timer);
      await app.close();
      await compute.stop();
    },
  };
}
