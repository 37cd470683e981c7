// Bodies as they come, in memory that other threads can read; no more of them at a time than there is room for.
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';

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

/** All bytes of a body into one shared buffer. */
const received = (request: FastifyRequest, payload: Readable): Promise<Buffer<SharedArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const body = Buffer.from(new SharedArrayBuffer(lengthOf(request)));
    let at = 0;
    payload.on('data', (chunk: Buffer) => {
      at += chunk.copy(body, at);
    });
    payload.on('end', () => (at < body.length ? reject(new Refused(400, 'the body ends too early')) : resolve(body)));
    payload.on('error', reject);
  });

/**
 * Reads JSON bodies as bytes. `room`: bytes of all requests together, from their headers to their answers. Refuses a request without a length (411), one that is too
 * large (413), and one for which there is no room now (503 with Retry-After).
 */
export function readBodies(app: FastifyInstance, room: number): void {
  let left = room;
  const held = new WeakMap<object, number>();
  const release = (request: FastifyRequest): void => {
    left += held.get(request.raw) ?? 0;
    held.delete(request.raw);
  };
  app.addHook('preParsing', async (request, reply) => {
    if (request.method !== 'POST') return;
    const length = lengthOf(request);
    if (!Number.isSafeInteger(length) || length < 0) throw new Refused(411, 'the request needs a Content-Length');
    if (length > request.routeOptions.bodyLimit) throw new Refused(413, `the body is too large: more than ${request.routeOptions.bodyLimit} bytes`);
    if (length > left) {
      reply.header('retry-after', '1');
      throw new Refused(503, 'too many requests are under way');
    }
    left -= length;
    held.set(request.raw, length);
    reply.raw.once('close', () => release(request));
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (request: FastifyRequest, payload: Readable) => received(request, payload));
}
