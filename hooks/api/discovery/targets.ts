// Targets that are listed: static, files, HTTP, DNS.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { atomicMap, oneOf, optional, required, setList } from '../shared/schema.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DNSSDConfig = Type.Object({
  names: required(Type.Array(NonEmptyString, { minItems: 1 }), 'Names to look up.'),
  port: optional(PortNumber, 'Port to scrape; needed unless the type is SRV, whose records bring it.'),
  refreshInterval: optional(Duration, 'Time between readings of the list of targets.'),
  type: optional(
    oneOf(['A', 'AAAA', 'MX', 'NS', 'SRV']),
    'Type of record; SRV if unset. MX needs Prometheus >= 2.38, NS >= 2.49.',
  ),
});
export type DNSSDConfig = Static<typeof DNSSDConfig>;

export const FileSDConfig = Type.Object({
  files: required(
    setList(Type.String({ pattern: '^[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)$' }), { minItems: 1 }),
    'Paths of the files; the last part may hold one *.',
  ),
  refreshInterval: optional(Duration, 'Time between readings, beyond those that a change causes.'),
});
export type FileSDConfig = Static<typeof FileSDConfig>;

export const HTTPSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  refreshInterval: optional(Duration, 'Time between readings of the list of targets.'),
  url: required(HTTPURL, 'Where the target list is read.'),
});
export type HTTPSDConfig = Static<typeof HTTPSDConfig>;

export const StaticConfig = Type.Object({
  labels: optional(Type.Record(Type.String(), Type.String(), atomicMap), 'Labels for the samples of these targets.'),
  targets: required(setList(NonEmptyString, { minItems: 1 }), 'Targets, host:port.'),
});
export type StaticConfig = Static<typeof StaticConfig>;
