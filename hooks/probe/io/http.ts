// One GET, its whole body as text. No redirects, no connection kept.
import { type IncomingMessage, request } from 'node:http';
import { request as requestTLS } from 'node:https';
import { type Answer, answerIn, type Room } from './bytebudget.ts';
import type { Outcome } from './outcome.ts';
import { inTurn } from './readqueue.ts';
import { type Target, tlsOptions } from './stream.ts';
import { lateness, unknown, unreachable } from './unreachable.ts';

type Finish = (outcome: Outcome<string> | Promise<Outcome<string>>) => void;

/** Who may not look cannot tell; any other answer than 200 is a wrong one. */
function refusal(status: number): Outcome<string> {
  const reason = `HTTP status ${status}`;
  return status === 401 || status === 403 ? unknown(reason) : { is: 'bad', reason };
}

function body(response: IncomingMessage, held: Answer, signal: AbortSignal, finish: Finish): void {
  response.on('data', (chunk: Buffer) => {
    const excess = held.add(chunk);
    if (excess) finish(excess);
  });
  response.on('end', () => finish(inTurn(held.size(), signal, () => held.done().toString('utf8'))));
  response.on('error', () => finish(unknown('the answer was cut off')));
  response.on('close', () => finish(unknown('the answer was cut off')));
}

const failed = (error: NodeJS.ErrnoException): Outcome<string> =>
  error.code?.startsWith('HPE_') ? { is: 'bad', reason: 'not an answer in HTTP' } : unreachable(error);

/**
 * Never rejects. Resolves when it is the answer's turn to be read, with the connection gone; no more is kept than there
 * is room for.
 */
export function get(
  { host, port, tls }: Target,
  path: string,
  room: Room,
  signal: AbortSignal,
): Promise<Outcome<string>> {
  if (signal.aborted) return Promise.resolve(lateness(signal));
  const held = answerIn(room);
  const answer = new Promise<Outcome<string>>((resolve) => {
    const options = { host, port, path, agent: false, headers: { accept: '*/*' } };
    const asked = tls ? requestTLS({ ...options, ...tlsOptions(tls) }) : request(options);
    const finish: Finish = (outcome) => {
      signal.removeEventListener('abort', late);
      asked.destroy();
      resolve(outcome);
    };
    const late = (): void => finish(lateness(signal));
    signal.addEventListener('abort', late, { once: true });
    asked.on('response', (response) => {
      if (response.statusCode === 200) body(response, held, signal, finish);
      else finish(refusal(response.statusCode ?? 0));
    });
    asked.on('error', (error) => finish(failed(error)));
    asked.end();
  });
  // Certificates and paths that Node refuses to begin with.
  return answer.catch(unreachable).finally(held.drop);
}
