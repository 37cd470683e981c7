// The outcome of a failed connection: `unknown` with a reason. The reason never quotes data of the peer.

export interface Unknown {
  readonly is: 'unknown';
  readonly reason: string;
  readonly isBusy?: true;
}

/** The outcome `unknown` with a reason. */
export const unknown = (reason: string): Unknown => ({ is: 'unknown', reason });

export const TIMEOUT = unknown('no response before the timeout');

/** This process was busy, so a response may have arrived. */
export const BUSY: Unknown = { ...unknown('the hooks were too busy to read it'), isBusy: true };
export const FULL: Unknown = { ...unknown('too many large responses at the same time'), isBusy: true };

/** The reason of an aborted signal: `BUSY`, or a timeout of the peer. */
export const abortReason = ({ reason }: AbortSignal): Unknown => (reason === BUSY ? BUSY : TIMEOUT);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the pod',
  ENETUNREACH: 'no route to the pod',
  ETIMEDOUT: TIMEOUT.reason,
  ABORT_ERR: TIMEOUT.reason,
  EPROTO: 'no TLS connection',
};

/** The outcome of an exception of a connection. */
export function unreachable(error: unknown): Unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return unknown(REASONS[code] ?? (code ? `no connection: ${code}` : 'no connection'));
}
