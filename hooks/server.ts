// The HTTP server around the hooks: limits, authentication, error answers, health and metrics.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { checkTypes } from './crds/shape.ts';
import type { KindMap } from './kube/hook.ts';
import { text } from './kube/issue.ts';
import type { KubernetesObject } from './kube/meta.ts';
import { poisonIn } from './kube/poison.ts';
import { isRecord } from './kube/yaml.ts';
import { metrics } from './metrics.ts';
import type { Options } from './options.ts';
import { checkChildren, respond } from './respond.ts';
import { ROUTES, type Route } from './routes.ts';

/** Metacontroller's client keeps idle connections for 90 s; a server that closes them sooner makes its requests fail. */
const KEEP_ALIVE_MS = 95_000;

export interface Server {
  readonly app: FastifyInstance;
  /** Answers what is under way, accepts nothing new, then closes. */
  readonly stop: () => Promise<void>;
}

/** Two objects of the 3 MiB that an API server takes, with room for escapes. Admission hooks answer anybody, so they read no more. */
const ADMISSION_BODY = 16 * 1024 * 1024;

/** API servers send no token unless they are configured for it. The hooks for them hand out nothing: they say of an object that the caller has what is wrong with it. */
const TOKENLESS: ReadonlySet<string> = new Set(
  ROUTES.filter(({ hook }) => hook === 'admission' || hook === 'conversion').map(({ path }) => path),
);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A file's text, read anew when it changes. */
function watched(file: string): () => string {
  let [time, content] = [0, ''];
  return () => {
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== time) [time, content] = [mtimeMs, readFileSync(file, 'utf8').trim()];
    return content;
  };
}

function requireToken(app: FastifyInstance, file: string): void {
  const token = watched(file);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method === 'GET' || TOKENLESS.has(request.routeOptions.url ?? '')) return;
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const wanted = token();
    if (!wanted || !timingSafeEqual(digest(given), digest(wanted)))
      await reply.code(401).send({ error: 'a valid bearer token is required' });
  });
}

function tlsFiles(options: Options): SecureContextOptions & { requestCert: boolean; rejectUnauthorized: boolean } {
  const { tlsCertFile, tlsKeyFile, tlsClientCaFile } = options;
  const clientCa = Boolean(tlsClientCaFile);
  return {
    cert: readFileSync(tlsCertFile),
    key: readFileSync(tlsKeyFile),
    ...(clientCa ? { ca: readFileSync(tlsClientCaFile) } : {}),
    minVersion: 'TLSv1.2',
    requestCert: clientCa,
    rejectUnauthorized: clientCa,
  };
}

/** Certificates are renewed under our feet: looked at each minute, taken over without a restart. */
function followCertificates(app: FastifyInstance, options: Options): NodeJS.Timeout {
  const files = [options.tlsCertFile, options.tlsKeyFile, options.tlsClientCaFile].filter(Boolean);
  const times = () => files.map((file) => statSync(file).mtimeMs).join();
  let seen = times();
  return setInterval(() => {
    try {
      const current = times();
      if (current === seen) return;
      (app.server as unknown as { setSecureContext(context: SecureContextOptions): void }).setSecureContext(tlsFiles(options));
      seen = current;
      app.log.info('TLS certificate read anew');
    } catch (error) {
      app.log.error({ err: error }, 'the TLS certificate cannot be read; the old one stays in use');
    }
  }, 60_000).unref();
}

const isFailed = (status: unknown): boolean =>
  isRecord(status) &&
  Array.isArray(status['conditions']) &&
  status['conditions'].some((condition) => isRecord(condition) && condition['type'] === 'Reconciled' && condition['status'] === 'False');

/** A request whose object has other types than its CRD says: it cannot have come from an API server. */
class MalformedRequest extends Error {
  readonly statusCode = 400;
}

/** Throws `MalformedRequest` (400) for a target of the wrong shape. */
function checkTarget(body: unknown): void {
  const { parent, object } = body as { readonly parent?: KubernetesObject; readonly object?: KubernetesObject };
  const target = parent ?? object;
  const poison = poisonIn(target, parent ? 'parent' : 'object');
  if (poison) throw new MalformedRequest(`${poison}: is not allowed as a key`);
  const [wrong] = target ? checkTypes(target) : [];
  if (wrong) throw new MalformedRequest(`${parent ? 'parent' : 'object'}.${text(wrong)}`);
}

/** A hook's answer, checked before it leaves. Throws `MalformedRequest` (400) for an object of the wrong shape. */
async function answerOf(route: Route, body: unknown, now: Date, options: Options): Promise<object> {
  checkTarget(body);
  const answer = route.answer(body, await route.facts?.(body, now, options), now, options);
  if (route.hook === 'customize' || TOKENLESS.has(route.path)) return answer;
  if ('children' in answer) return respond(answer as never, (body as { children: KindMap }).children, options);
  const { attachments } = answer as { attachments: readonly KubernetesObject[] };
  return { ...answer, attachments: checkChildren(attachments, (body as { attachments: KindMap }).attachments, options).children };
}

function errorAnswer(error: FastifyError | RangeError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return reply.code(400).send({ error: 'the request is nested too deeply' });
  if (status < 500) {
    request.log.warn({ code: status, path: request.url, reason: error.message }, 'request refused');
    return reply.code(status).send({ error: error.message });
  }
  request.log.error({ err: { type: error.name, message: error.message, stack: error.stack }, path: request.url }, 'hook failed');
  return reply.code(500).send({ error: 'internal error; nothing is changed', requestId: request.id });
}

function base(options: Options): FastifyInstance {
  return Fastify({
    bodyLimit: options.bodyLimit,
    // One object of one tenant must not make everybody's requests fail: such keys are looked for where objects are checked.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    keepAliveTimeout: KEEP_ALIVE_MS,
    ...(options.tlsCertFile ? { https: tlsFiles(options) } : {}),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    logController: new LogController({ disableRequestLogging: true }),
    logger: {
      level: options.logLevel,
      redact: ['req.headers.authorization', 'headers.authorization'],
      serializers: { req: ({ id, method, url }: FastifyRequest) => ({ id, method, url }) },
    },
  } as object) as unknown as FastifyInstance;
}

/** The server with all hooks, not yet listening. `clock` gives the time of a request. */
export function server(options: Options, clock: () => Date = () => new Date()): Server {
  const app = base(options).withTypeProvider<TypeBoxTypeProvider>() as unknown as FastifyInstance;
  const figures = metrics();
  let closing = false;
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setErrorHandler(errorAnswer);
  app.setNotFoundHandler((request, reply) => reply.code(404).send({ error: `no hook is called ${request.url}` }));
  if (options.bearerTokenFile) requireToken(app, options.bearerTokenFile);
  // Without this a client that keeps its connection open holds up the end of the process (fastify issue 7044).
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  for (const route of ROUTES) {
    const bodyLimit = route.hook === 'admission' ? Math.min(options.bodyLimit, ADMISSION_BODY) : options.bodyLimit;
    app.post(route.path, { bodyLimit, schema: { body: route.body } }, async (request, reply) => {
      const started = performance.now();
      let code = 500;
      try {
        const answer = await answerOf(route, request.body, clock(), options);
        if (isFailed((answer as { status?: unknown }).status)) figures.failedReconcile(route.controller);
        const json = JSON.stringify(answer);
        code = 200;
        return reply.type('application/json').send(json);
      } finally {
        figures.observe(route.controller, route.hook, code, (performance.now() - started) / 1000);
      }
    });
  }
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => (closing ? reply.code(503).send({ status: 'stopping' }) : { status: 'ok' }));
  app.get('/metrics', async (_request, reply) => reply.type(figures.registry.contentType).send(await figures.registry.metrics()));
  const timer = options.tlsCertFile ? followCertificates(app, options) : undefined;
  return {
    app,
    stop: async () => {
      closing = true;
      clearInterval(timer);
      await app.close();
    },
  };
}
