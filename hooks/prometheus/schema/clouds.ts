// Service discoveries of the large clouds: AWS, Azure, Google, Oracle, OpenStack (prometheus.io: configuration).
import { clientConstraints, clientFields, tlsConfig } from './client.ts';
import { exclusive, has, oneOf, required, withItems } from './constraints.ts';
import type { Constraint, Field, Table } from './table.ts';
import { choice, flag, integer, interval, list, text, url } from './types.ts';
import { sectionOf } from './walk.ts';

const filter: Table = {
  fields: { name: text, values: list(text) },
  constraints: [withItems('values', 'needs at least one item')],
};
const filters = list(sectionOf(() => filter));
const concurrency = integer(1);

const aws = (fields: Readonly<Record<string, Field>> = {}): Table => ({
  fields: {
    ...clientFields,
    region: text,
    endpoint: text,
    access_key: text,
    secret_key: text,
    profile: text,
    role_arn: text,
    external_id: text,
    refresh_interval: interval,
    port: integer(),
    ...fields,
  },
  constraints: clientConstraints,
});

export const AWS: Readonly<Record<string, Table>> = {
  ec2_sd_configs: aws({ filters }),
  lightsail_sd_configs: aws(),
  ecs_sd_configs: aws({ clusters: list(text), request_concurrency: concurrency }),
  msk_sd_configs: aws({ clusters: list(text), request_concurrency: concurrency }),
  rds_sd_configs: aws({ clusters: list(text), filters, request_concurrency: concurrency }),
  elasticache_sd_configs: aws({ clusters: list(text), request_concurrency: concurrency }),
  aws_sd_configs: aws({
    role: choice('ec2', 'ecs', 'lightsail', 'msk', 'rds', 'elasticache'),
    filters,
    clusters: list(text),
    request_concurrency: concurrency,
  }),
};

const azure: Table = {
  fields: {
    ...clientFields,
    environment: text,
    port: integer(),
    subscription_id: text,
    tenant_id: text,
    client_id: text,
    client_secret: text,
    refresh_interval: interval,
    authentication_method: choice('OAuth', 'ManagedIdentity', 'SDK', 'WorkloadIdentity'),
    resource_group: [text, 'sd.azure.resource_group'],
  },
  constraints: [
    required('subscription_id'),
    (section, context) =>
      (section['authentication_method'] ?? 'OAuth') === 'OAuth'
        ? required('tenant_id', 'client_id', 'client_secret')(section, context)
        : [],
    ...clientConstraints,
  ],
};

const gce: Table = {
  fields: { project: text, zone: text, filter: text, refresh_interval: interval, port: integer(), tag_separator: text },
  constraints: [required('project', 'zone')],
};

const API_KEY = ['tenancy', 'user', 'fingerprint', 'key_file'];
const ociAuth: Constraint = (section, context) =>
  (section['auth'] ?? 'api_key') === 'api_key'
    ? [
        ...required(...API_KEY)(section, context),
        ...exclusive('key_passphrase', 'key_passphrase_file')(section, context),
      ]
    : [...API_KEY, 'key_passphrase', 'key_passphrase_file']
        .filter((key) => has(section, key))
        .map((key) => [key, 'is not used with this auth']);

const oci: Table = {
  fields: {
    ...clientFields,
    auth: choice('api_key', 'instance_principal'),
    tenancy: text,
    user: text,
    fingerprint: text,
    key_file: text,
    key_passphrase: text,
    key_passphrase_file: text,
    region: text,
    compartments: list(text),
    port: integer(),
    refresh_interval: interval,
  },
  constraints: [required('region'), ociAuth, ...clientConstraints],
};

const openstack: Table = {
  fields: {
    identity_endpoint: url,
    username: text,
    userid: text,
    password: text,
    project_name: text,
    project_id: text,
    domain_name: text,
    domain_id: text,
    application_credential_name: text,
    application_credential_id: text,
    application_credential_secret: text,
    role: choice('hypervisor', 'instance', 'loadbalancer'),
    region: text,
    refresh_interval: interval,
    port: integer(),
    all_tenants: flag,
    tls_config: tlsConfig,
    availability: choice('public', 'internal', 'admin'),
  },
  constraints: [required('role', 'region')],
};

const outscale: Table = {
  fields: {
    ...clientFields,
    endpoint: text,
    region: text,
    access_key: text,
    secret_key: text,
    secret_key_file: text,
    refresh_interval: interval,
    port: integer(),
  },
  constraints: [
    required('region', 'access_key'),
    oneOf('secret_key', 'secret_key_file'),
    exclusive('secret_key', 'secret_key_file'),
    ...clientConstraints,
  ],
};

export const CLOUDS: Readonly<Record<string, Table>> = {
  azure_sd_configs: azure,
  gce_sd_configs: gce,
  oci_sd_configs: oci,
  openstack_sd_configs: openstack,
  outscale_sd_configs: outscale,
};
