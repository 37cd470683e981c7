// Service discovery of container platforms: Docker, Swarm, Kubernetes.

import { type Static, Type } from '@sinclair/typebox';
import { KubernetesRole } from '../shared/enums.ts';
import { Duration, NonEmptyString, PortNumber } from '../shared/scalars.ts';
import { mapList, oneOf, optional, required, setList } from '../shared/schema.ts';
import { AttachMetadata } from '../shared/scrapeclass.ts';
import { prometheusSince } from '../shared/since.ts';
import { Filter } from './filter.ts';
import { discoveryAuthFields, discoveryClientFields } from './http.ts';

export const DockerSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  filters: optional(mapList(Filter, ['name']), 'Only containers that match all of these filters.'),
  host: required(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*://.+$' }), 'Address of the daemon.'),
  hostNetworkingHost: optional(
    NonEmptyString,
    'Host to scrape for containers in the network of the host; localhost if unset.',
  ),
  matchFirstNetwork: optional(
    Type.Boolean(),
    'Whether a container in several networks is one target only; true if unset. ' +
      `${prometheusSince('sd.docker.match_first_network')}.`,
  ),
  port: optional(PortNumber, 'Port to scrape; 80 unless the API knows one.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
});
export type DockerSDConfig = Static<typeof DockerSDConfig>;

export const DockerSwarmSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  filters: optional(mapList(Filter, ['name']), 'Only entries that match all of these filters.'),
  host: required(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*://.+$' }), 'Address of the daemon.'),
  port: optional(PortNumber, 'Port to scrape for nodes, and for services and tasks that publish none; 80 if unset.'),
  refreshInterval: optional(Duration, 'Time between updates of the target list.'),
  role: required(oneOf(['Services', 'Tasks', 'Nodes']), 'What is discovered.'),
});
export type DockerSwarmSDConfig = Static<typeof DockerSwarmSDConfig>;

export const NamespaceDiscovery = Type.Object({
  names: optional(setList(NonEmptyString), 'Names of the namespaces.'),
  ownNamespace: optional(Type.Boolean(), 'True adds the namespace of Prometheus; not with apiServer.'),
});
export type NamespaceDiscovery = Static<typeof NamespaceDiscovery>;

export const K8SSelectorConfig = Type.Object({
  field: optional(NonEmptyString, 'Field selector.'),
  label: optional(NonEmptyString, 'Label selector.'),
  role: required(KubernetesRole, 'Role of the selected objects; the role of the discovery must include it.'),
});
export type K8SSelectorConfig = Static<typeof K8SSelectorConfig>;

export const KubernetesSDConfig = Type.Object({
  ...discoveryClientFields,
  ...discoveryAuthFields,
  apiServer: optional(NonEmptyString, 'URL of the API server; that of the own cluster if unset.'),
  attachMetadata: optional(
    AttachMetadata,
    'Metadata to attach to the targets; for the roles Pod, Endpoints and EndpointSlice.',
  ),
  namespaces: optional(NamespaceDiscovery, 'Namespaces to look in; all if unset.'),
  role: required(KubernetesRole, `What is discovered. EndpointSlice needs ${prometheusSince('sd.endpointslice')}.`),
  selectors: optional(
    mapList(K8SSelectorConfig, ['role']),
    `Only objects that match, by role. ${prometheusSince('sd.kubernetes.selectors')}.`,
  ),
});
export type KubernetesSDConfig = Static<typeof KubernetesSDConfig>;
