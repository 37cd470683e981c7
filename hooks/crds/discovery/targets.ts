// Targets that are listed: static, files, HTTP, DNS.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { atomicMap, oneOf, optional, setList } from '../shared/schema.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DNSSDConfig = Type.Object({
  names: Type.Array(NonEmptyString, { minItems: 1 }),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  type: optional(oneOf(['A', 'AAAA', 'MX', 'NS', 'SRV'])),
});
export type DNSSDConfig = Static<typeof DNSSDConfig>;

export const FileSDConfig = Type.Object({
  files: setList(Type.String({ pattern: '^[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)$' }), { minItems: 1 }),
  refreshInterval: optional(Duration),
});
export type FileSDConfig = Static<typeof FileSDConfig>;

export const HTTPSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  refreshInterval: optional(Duration),
  url: HTTPURL,
});
export type HTTPSDConfig = Static<typeof HTTPSDConfig>;

export const StaticConfig = Type.Object({
  labels: optional(Type.Record(Type.String(), Type.String(), atomicMap)),
  targets: setList(NonEmptyString, { minItems: 1 }),
});
export type StaticConfig = Static<typeof StaticConfig>;
