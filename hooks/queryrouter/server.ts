// The query router: the address of a tier whose shards aggregate. It sends a query to the distributed root, whose answer
// the shards have aggregated, or as it is to the local root, as everything else. Answers are streamed; the router holds
// no whole answer.
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Counter, type Registry } from 'prom-client';
import { bytesOf, connections, FORM, forward, forwarded, postQuery } from './forward.ts';
import { addInfos } from './infos.ts';
import type { Request, Route } from './route.ts';
import { type Strip, stripLabel } from './strip.ts';

/** Bytes of the body of a query. */
const BODY = 1024 * 1024;
const QUERY = /\/api\/v1\/(query|query_range)$/;
/** The answer names the root, so that users see where it comes from. */
const ROOT_HEADER = 'x-prometheus-query-root';

/** Decides where a query goes. `path`: `/api/v1/query` or `/api/v1/query_range`. Never rejects. */
export type Decide = (request: Request, path: string, signal: AbortSignal) => Promise<Route>;

export interface RouterOptions {
  /** URLs of the roots, without a path. */
  readonly distributed: string;
  readonly local: string;
  readonly decide: Decide;
  /** A label that answers of the distributed root have, and that users do not see. */
  readonly label?: string;
  /** Answers the remote reads of the root. */
  readonly read?: (request: Uint8Array) => Promise<Uint8Array>;
  /** Milliseconds without a byte of an answer. */
  readonly timeout: number;
  /** Connections to each root. */
  readonly connections: number;
  readonly registry: Registry;
}

/** The bytes of an answer with changes to its text. */
const changed = (answer: Readable, changes: readonly Strip[]): Readable =>
  changes.reduce((from: Readable, { add, end }) => {
    const to = new Transform({
      transform: (chunk: Buffer, _encoding, done) => done(null, Buffer.from(add(chunk.toString('latin1')), 'latin1')),
      flush: (done) => done(null, Buffer.from(end(), 'latin1')),
    });
    from.on('error', (error) => to.destroy(error));
    return from.pipe(to);
  }, answer);

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
  const { label, read } = options;
  const app = Fastify({ bodyLimit: BODY, keepAliveTimeout: 95_000, forceCloseConnections: 'idle' });
  const agents = { distributed: connections(options.connections), local: connections(options.connections) };
  const requests = new Counter({
    name: 'prometheus_query_router_queries_total',
    help: 'Queries by the root that answered them, and why it was the one in local mode.',
    labelNames: ['root', 'reason'],
    registers: [options.registry],
  });

  const decide = (request: FastifyRequest, signal: AbortSignal): Promise<Route> => {
    const [path = ''] = QUERY.exec(pathOf(request)) ?? [];
    return options.decide({ isRange: path.endsWith('query_range'), parameters: parametersOf(request) }, path, signal);
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
    return reply.code(502).send({ status: 'error', errorType: 'unavailable', error: 'the query tier does not answer' });
  };

  /** `undefined` if the root does not answer or refuses the query. */
  const askDistributed = async (
    request: FastifyRequest,
    parameters: URLSearchParams,
    signal: AbortSignal,
  ): Promise<IncomingMessage | undefined> => {
    const { 'content-length': _, 'accept-encoding': __, ...headers } = forwarded(request.headers);
    const response = await postQuery(parameters, {
      url: options.distributed + pathOf(request),
      headers,
      agent: agents.distributed,
      timeout: options.timeout,
      signal,
    });
    if (!response || isAnswer(response.statusCode)) return response;
    response.resume();
    return undefined;
  };

  /** The answer of the distributed root, if it has one and if it is complete. */
  const askAggregated = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { parameters, infos, end }: Extract<Route, { to: 'distributed' }>,
    signal: AbortSignal,
  ): Promise<FastifyReply | undefined> => {
    try {
      const response = await askDistributed(request, parameters, signal);
      if (!response) return undefined;
      const notes = infos ? await infos() : [];
      if (!notes) {
        response.destroy();
        return undefined;
      }
      requests.inc({ root: 'distributed', reason: '' });
      const body = changed(response, [
        ...(label === undefined ? [] : [stripLabel(label)]),
        ...(notes.length > 0 ? [addInfos(notes)] : []),
      ]);
      return send(reply, response, 'distributed', body);
    } finally {
      end?.();
    }
  };

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const signal = abortedBy(reply);
    if (!isQuery(request)) return askLocal(request, reply, signal);
    const decided = await decide(request, signal);
    if (decided.to === 'distributed') {
      const answered = await askAggregated(request, reply, decided, signal);
      if (answered) return answered;
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
  if (read)
    app.post('/-/router/read', async (request, reply) => {
      const asked = await bytesOf(request.body as Readable, BODY);
      if (!asked) throw new Error('the request is too large');
      const response = await read(asked);
      return reply.headers({ 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' }).send(response);
    });
  app.all('/*', handle);
  app.addHook('onClose', async () => {
    agents.distributed.destroy();
    agents.local.destroy();
  });
  return app;
}
