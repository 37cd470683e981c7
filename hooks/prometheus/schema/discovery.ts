// Service discoveries of a scrape job or an Alertmanager entry (prometheus.io: configuration, *_sd_config;
// github.com/prometheus/prometheus: discovery).

import type { Section } from '../../core/section.ts';
import { urlError } from '../../core/url.ts';
import { clientConstraints, clientFields } from './client.ts';
import { AWS, CLOUDS } from './clouds.ts';
import { exclusive, has, required, withItems } from './constraints.ts';
import { HOSTS } from './hosts.ts';
import { kubernetes } from './kubernetes.ts';
import type { Check, Constraint, Field, Table } from './table.ts';
import {
  absoluteUrl,
  choice,
  duration,
  flag,
  httpUrl,
  integer,
  interval,
  labels,
  list,
  mapOf,
  text,
  textIn,
  textWith,
  trimmed,
} from './types.ts';
import { sectionOf } from './walk.ts';

const FILE = /^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)$/;

const file: Table = {
  fields: {
    files: list(textWith((name) => (FILE.test(name) ? undefined : 'must end in .json, .yml or .yaml'))),
    refresh_interval: interval,
  },
  constraints: [withItems('files')],
};

const dns: Table = {
  fields: { names: list(text), refresh_interval: interval, type: textWith(dnsType), port: integer() },
  constraints: [
    withItems('names'),
    (section) =>
      section['type'] === undefined || textIn(section['type'])?.toUpperCase() === 'SRV' || has(section, 'port')
        ? []
        : [['port', 'is needed for this type']],
  ],
};

function dnsType(type: string): string | undefined {
  return ['SRV', 'A', 'AAAA', 'MX', 'NS'].includes(type.toUpperCase()) ? undefined : 'must be SRV, A, AAAA, MX or NS';
}

const http: Table = {
  fields: { ...clientFields, url: httpUrl, refresh_interval: interval },
  constraints: [...clientConstraints, required('url')],
};

const isBlank = (value: unknown): boolean => trimmed(textIn(value) ?? 'given') === '';

/** The address of a Consul agent. Its client knows three schemes, in lower case. */
const consulServer: Constraint = ({ server }) => {
  const [scheme = '', ...rest] = (textIn(server) ?? '').split('://');
  return rest.length > 0 && !['http', 'https', 'unix'].includes(scheme)
    ? [['server', 'must have the scheme http, https or unix, or none']]
    : [];
};

const consul: Table = {
  fields: {
    ...clientFields,
    server: text,
    path_prefix: text,
    token: text,
    datacenter: text,
    namespace: text,
    partition: text,
    tag_separator: text,
    scheme: text,
    username: text,
    password: text,
    allow_stale: flag,
    refresh_interval: interval,
    services: list(text),
    tags: list(text),
    node_meta: mapOf(text),
    filter: text,
    health_filter: [text, 'sd.consul.health_filter'],
  },
  constraints: [
    (section) => (section['server'] === null || isBlank(section['server']) ? [['server', 'must not be empty']] : []),
    consulServer,
    exclusive('username', 'basic_auth'),
    exclusive('password', 'basic_auth'),
    exclusive('token', 'authorization', 'oauth2'),
    (section, context) =>
      clientConstraints.flatMap((constraint) =>
        constraint({ ...section, ...(has(section, 'username') ? { basic_auth: {} } : {}) }, context),
      ),
  ],
};

const serverUrl = textWith((value) => {
  const problem = value === '' ? 'is empty' : urlError(value);
  return problem && `the URL ${problem}`;
});

const nomad: Table = {
  fields: {
    ...clientFields,
    allow_stale: flag,
    namespace: text,
    refresh_interval: interval,
    region: text,
    server: serverUrl,
    tag_separator: text,
  },
  constraints: clientConstraints,
};

const eureka: Table = {
  fields: { ...clientFields, server: absoluteUrl, refresh_interval: interval },
  constraints: [...clientConstraints, required('server')],
};

const kuma: Table = {
  fields: {
    ...clientFields,
    server: absoluteUrl,
    refresh_interval: interval,
    fetch_timeout: duration,
    client_id: [text, 'sd.kuma.client_id'],
  },
  constraints: [...clientConstraints, required('server')],
};

const marathon: Table = {
  fields: {
    ...clientFields,
    servers: list(text, 1),
    refresh_interval: interval,
    auth_token: text,
    auth_token_file: text,
  },
  constraints: [
    required('servers'),
    exclusive('auth_token', 'auth_token_file', 'basic_auth', 'bearer_token', 'bearer_token_file', 'authorization'),
    ...clientConstraints,
  ],
};

const puppetdb: Table = {
  fields: {
    ...clientFields,
    url: httpUrl,
    query: text,
    include_parameters: flag,
    refresh_interval: interval,
    port: integer(),
  },
  constraints: [...clientConstraints, required('url', 'query')],
};

const zookeeper: Table = {
  fields: {
    servers: list(text, 1),
    paths: list(
      textWith((path) => (path.startsWith('/') ? undefined : 'must begin with /')),
      1,
    ),
    timeout: duration,
  },
  constraints: [required('servers', 'paths')],
};

const filter: Table = { fields: { name: text, values: list(text) } };
const filters = list(sectionOf(() => filter));
/** The address of a Docker daemon. */
const dockerHost = textWith((host) =>
  /^[^:]*:\/\/./.test(host) ? undefined : 'must be an address such as tcp://host:2375',
);

const docker: Table = {
  fields: {
    ...clientFields,
    host: dockerHost,
    port: integer(),
    filters,
    host_networking_host: text,
    refresh_interval: interval,
    match_first_network: [flag, 'sd.docker.match_first_network'],
  },
  constraints: [...clientConstraints, required('host')],
};

const dockerSwarm: Table = {
  fields: {
    ...clientFields,
    host: dockerHost,
    role: choice('services', 'nodes', 'tasks'),
    port: integer(),
    filters,
    refresh_interval: interval,
  },
  constraints: [...clientConstraints, required('host', 'role')],
};

const staticTargets: Table = { fields: { targets: list(text), labels } };

const listOf = (table: Table): Check => list(sectionOf(() => table));

/** The keys of all service discoveries. */
export const discoveries: Readonly<Record<string, Field>> = {
  static_configs: listOf(staticTargets),
  file_sd_configs: listOf(file),
  dns_sd_configs: listOf(dns),
  http_sd_configs: [listOf(http), 'sd.http'],
  kubernetes_sd_configs: listOf(kubernetes),
  consul_sd_configs: listOf(consul),
  nomad_sd_configs: listOf(nomad),
  eureka_sd_configs: listOf(eureka),
  kuma_sd_configs: listOf(kuma),
  marathon_sd_configs: listOf(marathon),
  puppetdb_sd_configs: [listOf(puppetdb), 'sd.puppetdb'],
  serverset_sd_configs: listOf(zookeeper),
  nerve_sd_configs: listOf(zookeeper),
  docker_sd_configs: listOf(docker),
  dockerswarm_sd_configs: [listOf(dockerSwarm), 'sd.dockerswarm'],
  ...Object.fromEntries(Object.entries({ ...AWS, ...CLOUDS, ...HOSTS }).map(([key, table]) => [key, listOf(table)])),
};

/** Without relabel rules an address must not be a URL. */
export const plainTargets: Constraint = (section) => {
  if (((section['relabel_configs'] ?? []) as unknown[]).length > 0) return [];
  const groups = (section['static_configs'] ?? []) as readonly Section[];
  const wrong = groups.findIndex(({ targets }) =>
    ((targets ?? []) as unknown[]).some((one) => textIn(one)?.includes('/')),
  );
  return wrong < 0 ? [] : [[`static_configs[${wrong}].targets`, 'must be host:port, without a scheme or path']];
};
