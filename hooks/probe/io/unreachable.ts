// What a failed connection is as a fact: nobody can tell, and why. Codes only, never what the other side sent.

export interface Unknown {
  readonly is: 'unknown';
  readonly reason: string;
  readonly isOurs?: true;
}

export const unknown = (reason: string): Unknown => ({ is: 'unknown', reason });

export const LATE = unknown('no answer in time');

/** An answer may have come: the hooks were at work with others. */
export const BUSY: Unknown = { ...unknown('the hooks had no time to read it'), isOurs: true };
export const FULL: Unknown = { ...unknown('too many large answers at a time'), isOurs: true };

/** Why a signal was aborted: for `BUSY` if it says so, else because the other side is late. */
export const lateness = ({ reason }: AbortSignal): Unknown => (reason === BUSY ? BUSY : LATE);

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the pod',
  ENETUNREACH: 'no route to the pod',
  ETIMEDOUT: LATE.reason,
  ABORT_ERR: LATE.reason,
  EPROTO: 'no TLS connection came about',
};

export function unreachable(error: unknown): Unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return unknown(REASONS[code] ?? (code ? `no connection: ${code}` : 'no connection'));
}
