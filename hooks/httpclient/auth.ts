// Credentials of an HTTP client: basic, authorization header, OAuth 2 (prometheus.io: configuration, http_config).

import type { Authorization, BasicAuth } from '../api/shared/auth.ts';
import type { OAuth2 } from '../api/shared/oauth2.ts';
import type { SecretKeySelector } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import {
  type Assets,
  eitherValue,
  mergeResults,
  NO_REFERENCES,
  type Owner,
  type Resolved,
  resolveInOrder,
  secretValue,
  unresolved,
} from '../references/assets.ts';
import { resolveEither, resolveSecret, type SecretResolver } from '../references/resolver.ts';
import { resolveTlsFiles } from '../references/tlsfiles.ts';
import { knows } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';
import { checkProxy, proxy, resolveProxyHeaders } from './proxy.ts';
import { CERTS, checkTls, tlsConfig } from './tls.ts';

/** User name and password. Both are required. Issues: those of `resolveSecret`. */
export function resolveBasicAuth(resolver: SecretResolver, auth: BasicAuth | undefined, path: string): Resolved {
  if (!auth) return NO_REFERENCES;
  const resolve = (ref: SecretKeySelector | undefined, field: string) =>
    resolveSecret(resolver, ref ?? { name: '', key: '' }, `${path}.${field}`);
  return mergeResults([resolve(auth.username, 'username'), resolve(auth.password, 'password')]);
}

export function basicAuth(auth: BasicAuth | undefined, namespace: string, assets: Assets): Section | undefined {
  if (!auth) return undefined;
  const value = (ref: SecretKeySelector | undefined) => secretValue(assets, namespace, ref) ?? '';
  return { username: value(auth.username), password: value(auth.password) };
}

const isBasic = (type: string | undefined): boolean => type?.trim().toLowerCase() === 'basic';

/** `InvalidAuthentication` issues: type Basic, for which basicAuth exists, and both credentials and credentialsFile. */
export function checkAuthorization(auth: Authorization | undefined, path: string): Issue[] {
  if (!auth?.credentials) return [];
  const issues: Issue[] = [];
  if (isBasic(auth.type))
    issues.push(issue('InvalidAuthentication', `${path}.type`, '"Basic" is not allowed here; use basicAuth'));
  if (auth.credentials?.name && auth.credentialsFile) {
    issues.push(
      issue('InvalidAuthentication', `${path}.credentialsFile`, 'set credentials or credentialsFile, not both'),
    );
  }
  return issues;
}

/** The credentials, if there are any. Issues: those of `checkAuthorization` and `resolveSecret`. */
export const resolveAuthorization = (
  resolver: SecretResolver,
  auth: Authorization | undefined,
  path: string,
): Resolved =>
  mergeResults([checkAuthorization(auth, path), resolveSecret(resolver, auth?.credentials, `${path}.credentials`)]);

export function authorization(
  auth: Authorization | undefined,
  namespace: string,
  assets: Assets,
  version: Version,
): Section | undefined {
  if (!auth || !knows(version, 'http.authorization')) return undefined;
  return section({
    type: auth.type?.trim() || 'Bearer',
    credentials: secretValue(assets, namespace, auth.credentials),
    credentials_file: nonEmpty(auth.credentialsFile),
  });
}

/** `InvalidAuthentication` issues: no client ID or two of them, no token URL. Also issues of TLS and proxy. */
export function checkOAuth2(oauth: OAuth2 | undefined, path: string): Issue[] {
  if (!oauth) return [];
  const issues: Issue[] = [];
  const bad = (field: string, message: string) =>
    issues.push(issue('InvalidAuthentication', `${path}.${field}`, message));
  if (!oauth.tokenUrl) bad('tokenUrl', 'is needed');
  if (!oauth.clientId?.secret && !oauth.clientId?.configMap) bad('clientId', 'is required: set secret or configMap');
  if (oauth.clientId?.secret && oauth.clientId.configMap) bad('clientId', 'set secret or configMap, not both');
  return [...issues, ...checkTls(oauth.tlsConfig, `${path}.tlsConfig`), ...checkProxy(oauth, path)];
}

/** Client ID, secret, proxy headers and TLS. Where `checkOAuth2` has issues, only these. */
export function resolveOAuth2(resolver: SecretResolver, oauth: OAuth2 | undefined, path: string): Resolved {
  if (!oauth) return NO_REFERENCES;
  const wrong = checkOAuth2(oauth, path);
  if (wrong.length > 0) return unresolved(wrong);
  const credentials = mergeResults([
    resolveEither(resolver, oauth.clientId, `${path}.clientId`),
    resolveSecret(resolver, oauth.clientSecret, `${path}.clientSecret`),
    resolveProxyHeaders(resolver, oauth, path),
  ]);
  return resolveInOrder(resolver.parity, [
    () => credentials,
    () => resolveTlsFiles(resolver, oauth.tlsConfig, `${path}.tlsConfig`),
  ]);
}

/** The section of the credentials; `undefined` for an older release or without them. */
export function oauth2(
  oauth: OAuth2 | undefined,
  { namespace, assets }: Owner,
  version: Version,
  certs: string = CERTS,
): Section | undefined {
  if (!oauth || !knows(version, 'http.oauth2')) return undefined;
  const [id, secret] = [
    eitherValue(assets, namespace, oauth.clientId),
    secretValue(assets, namespace, oauth.clientSecret),
  ];
  if (id === undefined || secret === undefined) return undefined;
  return section({
    client_id: id,
    client_secret: secret,
    token_url: oauth.tokenUrl,
    scopes: nonEmptyList(oauth.scopes),
    endpoint_params:
      oauth.endpointParams && Object.keys(oauth.endpointParams).length > 0 ? oauth.endpointParams : undefined,
    ...(knows(version, 'http.oauth2.proxy') ? proxy(oauth, namespace, assets, version) : {}),
    tls_config: knows(version, 'http.oauth2.tls_config')
      ? tlsConfig(oauth.tlsConfig, namespace, version, certs)
      : undefined,
  });
}

interface EndpointCredentials {
  readonly basicAuth?: unknown;
  readonly authorization?: Authorization | undefined;
  readonly bearerTokenSecret?: { readonly name?: string; readonly key: string } | undefined;
  readonly oauth2?: unknown;
}

/**
 * An `InvalidAuthentication` issue if an endpoint has more than one kind of authentication, or an authorization without
 * credentials.
 */
export function checkOneCredential(from: EndpointCredentials, path: string): Issue[] {
  const given = [
    from.authorization && 'authorization',
    from.basicAuth && 'basicAuth',
    from.bearerTokenSecret?.name && 'bearerTokenSecret',
    from.oauth2 && 'oauth2',
  ].filter(Boolean);
  if (given.length > 1)
    return [issue('InvalidAuthentication', path, `${given.join(' and ')} exclude each other; remove all but one`)];
  if (from.authorization && !from.authorization.credentials) {
    return [issue('InvalidAuthentication', `${path}.authorization.credentials`, 'is needed')];
  }
  return [];
}
