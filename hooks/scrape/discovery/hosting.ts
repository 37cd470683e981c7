// Discovery of hosting providers: DigitalOcean, Hetzner, IONOS, Linode, OVHcloud, Scaleway.

import type {
  DigitalOceanSDConfig,
  HetznerSDConfig,
  IonosSDConfig,
  LinodeSDConfig,
  OVHCloudSDConfig,
  ScalewaySDConfig,
} from '../../api/discovery/hosting.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../core/section.ts';
import { isUuid } from '../../core/uuid.ts';
import { mergeResults, type Resolved, resolveInOrder, secretValue } from '../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../references/resolver.ts';
import { knows } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import { client, resolveClient } from './client.ts';
import { checkSince } from './registries.ts';

export const digitalOcean = (sd: DigitalOceanSDConfig, subject: Subject, context: JobContext): Section =>
  section({ ...client(sd, subject, context), port: sd.port, refresh_interval: nonEmpty(sd.refreshInterval) });

export const resolveHetzner = (
  sd: HetznerSDConfig,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () => checkSince(sd.labelSelector, 'sd.hetzner.label_selector', context, `${path}.labelSelector`),
    () => resolveClient(sd, resolver, path),
  ]);

export const hetzner = (sd: HetznerSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    role: sd.role.toLowerCase(),
    port: sd.port,
    refresh_interval: nonEmpty(sd.refreshInterval),
    label_selector: knows(context.version, 'sd.hetzner.label_selector') ? nonEmpty(sd.labelSelector) : undefined,
  });

/** The API uses one credential. OAuth 2 overrides authorization. */
export function ionos(sd: IonosSDConfig, subject: Subject, context: JobContext): Section {
  const { authorization, ...rest } = sd;
  return section({
    ...client(sd.oauth2 ? rest : { ...rest, authorization }, subject, context),
    datacenter_id: sd.datacenterID,
    port: sd.port,
    refresh_interval: nonEmpty(sd.refreshInterval),
  });
}

export const linode = (sd: LinodeSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    region: nonEmpty(sd.region),
    port: sd.port,
    tag_separator: nonEmpty(sd.tagSeparator),
    refresh_interval: nonEmpty(sd.refreshInterval),
  });

export const resolveOvhCloud = (
  sd: OVHCloudSDConfig,
  resolver: SecretResolver,
  _context: JobContext,
  path: string,
): Resolved =>
  mergeResults([
    resolveSecret(resolver, sd.applicationSecret, `${path}.applicationSecret`),
    resolveSecret(resolver, sd.consumerKey, `${path}.consumerKey`),
  ]);

const OVH_SERVICES: Readonly<Record<string, string>> = { DedicatedServer: 'dedicated_server', VPS: 'vps' };

export const ovhCloud = (sd: OVHCloudSDConfig, { assets, namespace }: Subject): Section =>
  section({
    application_key: sd.applicationKey,
    application_secret: secretValue(assets, namespace, sd.applicationSecret),
    consumer_key: secretValue(assets, namespace, sd.consumerKey),
    service: row(OVH_SERVICES, sd.service),
    endpoint: nonEmpty(sd.endpoint),
    refresh_interval: nonEmpty(sd.refreshInterval),
  });

/** Formats that Prometheus requires when it loads its configuration. The Go operator does not check them. */
function checkScalewayForms(
  sd: ScalewaySDConfig,
  secret: string | undefined,
  { options }: JobContext,
  path: string,
): Issue[] {
  if (options.parity) return [];
  const forms: readonly (readonly [field: string, wrong: boolean, form: string])[] = [
    ['accessKey', !/^SCW[A-Z0-9]{17}$/.test(sd.accessKey), 'must be SCW and 17 letters or digits'],
    ['secretKey', secret !== undefined && !isUuid(secret, 'groups'), 'the key must be a UUID'],
    ['projectID', !isUuid(sd.projectID, 'groups'), 'must be a UUID'],
  ];
  return forms
    .filter(([, wrong]) => wrong)
    .map(([field, , form]) => issue('InvalidConfiguration', `${path}.${field}`, form));
}

export function resolveScaleway(
  sd: ScalewaySDConfig,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): Resolved {
  const key = resolveSecret(resolver, sd.secretKey, `${path}.secretKey`);
  const secret = secretValue(key.assets, resolver.namespace, sd.secretKey);
  return resolveInOrder(resolver.parity, [
    () => key,
    () => resolveClient(sd, resolver, path),
    () => checkScalewayForms(sd, secret, context, path),
  ]);
}

export const scaleway = (sd: ScalewaySDConfig, subject: Subject, context: JobContext): Section =>
  section({
    access_key: sd.accessKey,
    secret_key: secretValue(subject.assets, subject.namespace, sd.secretKey),
    project_id: sd.projectID,
    role: sd.role.toLowerCase(),
    port: sd.port,
    api_url: nonEmpty(sd.apiURL),
    zone: nonEmpty(sd.zone),
    name_filter: nonEmpty(sd.nameFilter),
    tags_filter: nonEmptyList(sd.tagsFilter),
    refresh_interval: nonEmpty(sd.refreshInterval),
    ...client(sd, subject, context),
  });
