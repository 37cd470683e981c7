// Discovery of clouds: Azure, EC2, GCE, Lightsail, OpenStack.

import type {
  AzureSDConfig,
  EC2SDConfig,
  GCESDConfig,
  LightSailSDConfig,
  OpenStackSDConfig,
} from '../../api/discovery/clouds.ts';
import type { SecretKeySelector } from '../../api/shared/selectors.ts';
import { issue } from '../../core/issue.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { resolveTls, tlsConfig } from '../../httpclient/tls.ts';
import { mergeResults, type Resolved, resolveInOrder, secretValue, unresolved } from '../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../references/resolver.ts';
import { type Key, knows, since } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import {
  type ClientFields,
  client,
  clientAuth,
  clientConnection,
  clientProxy,
  filters,
  resolveClient,
} from './client.ts';
import { checkSince } from './registries.ts';

const METHOD_NEEDS: Readonly<Record<string, Key>> = {
  SDK: 'sd.azure.SDK',
  WorkloadIdentity: 'sd.azure.WorkloadIdentity',
};

/**
 * OAuth, the default, needs the IDs and the secret of the application. With other methods, parity reads nothing, like
 * the Go operator.
 */
export function resolveAzure(sd: AzureSDConfig, resolver: SecretResolver, context: JobContext, path: string): Resolved {
  const method = sd.authenticationMethod ?? 'OAuth';
  const needs = row(METHOD_NEEDS, method);
  const old =
    needs && !knows(context.version, needs)
      ? [issue('VersionTooOld', `${path}.authenticationMethod`, `${method} needs Prometheus ${since(needs)}`)]
      : [];
  const group = checkSince(sd.resourceGroup, 'sd.azure.resource_group', context, `${path}.resourceGroup`);
  const missing = (['tenantID', 'clientID', 'clientSecret'] as const).filter(
    (field) => method === 'OAuth' && !sd[field],
  );
  const common = [
    ...old,
    ...group,
    ...missing.map((field) => issue('InvalidAuthentication', `${path}.${field}`, 'is required with OAuth')),
  ];
  if ((method !== 'OAuth' || common.length > 0) && context.options.parity) return unresolved(common);
  return mergeResults([
    common,
    resolveSecret(resolver, sd.clientSecret, `${path}.clientSecret`),
    resolveClient(sd, resolver, path),
  ]);
}

export function azure(sd: AzureSDConfig, subject: Subject, context: JobContext): Section {
  const { parity } = context.options;
  const own = { ...clientAuth(sd, subject, context), ...clientProxy(sd, subject, context) };
  return section({
    environment: nonEmpty(sd.environment),
    ...(parity && sd.environment ? {} : own),
    ...(parity ? {} : clientConnection(sd, subject, context)),
    authentication_method: nonEmpty(sd.authenticationMethod),
    subscription_id: nonEmpty(sd.subscriptionID),
    tenant_id: nonEmpty(sd.tenantID),
    client_id: nonEmpty(sd.clientID),
    client_secret: secretValue(subject.assets, subject.namespace, sd.clientSecret),
    resource_group: nonEmpty(sd.resourceGroup),
    refresh_interval: nonEmpty(sd.refreshInterval),
    port: sd.port,
  });
}

interface AwsKeys {
  readonly accessKey?: SecretKeySelector | undefined;
  readonly secretKey?: SecretKeySelector | undefined;
}

/** The keys of both Secrets; empty if only one is set. */
function awsKeys(keys: AwsKeys, { assets, namespace }: Subject): Section {
  if (!keys.accessKey || !keys.secretKey) return {};
  return section({
    access_key: secretValue(assets, namespace, keys.accessKey),
    secret_key: secretValue(assets, namespace, keys.secretKey),
  });
}

/** EC2 and Lightsail. */
export const resolveAws = (
  sd: AwsKeys & ClientFields,
  resolver: SecretResolver,
  _context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () =>
      mergeResults([
        resolveSecret(resolver, sd.accessKey, `${path}.accessKey`),
        resolveSecret(resolver, sd.secretKey, `${path}.secretKey`),
      ]),
    () => resolveClient(sd, resolver, path),
  ]);

export const ec2 = (sd: EC2SDConfig, subject: Subject, context: JobContext): Section =>
  section({
    region: nonEmpty(sd.region),
    ...awsKeys(sd, subject),
    role_arn: nonEmpty(sd.roleARN),
    refresh_interval: nonEmpty(sd.refreshInterval),
    port: sd.port,
    filters: filters(sd.filters),
    ...clientProxy(sd, subject, context),
    ...(knows(context.version, 'sd.ec2.http') ? clientConnection(sd, subject, context) : {}),
  });

export const gce = (sd: GCESDConfig): Section =>
  section({
    project: sd.project,
    zone: sd.zone,
    filter: nonEmpty(sd.filter),
    refresh_interval: nonEmpty(sd.refreshInterval),
    port: sd.port,
    tag_separator: nonEmpty(sd.tagSeparator),
  });

export const lightSail = (sd: LightSailSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    region: nonEmpty(sd.region),
    ...awsKeys(sd, subject),
    role_arn: nonEmpty(sd.roleARN),
    endpoint: nonEmpty(sd.endpoint),
    refresh_interval: nonEmpty(sd.refreshInterval),
    port: sd.port,
    ...client(sd, subject, context),
  });

export const resolveOpenStack = (
  sd: OpenStackSDConfig,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): Resolved =>
  mergeResults([
    checkSince(sd.role === 'LoadBalancer' ? sd.role : undefined, 'sd.openstack.LoadBalancer', context, `${path}.role`),
    resolveSecret(resolver, sd.password, `${path}.password`),
    resolveSecret(resolver, sd.applicationCredentialSecret, `${path}.applicationCredentialSecret`),
    resolveTls(resolver, sd.tlsConfig, `${path}.tlsConfig`),
  ]);

export const openStack = (
  sd: OpenStackSDConfig,
  { assets, namespace }: Subject,
  { version, options }: JobContext,
): Section =>
  section({
    role: sd.role.toLowerCase(),
    region: sd.region,
    identity_endpoint: nonEmpty(sd.identityEndpoint),
    username: nonEmpty(sd.username),
    userid: nonEmpty(sd.userid),
    password: secretValue(assets, namespace, sd.password),
    domain_name: nonEmpty(sd.domainName),
    domain_id: nonEmpty(sd.domainID),
    project_name: nonEmpty(sd.projectName),
    project_id: nonEmpty(sd.projectID),
    application_credential_name: nonEmpty(sd.applicationCredentialName),
    application_credential_id: nonEmpty(sd.applicationCredentialId),
    application_credential_secret: secretValue(assets, namespace, sd.applicationCredentialSecret),
    all_tenants: sd.allTenants,
    refresh_interval: nonEmpty(sd.refreshInterval),
    port: sd.port,
    availability: nonEmpty(options.parity ? sd.availability : sd.availability?.toLowerCase()),
    tls_config: tlsConfig(sd.tlsConfig, namespace, version),
  });
