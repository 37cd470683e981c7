// Traces that Prometheus sends about itself.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString, Quantity, StringMap } from './scalars.ts';
import { oneOf, optional } from './schema.ts';
import { TLSConfig } from './tls.ts';

export const TracingConfig = Type.Object({
  clientType: optional(oneOf(['http', 'grpc', 'HTTP', 'GRPC'])),
  compression: optional(oneOf(['gzip', 'Gzip'])),
  endpoint: NonEmptyString,
  headers: optional(StringMap),
  insecure: optional(Type.Boolean()),
  samplingFraction: optional(Quantity),
  timeout: optional(Duration),
  tlsConfig: optional(TLSConfig),
});
export type TracingConfig = Static<typeof TracingConfig>;
