// The query router: the address of a tier whose shards aggregate. It sends each query to one of two Thanos Query, and
// everything else to the one in local mode. Answers are streamed; the router holds no whole answer.
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { connections, forward, forwarded } from './forward.ts';
import { type Route, route, type Settings } from './route.ts';
import { type ShardSources, shardReader } from './shards.ts';
import { stripLabel } from './strip.ts';

/** Bytes of the body of a query. */
const BODY = 1024 * 1024;
const QUERY = /\/api\/v1\/(query|query_range)$/;
/** The answer names the root, so that users see where it comes from. */
const ROOT_HEADER = 'x-prometheus-query-root';
const FORM = 'application/x-www-form-urlencoded';

export interface RouterOptions extends Pick<ShardSources, 'file' | 'now'> {
  /** URLs of Thanos Query in distributed and in local mode, without a path. */
  readonly distributed: string;
  readonly local: string;
  /** Route prefix of both, without a trailing slash. */
  readonly prefix: string;
  readonly settings: Settings;
  /** Milliseconds without a byte of an answer. */
  readonly timeout: number;
  /** Connections to each root. */
  readonly connections: number;
  readonly registry: Registry;
}

/** Removes the label from the bytes of an answer. */
function stripped(label: string): Transform {
  const strip = stripLabel(label);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) =>
      done(null, Buffer.from(strip.add(chunk.toString('latin1')), 'latin1')),
    flush: (done) => done(null, Buffer.from(strip.end(), 'latin1')),
  });
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

/** Like Go's FormValue: the body first. A parameter in both counts as repeated. */
function parametersOf(request: FastifyRequest): URLSearchParams {
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  const search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?') + 1) : '';
  return new URLSearchParams([text, search].filter(Boolean).join('&'));
}

const isForm = (request: FastifyRequest): boolean => (request.headers['content-type'] ?? FORM).startsWith(FORM);

/** Whether the router may decide: a GET, or a POST of a form. */
const isQuery = (request: FastifyRequest): boolean =>
  QUERY.test(pathOf(request)) && (request.method === 'GET' || (request.method === 'POST' && isForm(request)));

/** Whether the root has an answer. Otherwise the other one is asked, but not after a timeout. */
const isAnswer = (status = 502): boolean => status < 300 || status === 503;

export function queryRouter(options: RouterOptions): FastifyInstance {
  const { settings, now } = options;
  const app = Fastify({ bodyLimit: BODY, keepAliveTimeout: 95_000, forceCloseConnections: 'idle' });
  const agents = { distributed: connections(options.connections), local: connections(options.connections) };
  const shards = shardReader({ ...options, label: settings.label, root: options.distributed + options.prefix });
  const requests = new Counter({
    name: 'prometheus_query_router_queries_total',
    help: 'Queries by the root that answered them, and why it was the one in local mode.',
    labelNames: ['root', 'reason'],
    registers: [options.registry],
  });

  const decide = async (request: FastifyRequest): Promise<Route> => {
    const isRange = pathOf(request).endsWith('query_range');
    const facts = { ...(await shards()), now: now() / 1000 };
    return route({ isRange, parameters: parametersOf(request) }, facts, settings);
  };

  const abortedBy = (reply: FastifyReply): AbortSignal => {
    const controller = new AbortController();
    reply.raw.on('close', () => controller.abort());
    return controller.signal;
  };

  const send = (reply: FastifyReply, response: IncomingMessage, root: string, body: Readable): FastifyReply => {
    const { 'content-length': length, ...headers } = forwarded(response.headers);
    const known = root === 'local' && length !== undefined ? { 'content-length': length } : {};
    return reply
      .code(response.statusCode ?? 502)
      .headers({ ...headers, ...known, [ROOT_HEADER]: root })
      .send(body);
  };

  const askLocal = async (request: FastifyRequest, reply: FastifyReply, signal: AbortSignal): Promise<FastifyReply> => {
    const response = await forward({
      url: options.local + request.url,
      method: request.method,
      headers: forwarded(request.headers),
      body: request.body as Buffer | Readable | undefined,
      agent: agents.local,
      timeout: options.timeout,
      signal,
    }).catch(() => undefined);
    if (response) return send(reply, response, 'local', response);
    return reply.code(502).send({ status: 'error', errorType: 'unavailable', error: 'Thanos Query does not answer' });
  };

  /** `undefined` if the root does not answer or refuses the query. */
  const askDistributed = async (
    request: FastifyRequest,
    parameters: URLSearchParams,
    signal: AbortSignal,
  ): Promise<IncomingMessage | undefined> => {
    const { 'content-length': _, 'accept-encoding': __, ...headers } = forwarded(request.headers);
    const response = await forward({
      url: options.distributed + pathOf(request),
      method: 'POST',
      headers: { ...headers, 'content-type': FORM, 'accept-encoding': 'identity' },
      body: Buffer.from(parameters.toString()),
      agent: agents.distributed,
      timeout: options.timeout,
      signal,
    }).catch(() => undefined);
    if (!response || isAnswer(response.statusCode)) return response;
    response.resume();
    return undefined;
  };

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const signal = abortedBy(reply);
    if (!isQuery(request)) return askLocal(request, reply, signal);
    const decided = await decide(request);
    if (decided.to === 'distributed') {
      const response = await askDistributed(request, decided.parameters, signal);
      if (response) {
        requests.inc({ root: 'distributed', reason: '' });
        const body = stripped(settings.label);
        response.on('error', (error) => body.destroy(error));
        return send(reply, response, 'distributed', response.pipe(body));
      }
    }
    requests.inc({ root: 'local', reason: decided.to === 'local' ? decided.reason : 'Refused' });
    return askLocal(request, reply, signal);
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(FORM, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.get('/-/router/healthy', async () => ({ status: 'ok' }));
  app.get('/-/router/metrics', async (_request, reply) =>
    reply.type(options.registry.contentType).send(await options.registry.metrics()),
  );
  app.all('/*', handle);
  app.addHook('onClose', async () => {
    agents.distributed.destroy();
    agents.local.destroy();
  });
  return app;
}
