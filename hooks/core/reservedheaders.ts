// Headers that HTTP clients of Prometheus and Alertmanager set themselves, in lower case.

const ALL: readonly string[] = [
  'authorization',
  'host',
  'content-encoding',
  'content-length',
  'content-type',
  'user-agent',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'www-authenticate',
  'accept-encoding',
  'x-prometheus-remote-write-version',
  'x-prometheus-remote-read-version',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
];

/** By the key of the file: `headers` of remote write and remote read, `http_headers` of other clients. */
const RESERVED = {
  headers: new Set(ALL),
  http_headers: new Set([...ALL, 'x-prometheus-scrape-timeout-seconds']),
} as const;

/** Whether users may not set a header, whatever its case. */
export const isReservedHeader = (name: string, key: keyof typeof RESERVED): boolean =>
  RESERVED[key].has(name.toLowerCase());
