// Sends a request to a root and gives its answer as a stream.
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Readable } from 'node:stream';

/** Headers that concern one connection (RFC 9110, 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers for the next hop. */
export const forwarded = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && name !== 'expect' && name !== 'host'),
  );

/** Connections to the roots, which are kept open. */
export const connections = (most: number): Agent => new Agent({ keepAlive: true, maxSockets: most });

export interface Forward {
  /** URL of the root, with the path and the query of the request. */
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | Readable | undefined;
  readonly agent: Agent;
  /** Milliseconds without a byte. */
  readonly timeout: number;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** The response, before its body. Rejects if there is none. */
export function forward({ url, method, headers, body, agent, timeout, signal }: Forward): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent, timeout, signal });
    asked.on('response', resolve);
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    if (body === undefined || Buffer.isBuffer(body)) asked.end(body);
    else {
      body.on('error', () => asked.destroy());
      body.pipe(asked);
    }
  });
}

/** The media type of a form, as which a POST sends its parameters. */
export const FORM = 'application/x-www-form-urlencoded';

/** A query as a POST to a server; `undefined` if it does not answer. Never rejects. */
export const postQuery = (
  parameters: URLSearchParams,
  { headers = {}, ...to }: Omit<Forward, 'method' | 'headers' | 'body'> & Partial<Pick<Forward, 'headers'>>,
): Promise<IncomingMessage | undefined> =>
  forward({
    ...to,
    method: 'POST',
    headers: { ...headers, 'content-type': FORM, 'accept-encoding': 'identity' },
    body: Buffer.from(parameters.toString()),
  }).catch(() => undefined);

/** All bytes of a stream; `undefined` if there are more than `largest`. Rejects if the stream fails. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>, largest: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > largest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
