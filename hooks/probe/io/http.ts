// HTTP requests without redirects, over a new connection.
import { type IncomingMessage, request } from 'node:http';
import { request as requestTLS } from 'node:https';
import { createGunzip } from 'node:zlib';
import { type BudgetedBuffer, type ByteBudget, budgetedBuffer } from './bytebudget.ts';
import type { Outcome } from './outcome.ts';
import { enqueueRead } from './readqueue.ts';
import { type Target, tlsOptions } from './stream.ts';
import { abortReason, unknown, unreachable } from './unreachable.ts';

type Finish = (outcome: Outcome<string> | Promise<Outcome<string>>) => void;

/** 401 and 403 give `unknown`, other statuses than 200 give `bad`. */
function refusal(status: number): Outcome<string> {
  const reason = `HTTP status ${status}`;
  return status === 401 || status === 403 ? unknown(reason) : { is: 'bad', reason };
}

function body(response: IncomingMessage, buffer: BudgetedBuffer, signal: AbortSignal, finish: Finish): void {
  response.on('data', (chunk: Buffer) => {
    const excess = buffer.add(chunk);
    if (excess) finish(excess);
  });
  response.on('end', () => finish(enqueueRead(buffer.size(), signal, () => buffer.done().toString('utf8'))));
  response.on('error', () => finish(unknown('the response was cut off')));
  response.on('close', () => finish(unknown('the response was cut off')));
}

const failed = (error: NodeJS.ErrnoException): Outcome<string> =>
  error.code?.startsWith('HPE_') ? { is: 'bad', reason: 'not an HTTP response' } : unreachable(error);

/** A request, which responses have a body to read, and how it is read. */
interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reads: (status: number) => boolean;
  readonly body: (response: IncomingMessage, finish: Finish) => void;
}

function send(
  { host, port, tls }: Target,
  { method, path, headers, reads, body }: Asked,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  if (signal.aborted) return Promise.resolve(abortReason(signal));
  const answer = new Promise<Outcome<string>>((resolve) => {
    const options = { host, port, path, method, agent: false, headers: { accept: '*/*', ...headers } };
    const asked = tls ? requestTLS({ ...options, ...tlsOptions(tls) }) : request(options);
    const finish: Finish = (outcome) => {
      signal.removeEventListener('abort', onAbort);
      asked.destroy();
      resolve(outcome);
    };
    const onAbort = (): void => finish(abortReason(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    asked.on('response', (response) => {
      if (reads(response.statusCode ?? 0)) body(response, finish);
      else finish(refusal(response.statusCode ?? 0));
    });
    asked.on('error', (error) => finish(failed(error)));
    asked.end();
  });
  // Node throws for invalid certificates and paths.
  return answer.catch(unreachable);
}

/** Sends a request whose response is kept as a whole. */
function whole(
  target: Target,
  asked: Omit<Asked, 'body'>,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  const buffer = budgetedBuffer(budget);
  const kept: Asked = { ...asked, body: (response, finish) => body(response, buffer, signal, finish) };
  return send(target, kept, signal).finally(buffer.drop);
}

/**
 * The body of a GET as text. Never rejects. Resolves after the read queue has reached the response and the connection
 * is closed.
 */
export const get = (target: Target, path: string, budget: ByteBudget, signal: AbortSignal): Promise<Outcome<string>> =>
  whole(target, { method: 'GET', path, reads: (status) => status === 200 }, budget, signal);

/** Why a server refuses to reload its configuration: the body of the response 500 to `POST`. Other responses: ''. */
export async function refusedReload(
  target: Target,
  path: string,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<string> {
  const found = await whole(target, { method: 'POST', path, reads: (status) => status === 500 }, budget, signal);
  return found.is === 'ok' ? found.value : '';
}

/** Takes a body in parts. `limit`: bytes of the body, uncompressed. */
export interface Sink {
  readonly limit: number;
  readonly add: (chunk: Buffer) => void;
}

function pass(response: IncomingMessage, { limit, add }: Sink, finish: Finish): void {
  let [size, isOver] = [0, false];
  const end: Finish = (outcome) => {
    isOver = true;
    finish(outcome);
  };
  const isCompressed = response.headers['content-encoding'] === 'gzip';
  const parts = isCompressed ? response.pipe(createGunzip({ chunkSize: PART_BYTES })) : response;
  parts.on('data', (chunk: Buffer) => {
    if (isOver) return;
    size += chunk.length;
    if (size > limit) {
      end(unknown(`a response of more than ${limit} bytes`));
      parts.destroy();
    } else add(chunk);
  });
  parts.on('end', () => end({ is: 'ok', value: '' }));
  parts.on('error', () => end(unknown('the response was cut off')));
  // A response that ends early closes without an error of the decompression.
  response.on('error', () => end(unknown('the response was cut off')));
  response.on('close', () => {
    if (!response.complete) end(unknown('the response was cut off'));
  });
}

/** Bytes of a decompressed part. */
const PART_BYTES = 64 * 1024;

/**
 * Passes the body of a GET on in parts, without keeping it: for responses of any size. `ok` after the last part. Never
 * rejects.
 */
export const stream = (target: Target, path: string, sink: Sink, signal: AbortSignal): Promise<Outcome<string>> =>
  send(
    target,
    {
      method: 'GET',
      path,
      headers: { 'accept-encoding': 'gzip' },
      reads: (status) => status === 200,
      body: (response, finish) => pass(response, sink, finish),
    },
    signal,
  );
