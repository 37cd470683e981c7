// Requests to an API server: JSON in, JSON out, errors as ApiError; and watches.
import { type IncomingMessage, request as plain } from 'node:http';
import { Agent, request as secure } from 'node:https';
import { createInterface } from 'node:readline';
import { ApiError } from '../driver/api.ts';
import type { Access } from './kubeconfig.ts';

export interface Client {
  /** Throws `ApiError` for every answer from 400 on. */
  send<T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T>;
  /** The text of an answer, for /readyz and what pods say through the API server. */
  text(path: string): Promise<string>;
  /** Calls `line` for every event until the server ends the watch. `abort` ends it from here. */
  follow(
    path: string,
    line: (event: { type: string; object: unknown }) => void,
  ): { readonly done: Promise<void>; abort(): void };
  close(): void;
}

const collect = async (answer: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

/** A client with its own connections. */
export function client(access: Access): Client {
  const agent = new Agent({
    keepAlive: true,
    rejectUnauthorized: !access.insecure,
    ...(access.ca ? { ca: access.ca } : {}),
    ...(access.cert ? { cert: access.cert, key: access.key } : {}),
  });
  const http = access.server.startsWith('http:');
  const open = (method: string, path: string, body?: string, contentType = 'application/json') => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (access.token) headers['authorization'] = `Bearer ${access.token}`;
    if (body !== undefined) {
      headers['content-type'] = contentType;
      // Node gives no length for DELETE by itself: the server would take the body for the next request.
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    const options = { method, headers, ...(http ? {} : { agent }) };
    const call = (http ? plain : secure)(`${access.server}${path}`, options);
    const answer = new Promise<IncomingMessage>((resolve, reject) => call.on('response', resolve).on('error', reject));
    call.end(body);
    return { call, answer };
  };
  const answerTo = async (
    method: string,
    path: string,
    body?: string,
    contentType?: string,
  ): Promise<IncomingMessage> => {
    const { call, answer } = open(method, path, body, contentType);
    try {
      return await answer;
    } catch (error) {
      // The server closes connections that rest, sometimes just as one is used again (nodejs.org:
      // request.reusedSocket).
      if (method === 'POST' || !call.reusedSocket) throw error;
      return open(method, path, body, contentType).answer;
    }
  };
  const text = async (method: string, path: string, body?: string, contentType?: string): Promise<string> => {
    const answer = await answerTo(method, path, body, contentType);
    const content = await collect(answer);
    const code = answer.statusCode ?? 0;
    if (code < 400) return content;
    let status: { reason?: string; message?: string } = {};
    try {
      status = JSON.parse(content) as typeof status;
    } catch {
      status = { message: content };
    }
    throw new ApiError(code, status.reason ?? '', `${method} ${path}: ${code} ${status.message ?? content}`);
  };
  return {
    send: async <T>(method: string, path: string, body?: unknown, contentType?: string) =>
      JSON.parse(await text(method, path, body === undefined ? undefined : JSON.stringify(body), contentType)) as T,
    text: (path) => text('GET', path),
    follow: (path, line) => {
      const { call, answer } = open('GET', path);
      const read = async () => {
        const stream = await answer;
        if ((stream.statusCode ?? 500) >= 400) throw new ApiError(stream.statusCode ?? 500, '', await collect(stream));
        for await (const text of createInterface({ input: stream }))
          line(JSON.parse(text) as { type: string; object: unknown });
      };
      return { done: read(), abort: () => call.destroy() };
    },
    close: () => agent.destroy(),
  };
}
