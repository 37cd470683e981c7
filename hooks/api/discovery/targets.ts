// Targets that are listed: static, files, HTTP, DNS.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { atomicMap, oneOf, optional, required, setList } from '../shared/schema.ts';
import { prometheusSince } from '../shared/since.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DNSSDConfig = Type.Object({
  names: required(Type.Array(NonEmptyString, { minItems: 1 }), 'Names to look up.'),
  port: optional(PortNumber, 'Port to scrape; required unless the type is SRV, whose records have a port.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  type: optional(
    oneOf(['A', 'AAAA', 'MX', 'NS', 'SRV']),
    `Type of record; SRV if unset. MX needs ${prometheusSince('sd.dns.MX')}, NS ${prometheusSince('sd.dns.NS')}.`,
  ),
});
export type DNSSDConfig = Static<typeof DNSSDConfig>;

export const FileSDConfig = Type.Object({
  files: required(
    setList(Type.String({ pattern: '^[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)$' }), { minItems: 1 }),
    'Paths of the files; the last part may hold one *.',
  ),
  refreshInterval: optional(Duration, 'Time between reads, besides those after a change.'),
});
export type FileSDConfig = Static<typeof FileSDConfig>;

export const HTTPSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  url: required(HTTPURL, 'Where the target list is read.'),
});
export type HTTPSDConfig = Static<typeof HTTPSDConfig>;

export const StaticConfig = Type.Object({
  labels: optional(Type.Record(Type.String(), Type.String(), atomicMap), 'Labels for the samples of these targets.'),
  targets: required(setList(NonEmptyString, { minItems: 1 }), 'Targets, host:port.'),
});
export type StaticConfig = Static<typeof StaticConfig>;
