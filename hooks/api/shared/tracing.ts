// Traces that Prometheus sends about itself.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString, Quantity, StringMap } from './scalars.ts';
import { oneOf, optional, required } from './schema.ts';
import { TLSConfig } from './tls.ts';

export const TracingConfig = Type.Object({
  clientType: optional(oneOf(['http', 'grpc', 'HTTP', 'GRPC']), 'Protocol of the exporter: grpc (if unset) or http.'),
  compression: optional(oneOf(['gzip', 'Gzip']), 'Compression of what is sent; none if unset.'),
  endpoint: required(NonEmptyString, 'Where spans are sent: host and port, or a URL for http.'),
  headers: optional(StringMap, 'Headers for the requests of the exporter.'),
  insecure: optional(Type.Boolean(), 'True sends without TLS.'),
  samplingFraction: optional(Quantity, 'Share of traces that are kept, 0 to 1; 0 if unset.'),
  timeout: optional(Duration, 'How long sending a batch may take.'),
  tlsConfig: optional(TLSConfig, 'TLS towards the collector.'),
});
export type TracingConfig = Static<typeof TracingConfig>;
