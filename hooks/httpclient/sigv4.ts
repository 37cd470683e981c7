// AWS signatures and Azure AD tokens of remote write and Alertmanager clients.

import type { Sigv4 } from '../api/shared/auth.ts';
import type { AzureAD } from '../api/shared/azuread.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { nonEmpty, type Section, section } from '../core/section.ts';
import { isUuid } from '../core/uuid.ts';
import {
  type Assets,
  mergeResults,
  NO_REFERENCES,
  type Resolved,
  secretValue,
  unresolved,
} from '../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../references/resolver.ts';
import { type Key, knows, since } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';

/** Both keys. An `InvalidAuthentication` issue if only one is set. */
export function resolveSigv4(resolver: SecretResolver, sigv4: Sigv4 | undefined, path: string): Resolved {
  if (!sigv4) return NO_REFERENCES;
  if (Boolean(sigv4.accessKey) !== Boolean(sigv4.secretKey)) {
    const message = 'accessKey needs secretKey, and secretKey needs accessKey';
    return unresolved([issue('InvalidAuthentication', path, message)]);
  }
  return mergeResults([
    resolveSecret(resolver, sigv4.accessKey, `${path}.accessKey`),
    resolveSecret(resolver, sigv4.secretKey, `${path}.secretKey`),
  ]);
}

export function sigv4(
  from: Sigv4 | undefined,
  namespace: string,
  assets: Assets,
  version: Version,
): Section | undefined {
  if (!from || !knows(version, 'sigv4')) return undefined;
  const [access, secret] = [
    secretValue(assets, namespace, from.accessKey),
    secretValue(assets, namespace, from.secretKey),
  ];
  const both = access !== undefined && secret !== undefined;
  return section({
    region: nonEmpty(from.region),
    access_key: both ? access : undefined,
    secret_key: both ? secret : undefined,
    profile: nonEmpty(from.profile),
    role_arn: nonEmpty(from.roleArn),
    external_id: knows(version, 'sigv4.external_id') ? nonEmpty(from.externalId) : undefined,
    use_fips_sts_endpoint: knows(version, 'sigv4.use_fips_sts_endpoint') ? from.useFIPSSTSEndpoint : undefined,
  });
}

type Method = 'managedIdentity' | 'oauth' | 'sdk' | 'workloadIdentity';
const METHODS: readonly (readonly [Method, Key])[] = [
  ['managedIdentity', 'azuread'],
  ['oauth', 'azuread.oauth'],
  ['sdk', 'azuread.sdk'],
  ['workloadIdentity', 'azuread.workload_identity'],
];

/** Rules for the release of the server: Prometheus or Thanos Ruler. */
export interface AzureRules {
  /** The release that a method needs, if this one is older; otherwise `undefined`. */
  readonly tooOld: (method: Method) => string | undefined;
  readonly clientIdOptional: boolean;
}

export const prometheusAzureRules = (version: Version): AzureRules => ({
  tooOld: (method) => {
    const key = METHODS.find(([name]) => name === method)?.[1];
    return key && method !== 'managedIdentity' && !knows(version, key) ? `Prometheus ${since(key)}` : undefined;
  },
  clientIdOptional: knows(version, 'azuread.client_id_optional'),
});

/** Issues: a method of a newer release, invalid UUIDs. */
function checkAzureAd(azure: AzureAD, method: Method, rules: AzureRules, path: string): Issue[] {
  const issues: Issue[] = [];
  const bad = (field: string, message: string) =>
    issues.push(issue('InvalidAuthentication', `${path}.${field}`, message));
  const needs = rules.tooOld(method);
  if (needs) issues.push(issue('VersionTooOld', `${path}.${method}`, `needs ${needs}`));
  if (azure.managedIdentity && !azure.managedIdentity.clientId && !rules.clientIdOptional)
    bad('managedIdentity.clientId', 'is required for this version');
  const uuid = (field: string, value: string | undefined) =>
    value !== undefined && !isUuid(value, 'any') && bad(field, `${quoted(value)} is not a UUID`);
  uuid('oauth.clientId', azure.oauth?.clientId);
  uuid('workloadIdentity.clientId', azure.workloadIdentity?.clientId);
  uuid('workloadIdentity.tenantId', azure.workloadIdentity?.tenantId);
  return issues;
}

/** The client secret. Issues: not exactly one method, those of `checkAzureAd` and `resolveSecret`. */
export function resolveAzureAd(
  resolver: SecretResolver,
  azure: AzureAD | undefined,
  rules: AzureRules,
  path: string,
): Resolved {
  if (!azure) return NO_REFERENCES;
  const [method, ...others] = METHODS.map(([name]) => name).filter((name) => azure[name]);
  if (!method || others.length > 0) {
    const message = 'needs exactly one of managedIdentity, oauth, sdk, workloadIdentity';
    return unresolved([issue('InvalidAuthentication', path, message)]);
  }
  return mergeResults([
    checkAzureAd(azure, method, rules, path),
    resolveSecret(resolver, azure.oauth?.clientSecret, `${path}.oauth.clientSecret`),
  ]);
}

export function azureAd(
  from: AzureAD | undefined,
  namespace: string,
  assets: Assets,
  version: Version,
): Section | undefined {
  if (!from || !knows(version, 'azuread')) return undefined;
  const { managedIdentity, oauth, sdk, workloadIdentity } = from;
  return section({
    managed_identity: managedIdentity ? section({ client_id: nonEmpty(managedIdentity.clientId) }) : undefined,
    oauth:
      oauth && knows(version, 'azuread.oauth')
        ? section({
            client_id: oauth.clientId,
            client_secret: secretValue(assets, namespace, oauth.clientSecret),
            tenant_id: oauth.tenantId,
          })
        : undefined,
    sdk: sdk && knows(version, 'azuread.sdk') ? section({ tenant_id: sdk.tenantId ?? '' }) : undefined,
    workload_identity:
      workloadIdentity && knows(version, 'azuread.workload_identity')
        ? section({ client_id: workloadIdentity.clientId, tenant_id: workloadIdentity.tenantId })
        : undefined,
    cloud: nonEmpty(from.cloud),
    scope: knows(version, 'azuread.scope') ? nonEmpty(from.scope) : undefined,
  });
}
