// Bodies as they come, in memory that other threads can read; no more of them at a time than there is room for.
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { buffers } from './buffers.ts';

/** The part of the room that is kept for later requests while nobody uses it. */
const KEPT = 4;

export type Body = Buffer<SharedArrayBuffer>;

/** A request that is refused before its body is read. */
class Refused extends Error {
  readonly statusCode: number;
  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Bytes of the body; NaN where nobody can tell before it is here. */
const lengthOf = ({ headers }: FastifyRequest): number =>
  Number(headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? 0 : Number.NaN));

/** All bytes of a body into a buffer, which it may not fill. */
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

/** What a request without a body has. */
const EMPTY: Body = Buffer.from(new SharedArrayBuffer(0));

export interface Bodies {
  /** Runs `use` with the body of a request; after it nobody may read the body. */
  during<T>(request: FastifyRequest, use: (body: Body) => Promise<T>): Promise<T>;
}

/**
 * Reads JSON bodies as bytes. `room`: bytes of all requests together, from their headers to their answers. Refuses a
 * request without a length (411), one that is too large (413), and one for which there is no room now (503 with
 * Retry-After).
 */
export function readBodies(app: FastifyInstance, room: number): Bodies {
  const kept = buffers(room / KEPT);
  const held = new WeakMap<object, number>();
  const inUse = new WeakSet<object>();
  let left = room;
  const release = ({ raw, body }: FastifyRequest): void => {
    left += held.get(raw) ?? 0;
    held.delete(raw);
    if (Buffer.isBuffer(body) && body.length > 0) kept.give(body.buffer as unknown as SharedArrayBuffer);
  };
  app.addHook('preParsing', async (request, reply) => {
    if (request.method !== 'POST') return;
    const length = lengthOf(request);
    const most = request.routeOptions.bodyLimit;
    if (!Number.isSafeInteger(length) || length < 0) throw new Refused(411, 'the request needs a Content-Length');
    if (length > most) throw new Refused(413, `the body is too large: more than ${most} bytes`);
    if (length > left) {
      reply.header('retry-after', '1');
      throw new Refused(503, 'too many requests are under way');
    }
    left -= length;
    held.set(request.raw, length);
    // A client that goes away does not end the work on its request.
    reply.raw.once('close', () => {
      if (!inUse.has(request.raw)) release(request);
    });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (request: FastifyRequest, payload: Readable) => {
    const length = lengthOf(request);
    return received(length, payload, kept.take(length));
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
