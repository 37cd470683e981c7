// `remote_write` and `remote_read` (prometheus.io: configuration; github.com/prometheus/prometheus: config,
// storage/remote/azuread; github.com/prometheus/sigv4).
import { parseDuration } from '../../core/duration.ts';
import { isReservedHeader } from '../../core/reservedheaders.ts';
import type { Section } from '../../core/section.ts';
import { clientConstraints, clientFields, oneCredential } from './client.ts';
import { has, needs, required } from './constraints.ts';
import { relabelConfigs } from './relabel.ts';
import type { Constraint, Table } from './table.ts';
import {
  choice,
  duration,
  flag,
  integer,
  labels,
  mapOf,
  text,
  textIn,
  textWith,
  unsigned,
  url,
  uuid,
} from './types.ts';
import { sectionOf } from './walk.ts';

const headers = mapOf(text, (key) => (isReservedHeader(key, 'headers') ? 'its key is a reserved header' : undefined));

const sigv4: Table = {
  fields: {
    region: text,
    access_key: text,
    secret_key: text,
    profile: text,
    role_arn: text,
    external_id: [text, 'sigv4.external_id'],
    session_name: text,
    tags: mapOf(text),
    use_fips_sts_endpoint: [flag, 'sigv4.use_fips_sts_endpoint'],
    service_name: text,
  },
  constraints: [
    (section) =>
      has(section, 'access_key') === has(section, 'secret_key')
        ? []
        : [['access_key', 'needs secret_key, and secret_key needs access_key']],
    needs('external_id', 'role_arn'),
  ],
};

/** `sigv4`. */
export const sigv4Config = sectionOf(() => sigv4);

const azureId = uuid('any');
const tenant = textWith((value) => (/^[0-9a-zA-Z.-]*$/.test(value) ? undefined : 'must be a tenant'));

const azureMethod = (fields: Table['fields'], ...keys: readonly string[]) =>
  sectionOf(() => ({ fields, constraints: [required(...keys)] }));
const AZURE_METHODS = ['managed_identity', 'workload_identity', 'oauth', 'sdk', 'certificate'];

const azuread: Table = {
  fields: {
    managed_identity: azureMethod({ client_id: azureId }),
    workload_identity: azureMethod(
      { client_id: azureId, tenant_id: azureId, token_file_path: text },
      'client_id',
      'tenant_id',
    ),
    oauth: azureMethod(
      { client_id: azureId, client_secret: text, tenant_id: tenant },
      'client_id',
      'client_secret',
      'tenant_id',
    ),
    sdk: azureMethod({ tenant_id: tenant }),
    certificate: azureMethod(
      {
        client_id: azureId,
        tenant_id: tenant,
        certificate_path: text,
        certificate_key_path: text,
        certificate_password: text,
        send_certificate_chain: flag,
      },
      'client_id',
      'tenant_id',
      'certificate_path',
    ),
    cloud: choice('AzureChina', 'AzureGovernment', 'AzurePublic'),
    scope: [
      textWith((value) => (/^[\w\s:/.-]*$/.test(value) ? undefined : 'has a character that no scope has')),
      'azuread.scope',
    ],
  },
  constraints: [
    (section) =>
      AZURE_METHODS.filter((key) => section[key] !== undefined && section[key] !== null).length === 1
        ? []
        : [['', `needs exactly one of ${AZURE_METHODS.join(', ')}`]],
  ],
};

const queueOrder: Constraint = (queue: Section) => {
  const number = (key: string, otherwise: number) => Number(textIn(queue[key]) ?? otherwise);
  const ms = (key: string, otherwise: number) => parseDuration(textIn(queue[key]) ?? '') ?? otherwise;
  if (number('min_shards', 1) > number('max_shards', 50))
    return [['min_shards', 'must not be greater than max_shards']];
  return ms('min_backoff', 30) > ms('max_backoff', 5000) ? [['max_backoff', 'must not be less than min_backoff']] : [];
};

/** Prometheus allocates a buffer of so many samples; with more than any memory holds it ends. */
const samples = integer(1, 1_000_000_000);

const queue: Table = {
  fields: {
    capacity: samples,
    max_shards: samples,
    min_shards: samples,
    max_samples_per_send: samples,
    batch_send_deadline: duration,
    min_backoff: duration,
    max_backoff: duration,
    retry_on_http_429: [flag, 'remote_write.queue_config.retry_on_http_429'],
    sample_age_limit: [duration, 'remote_write.queue_config.sample_age_limit'],
    max_retries: integer(),
  },
  constraints: [queueOrder],
};

const metadata: Table = {
  fields: {
    send: flag,
    send_interval: duration,
    max_samples_per_send: [samples, 'remote_write.metadata_config.max_samples_per_send'],
  },
};

const MESSAGES = ['prometheus.WriteRequest', 'io.prometheus.write.v2.Request'];

/** One entry of `remote_write`. */
export const remoteWrite: Table = {
  fields: {
    ...clientFields,
    url,
    remote_timeout: duration,
    headers: [headers, 'remote_write.headers'],
    write_relabel_configs: relabelConfigs,
    name: text,
    send_exemplars: [flag, 'remote_write.send_exemplars'],
    send_native_histograms: [flag, 'remote_write.send_native_histograms'],
    round_robin_dns: [flag, 'remote_write.round_robin_dns'],
    protobuf_message: [choice(...MESSAGES), 'remote_write.protobuf_message'],
    failed_request_logging: flag,
    queue_config: sectionOf(() => queue),
    metadata_config: [sectionOf(() => metadata), 'remote_write.metadata_config'],
    sigv4: [sigv4Config, 'sigv4'],
    azuread: [sectionOf(() => azuread), 'azuread'],
    google_iam: sectionOf(() => ({ fields: { credentials_file: text } })),
    convert_nhcb_to_classic: flag,
  },
  constraints: [required('url'), ...clientConstraints, oneCredential('sigv4', 'azuread', 'google_iam')],
};

/** One entry of `remote_read`. */
export const remoteRead: Table = {
  fields: {
    ...clientFields,
    url,
    remote_timeout: duration,
    chunked_read_limit: unsigned,
    headers: [headers, 'remote_read.headers'],
    read_recent: flag,
    name: text,
    required_matchers: labels,
    filter_external_labels: [flag, 'remote_read.filter_external_labels'],
  },
  constraints: [required('url'), ...clientConstraints],
};
