// Requires a bearer token on the hooks that return data of the cluster (RFC 6750).
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The text of a file, read again after changes. */
function watched(file: string): () => string {
  let [time, content] = [0, ''];
  return () => {
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== time) [time, content] = [mtimeMs, readFileSync(file, 'utf8').trim()];
    return content;
  };
}

/** Responds with 401 before the body is read, unless the request has the token in `file` or a path of `without`. */
export function requireToken(app: FastifyInstance, file: string, without: ReadonlySet<string>): void {
  const token = watched(file);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method === 'GET' || without.has(request.routeOptions.url ?? '')) return;
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const wanted = token();
    if (!wanted || !timingSafeEqual(digest(given), digest(wanted)))
      await reply.code(401).send({ error: 'a valid bearer token is required' });
  });
}
