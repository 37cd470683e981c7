// Discovery of hosting providers: DigitalOcean, Hetzner, IONOS, Linode, OVHcloud, Scaleway.

import type {
  DigitalOceanSDConfig,
  HetznerSDConfig,
  IonosSDConfig,
  LinodeSDConfig,
  OVHCloudSDConfig,
  ScalewaySDConfig,
} from '../../api/discovery/hosting.ts';
import { type Issue, inOrder, issue } from '../../core/issue.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../core/section.ts';
import { loadSecret, secretValue } from '../../references/resolver.ts';
import { knows } from '../../versions/prometheus.ts';
import type { ScrapeContext, Subject } from '../job/context.ts';
import { checkClient, client } from './client.ts';
import { checkSince } from './registries.ts';

export const checkDigitalOcean = (
  sd: DigitalOceanSDConfig,
  subject: Subject,
  _context: ScrapeContext,
  path: string,
): Issue[] => checkClient(sd, subject, path);

export const digitalOcean = (sd: DigitalOceanSDConfig, subject: Subject, context: ScrapeContext): Section =>
  section({ ...client(sd, subject, context), port: sd.port, refresh_interval: nonEmpty(sd.refreshInterval) });

export const checkHetzner = (sd: HetznerSDConfig, subject: Subject, context: ScrapeContext, path: string): Issue[] =>
  inOrder(subject.resolver.parity, [
    () => checkSince(sd.labelSelector, 'sd.hetzner.label_selector', context, `${path}.labelSelector`),
    () => checkClient(sd, subject, path),
  ]);

export const hetzner = (sd: HetznerSDConfig, subject: Subject, context: ScrapeContext): Section =>
  section({
    ...client(sd, subject, context),
    role: sd.role.toLowerCase(),
    port: sd.port,
    refresh_interval: nonEmpty(sd.refreshInterval),
    label_selector: knows(context.version, 'sd.hetzner.label_selector') ? nonEmpty(sd.labelSelector) : undefined,
  });

export const checkIonos = (sd: IonosSDConfig, subject: Subject, _context: ScrapeContext, path: string): Issue[] =>
  checkClient(sd, subject, path);

/** The API uses one credential. OAuth 2 overrides authorization. */
export function ionos(sd: IonosSDConfig, subject: Subject, context: ScrapeContext): Section {
  const { authorization, ...rest } = sd;
  return section({
    ...client(sd.oauth2 ? rest : { ...rest, authorization }, subject, context),
    datacenter_id: sd.datacenterID,
    port: sd.port,
    refresh_interval: nonEmpty(sd.refreshInterval),
  });
}

export const checkLinode = (sd: LinodeSDConfig, subject: Subject, _context: ScrapeContext, path: string): Issue[] =>
  checkClient(sd, subject, path);

export const linode = (sd: LinodeSDConfig, subject: Subject, context: ScrapeContext): Section =>
  section({
    ...client(sd, subject, context),
    region: nonEmpty(sd.region),
    port: sd.port,
    tag_separator: nonEmpty(sd.tagSeparator),
    refresh_interval: nonEmpty(sd.refreshInterval),
  });

export const checkOvhCloud = (
  sd: OVHCloudSDConfig,
  { resolver, namespace }: Subject,
  _context: ScrapeContext,
  path: string,
): Issue[] => [
  ...loadSecret(resolver, namespace, sd.applicationSecret, `${path}.applicationSecret`),
  ...loadSecret(resolver, namespace, sd.consumerKey, `${path}.consumerKey`),
];

const OVH_SERVICES: Readonly<Record<string, string>> = { DedicatedServer: 'dedicated_server', VPS: 'vps' };

export const ovhCloud = (sd: OVHCloudSDConfig, { resolver, namespace }: Subject): Section =>
  section({
    application_key: sd.applicationKey,
    application_secret: secretValue(resolver, namespace, sd.applicationSecret),
    consumer_key: secretValue(resolver, namespace, sd.consumerKey),
    service: row(OVH_SERVICES, sd.service),
    endpoint: nonEmpty(sd.endpoint),
    refresh_interval: nonEmpty(sd.refreshInterval),
  });

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Formats that Prometheus requires when it loads its configuration. The Go operator does not check them. */
function checkScalewayForms(
  sd: ScalewaySDConfig,
  { resolver, namespace }: Subject,
  { options }: ScrapeContext,
  path: string,
): Issue[] {
  if (options.parity) return [];
  const secret = secretValue(resolver, namespace, sd.secretKey);
  const forms: readonly (readonly [field: string, wrong: boolean, form: string])[] = [
    ['accessKey', !/^SCW[A-Z0-9]{17}$/.test(sd.accessKey), 'must be SCW and 17 letters or digits'],
    ['secretKey', secret !== undefined && !UUID.test(secret), 'the key must be a UUID'],
    ['projectID', !UUID.test(sd.projectID), 'must be a UUID'],
  ];
  return forms
    .filter(([, wrong]) => wrong)
    .map(([field, , form]) => issue('InvalidConfiguration', `${path}.${field}`, form));
}

export const checkScaleway = (sd: ScalewaySDConfig, subject: Subject, context: ScrapeContext, path: string): Issue[] =>
  inOrder(subject.resolver.parity, [
    () => loadSecret(subject.resolver, subject.namespace, sd.secretKey, `${path}.secretKey`),
    () => checkClient(sd, subject, path),
    () => checkScalewayForms(sd, subject, context, path),
  ]);

export const scaleway = (sd: ScalewaySDConfig, subject: Subject, context: ScrapeContext): Section =>
  section({
    access_key: sd.accessKey,
    secret_key: secretValue(subject.resolver, subject.namespace, sd.secretKey),
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
