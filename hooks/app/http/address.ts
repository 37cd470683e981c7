// Addresses that a server listens on.

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Host and port of `host:port`, `:port` or `[IPv6]:port`. Without a host: all addresses. */
export function addressOf(text: string): Address {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, '') || '0.0.0.0', port: Number(text.slice(at + 1)) };
}
