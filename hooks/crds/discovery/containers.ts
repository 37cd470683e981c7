// Service discovery of container platforms: Docker, Swarm, Kubernetes.

import { type Static, Type } from '@sinclair/typebox';
import { KubernetesRole } from '../shared/enums.ts';
import { Duration, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { mapList, oneOf, optional, setList } from '../shared/schema.ts';
import { AttachMetadata } from '../shared/scrapeclass.ts';
import { Filter } from './filter.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DockerSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  filters: optional(mapList(Filter, ['name'])),
  host: Type.String({ minLength: 1, pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*://.+$' }),
  hostNetworkingHost: optional(NonEmptyString),
  matchFirstNetwork: optional(Type.Boolean()),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
});
export type DockerSDConfig = Static<typeof DockerSDConfig>;

export const DockerSwarmSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  filters: optional(mapList(Filter, ['name'])),
  host: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*://.+$' }),
  port: optional(PortNumber),
  refreshInterval: optional(Duration),
  role: oneOf(['Services', 'Tasks', 'Nodes']),
});
export type DockerSwarmSDConfig = Static<typeof DockerSwarmSDConfig>;

export const NamespaceDiscovery = Type.Object({
  names: optional(setList(Type.String())),
  ownNamespace: optional(Type.Boolean()),
});
export type NamespaceDiscovery = Static<typeof NamespaceDiscovery>;

export const K8SSelectorConfig = Type.Object({
  field: optional(NonEmptyString),
  label: optional(NonEmptyString),
  role: KubernetesRole,
});
export type K8SSelectorConfig = Static<typeof K8SSelectorConfig>;

export const KubernetesSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  apiServer: optional(NonEmptyString),
  attachMetadata: optional(AttachMetadata),
  namespaces: optional(NamespaceDiscovery),
  role: KubernetesRole,
  selectors: optional(mapList(K8SSelectorConfig, ['role'])),
});
export type KubernetesSDConfig = Static<typeof KubernetesSDConfig>;
