// Request bodies in memory that other threads can read, within a byte budget.
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { buffers } from './buffers.ts';

/** Divisor of the byte budget for unused buffers. */
const UNUSED_DIVISOR = 4;

export type Body = Buffer<SharedArrayBuffer>;

/** A request that is rejected before its body is read. */
class Refused extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Length of the body in bytes; NaN if the headers do not contain it. */
const lengthOf = ({ headers }: FastifyRequest): number =>
  Number(headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? 0 : Number.NaN));

/** Reads a body into a buffer. */
const received = (length: number, payload: Readable, buffer: SharedArrayBuffer): Promise<Body> =>
  new Promise((resolve, reject) => {
    const body = Buffer.from(buffer, 0, length);
    let at = 0;
    payload.on('data', (chunk: Buffer) => {
      at += chunk.copy(body, at);
    });
    payload.on('end', () => (at < length ? reject(new Refused(400, 'the body ends too early')) : resolve(body)));
    payload.on('error', reject);
  });

/** The body of a request without one. */
const EMPTY: Body = Buffer.from(new SharedArrayBuffer(0));

export interface Bodies {
  /** Runs `use` with the body of a request. The body must not be read afterwards. */
  during<T>(request: FastifyRequest, use: (body: Body) => Promise<T>): Promise<T>;
}

/**
 * Reads JSON bodies as bytes. `budget`: bytes of all requests together, from their headers to their responses. Rejects
 * a request without a length (411), above the limit (413), and above the free budget (503 with Retry-After).
 */
export function readBodies(app: FastifyInstance, budget: number): Bodies {
  const pool = buffers(budget / UNUSED_DIVISOR);
  const reserved = new WeakMap<object, number>();
  const inUse = new WeakSet<object>();
  let left = budget;
  const release = ({ raw, body }: FastifyRequest): void => {
    left += reserved.get(raw) ?? 0;
    reserved.delete(raw);
    if (Buffer.isBuffer(body) && body.length > 0) pool.give(body.buffer as unknown as SharedArrayBuffer);
  };
  app.addHook('preParsing', async (request, reply) => {
    if (request.method !== 'POST') return;
    const length = lengthOf(request);
    const most = request.routeOptions.bodyLimit;
    if (!Number.isSafeInteger(length) || length < 0) throw new Refused(411, 'the request needs a Content-Length');
    if (length > most) throw new Refused(413, `the body is too large: more than ${most} bytes`);
    if (length > left) {
      reply.header('retry-after', '1');
      throw new Refused(503, 'too many concurrent requests');
    }
    left -= length;
    reserved.set(request.raw, length);
    // The work on a request continues after its client has disconnected.
    reply.raw.once('close', () => {
      if (!inUse.has(request.raw)) release(request);
    });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (request: FastifyRequest, payload: Readable) => {
    const length = lengthOf(request);
    return received(length, payload, pool.take(length));
  });
  return {
    during: async (request, use) => {
      inUse.add(request.raw);
      try {
        return await use((request.body as Body | undefined) ?? EMPTY);
      } finally {
        release(request);
      }
    },
  };
}
