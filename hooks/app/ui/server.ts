// The server of the page: on this machine only, with a token. It answers with what the view holds.
import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { UsageError } from '../../core/options.ts';
import { addApi } from './api.ts';
import { readAssets } from './assets.ts';
import { guard } from './guard.ts';
import { type ViewOptions, view } from './view.ts';

/** Limits of a request. */
const BODY_BYTES = 64 * 1024;
const HEADER_MS = 10_000;
const CONNECTIONS = 64;

/** Not on any other interface: the data is that of whoever started the program. */
const HOST = '127.0.0.1';

export interface UiOptions extends ViewOptions {
  /** 0: a free one. */
  readonly port: number;
}

export interface UiServer {
  /** The address with its token. */
  readonly url: string;
  readonly token: string;
  readonly refresh: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

function base(): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    logger: false,
    forceCloseConnections: true,
    http: { headersTimeout: HEADER_MS, connectionsCheckingInterval: 1000 },
  } as object) as unknown as FastifyInstance;
  app.server.maxConnections = CONNECTIONS;
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const code = error.statusCode ?? 500;
    return reply.code(code).send({ error: code < 500 ? error.message : 'internal error' });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'there is nothing here' }));
  return app;
}

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: HOST, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new UsageError(`port ${port} ${code === 'EACCES' ? 'is not allowed' : 'is in use'}: choose another one`);
  }
}

/**
 * Reads the source and starts the server. Throws what the source throws, and `UsageError` where the files of the page
 * are missing or the port is in use.
 */
export async function startUi({ port, ...options }: UiOptions): Promise<UiServer> {
  const assets = readAssets();
  const shown = await view(options);
  const token = randomBytes(16).toString('hex');
  const app = base();
  guard(app, token, (path) => path !== '/' && assets.has(path));
  for (const [path, { type, content }] of assets)
    app.get(path, async (_request, reply) => reply.type(type).send(content));
  addApi(app, shown, options);
  await listen(app, port);
  const address = app.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${HOST}:${listening}/?token=${token}`,
    token,
    refresh: shown.refresh,
    stop: async () => {
      shown.stop();
      await app.close();
    },
  };
}
