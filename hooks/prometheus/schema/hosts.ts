// Service discoveries of hosting providers (prometheus.io: configuration).
import { urlError } from '../../core/url.ts';
import { clientConstraints, clientFields, tlsConfig } from './client.ts';
import { exclusive, oneOf, required } from './constraints.ts';
import type { Constraint, Field, Table } from './table.ts';
import { choice, integer, interval, list, text, textWith, url, uuid } from './types.ts';

const accessKey = textWith((key) => (key === '' || /^SCW[A-Z0-9]{17}$/.test(key) ? undefined : 'must begin with SCW'));

const provider = (fields: Readonly<Record<string, Field>>, ...constraints: readonly Constraint[]): Table => ({
  fields: { ...clientFields, refresh_interval: interval, port: integer(), ...fields },
  constraints: [...constraints, ...clientConstraints],
});

const ovhcloud: Table = {
  fields: {
    endpoint: text,
    application_key: text,
    application_secret: text,
    consumer_key: text,
    refresh_interval: interval,
    service: choice('vps', 'dedicated_server'),
  },
  constraints: [required('endpoint', 'application_key', 'application_secret', 'consumer_key', 'service')],
};

const triton: Table = {
  fields: {
    account: text,
    role: choice('container', 'cn'),
    dns_suffix: text,
    endpoint: text,
    groups: list(text),
    port: integer(),
    refresh_interval: interval,
    tls_config: tlsConfig,
    version: integer(),
  },
  constraints: [required('account', 'dns_suffix', 'endpoint')],
};

const uyuni: Table = {
  fields: {
    ...clientFields,
    server: url,
    username: text,
    password: text,
    entitlement: text,
    separator: text,
    refresh_interval: interval,
  },
  constraints: [required('server', 'username', 'password'), ...clientConstraints],
};

export const HOSTS: Readonly<Record<string, Table>> = {
  digitalocean_sd_configs: provider({ role: choice('droplets', 'databases') }),
  hetzner_sd_configs: provider(
    { role: choice('robot', 'hcloud'), label_selector: [text, 'sd.hetzner.label_selector'] },
    required('role'),
  ),
  ionos_sd_configs: provider({ datacenter_id: text }, required('datacenter_id')),
  linode_sd_configs: provider({ tag_separator: text, region: text }),
  scaleway_sd_configs: provider(
    {
      project_id: uuid('groups'),
      api_url: textWith((value) =>
        value.endsWith('/') ? 'must not end in /' : urlError(value) && `the URL ${urlError(value)}`,
      ),
      zone: textWith((zone) =>
        /^[a-z]{2}-[a-z]{3}-[1-9]$/.test(zone) || zone === '' ? undefined : 'must be a zone such as fr-par-1',
      ),
      access_key: accessKey,
      secret_key: uuid('groups'),
      secret_key_file: text,
      name_filter: text,
      tags_filter: list(text),
      role: choice('instance', 'baremetal'),
    },
    required('role', 'project_id', 'access_key'),
    oneOf('secret_key', 'secret_key_file'),
    exclusive('secret_key', 'secret_key_file'),
  ),
  stackit_sd_configs: provider(
    {
      project: text,
      region: text,
      endpoint: text,
      service_account_key: text,
      private_key: text,
      service_account_key_path: text,
      private_key_path: text,
      credentials_file_path: text,
    },
    oneOf('region', 'endpoint'),
  ),
  ovhcloud_sd_configs: ovhcloud,
  triton_sd_configs: triton,
  uyuni_sd_configs: uyuni,
  vultr_sd_configs: provider({}),
};
