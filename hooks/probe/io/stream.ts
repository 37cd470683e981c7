// One exchange over TCP: bytes are sent, and all that comes back until the other side closes is the answer. With TLS it
// is the stream that Alertmanager's mesh opens with `--cluster.tls-config`.
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTLS } from 'node:tls';
import { answerIn, type Room } from './bytebudget.ts';
import type { Outcome } from './outcome.ts';
import { inTurn } from './readqueue.ts';
import { lateness, unreachable } from './unreachable.ts';

/** PEM texts. */
export interface Certificates {
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Whom the other side's certificate has to come from; without one, anybody. */
  readonly authority?: string;
}

export interface Target {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
  readonly tls?: Certificates;
}

/** Pods are reached by address, which certificates do not name; so the authority is all that is checked. */
export const tlsOptions = ({ certificate, authority }: Certificates): ConnectionOptions => ({
  ...certificate,
  ...(authority ? { ca: authority } : {}),
  rejectUnauthorized: Boolean(authority),
  checkServerIdentity: () => undefined,
});

/**
 * clusterpb.MemberlistMessage `{version: "v0.1.0", kind: STREAM}` after its length in 4 bytes, the lowest first: says
 * that a stream follows, not packets.
 */
const STREAM_FOLLOWS = Buffer.from('\x08\x00\x00\x00\x0a\x06v0.1.0', 'latin1');

function open({ host, port, tls }: Target, sends: Buffer): Socket {
  if (!tls) {
    const plain = connect({ host, port }, () => plain.write(sends));
    return plain;
  }
  // The peer reads the first message through a buffer that it throws away: what shares a TLS record with that message
  // would be lost.
  const socket = connectTLS({ host, port, ...tlsOptions(tls) }, () =>
    socket.write(STREAM_FOLLOWS, () => socket.write(sends)),
  );
  return socket;
}

/**
 * Never rejects. Resolves when it is the answer's turn to be read, with the socket gone; no more is kept than there is
 * room for.
 */
export function exchange(target: Target, sends: Buffer, room: Room, signal: AbortSignal): Promise<Outcome<Buffer>> {
  if (signal.aborted) return Promise.resolve(lateness(signal));
  const held = answerIn(room);
  const answer = new Promise<Outcome<Buffer>>((resolve) => {
    const socket = open(target, sends);
    const finish = (outcome: Outcome<Buffer> | Promise<Outcome<Buffer>>): void => {
      signal.removeEventListener('abort', late);
      socket.destroy();
      resolve(outcome);
    };
    const late = (): void => finish(lateness(signal));
    signal.addEventListener('abort', late, { once: true });
    socket.on('data', (chunk: Buffer) => {
      const excess = held.add(chunk);
      if (excess) finish(excess);
    });
    socket.on('end', () => finish(inTurn(held.size(), signal, held.done)));
    // Stays for the errors of a socket that is being destroyed.
    socket.on('error', (error) => finish(unreachable(error)));
    socket.on('close', () => finish({ is: 'unknown', reason: 'closed without an answer' }));
  });
  // Certificates that Node refuses to begin with.
  return answer.catch(unreachable).finally(held.drop);
}
