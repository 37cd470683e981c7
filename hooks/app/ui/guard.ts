// Who may talk to the page's server: a browser on this machine that was given the token. Every answer has the same
// headers.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Nothing but the files of the page and its own server (w3.org: Content Security Policy Level 3). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isEqual = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));

/** Names of this machine. A name that somebody else's DNS points here is none (DNS rebinding). */
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/;

/** Why a request is refused before its token is looked at. */
function foreign({ headers }: FastifyRequest): string | undefined {
  const { host = '', origin } = headers;
  if (!OWN_HOST.test(host)) return 'the Host is not this machine';
  if (origin !== undefined && origin !== `http://${host}`) return 'the Origin is not this page';
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none' ? undefined : 'it comes from another site';
}

/** The token of a request: of the address for the page, of the header for its data. */
function tokenOf(request: FastifyRequest): string {
  const query = request.query as Readonly<Record<string, unknown>>;
  if (request.url.startsWith('/api/')) return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return typeof query['token'] === 'string' ? query['token'] : '';
}

/**
 * Refuses with 403 what does not come from the page on this machine, and with 401 what has no token. `isPublic`: the
 * program of the page, which is the same for everybody.
 */
export function guard(app: FastifyInstance, token: string, isPublic: (path: string) => boolean): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(HEADERS);
    const refused = foreign(request);
    if (refused) return reply.code(403).send({ error: refused });
    const [path = ''] = request.url.split('?');
    if (!isPublic(path) && !isEqual(tokenOf(request), token))
      return reply.code(401).send({ error: 'open the address that the program has printed: it has a token' });
  });
}
