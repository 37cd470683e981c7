// Credentials of an HTTP client: basic, authorization header, OAuth 2 (prometheus.io: configuration, http_config).

import type { Authorization, BasicAuth } from '../api/shared/auth.ts';
import type { OAuth2 } from '../api/shared/oauth2.ts';
import type { SecretKeySelector } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import { eitherValue, loadEither, loadSecret, type SecretResolver, secretValue } from '../references/resolver.ts';
import { loadTls } from '../references/tlsfiles.ts';
import { knows } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';
import { checkProxyFields, loadProxyHeaders, proxy } from './proxy.ts';
import { CERTS, checkTls, tlsConfig } from './tls.ts';

/** Loads user name and password. Both are required. Issues: those of `loadSecret`. */
export function checkBasicAuth(
  resolver: SecretResolver,
  namespace: string,
  auth: BasicAuth | undefined,
  path: string,
): Issue[] {
  if (!auth) return [];
  const load = (ref: SecretKeySelector | undefined, field: string) =>
    loadSecret(resolver, namespace, ref ?? { name: '', key: '' }, `${path}.${field}`);
  return [...load(auth.username, 'username'), ...load(auth.password, 'password')];
}

export function basicAuth(
  auth: BasicAuth | undefined,
  namespace: string,
  resolver: SecretResolver,
): Section | undefined {
  if (!auth) return undefined;
  const value = (ref: SecretKeySelector | undefined) => secretValue(resolver, namespace, ref) ?? '';
  return { username: value(auth.username), password: value(auth.password) };
}

const isBasic = (type: string | undefined): boolean => type?.trim().toLowerCase() === 'basic';

/**
 * Loads the credentials, if there are any. `InvalidAuthentication` issues: type Basic, for which basicAuth exists, and
 * both credentials and credentialsFile.
 */
export function checkAuthorization(
  resolver: SecretResolver,
  namespace: string,
  auth: Authorization | undefined,
  path: string,
): Issue[] {
  if (!auth?.credentials) return [];
  const issues: Issue[] = [];
  if (isBasic(auth.type))
    issues.push(issue('InvalidAuthentication', `${path}.type`, '"Basic" is not allowed here; use basicAuth'));
  if (auth.credentials?.name && auth.credentialsFile) {
    issues.push(
      issue('InvalidAuthentication', `${path}.credentialsFile`, 'set credentials or credentialsFile, not both'),
    );
  }
  return [...issues, ...loadSecret(resolver, namespace, auth.credentials, `${path}.credentials`)];
}

export function authorization(
  auth: Authorization | undefined,
  namespace: string,
  resolver: SecretResolver,
  version: Version,
): Section | undefined {
  if (!auth || !knows(version, 'http.authorization')) return undefined;
  return section({
    type: auth.type?.trim() || 'Bearer',
    credentials: secretValue(resolver, namespace, auth.credentials),
    credentials_file: nonEmpty(auth.credentialsFile),
  });
}

/** `InvalidAuthentication` issues: no client ID or two of them, no token URL. Also issues of TLS and proxy. */
export function checkOAuth2Fields(oauth: OAuth2 | undefined, path: string): Issue[] {
  if (!oauth) return [];
  const issues: Issue[] = [];
  const bad = (field: string, message: string) =>
    issues.push(issue('InvalidAuthentication', `${path}.${field}`, message));
  if (!oauth.tokenUrl) bad('tokenUrl', 'is needed');
  if (!oauth.clientId?.secret && !oauth.clientId?.configMap) bad('clientId', 'is required: set secret or configMap');
  if (oauth.clientId?.secret && oauth.clientId.configMap) bad('clientId', 'set secret or configMap, not both');
  return [...issues, ...checkTls(oauth.tlsConfig, `${path}.tlsConfig`), ...checkProxyFields(oauth, path)];
}

/** Issues of `checkOAuth2Fields`. Without any, loads client ID, secret, proxy headers and TLS. */
export function checkOAuth2(
  resolver: SecretResolver,
  namespace: string,
  oauth: OAuth2 | undefined,
  path: string,
): Issue[] {
  if (!oauth) return [];
  const wrong = checkOAuth2Fields(oauth, path);
  if (wrong.length > 0) return wrong;
  const missing = [
    ...loadEither(resolver, namespace, oauth.clientId, `${path}.clientId`),
    ...loadSecret(resolver, namespace, oauth.clientSecret, `${path}.clientSecret`),
    ...loadProxyHeaders(resolver, namespace, oauth, path),
  ];
  if (missing.length > 0 && resolver.parity) return missing;
  return [...missing, ...loadTls(resolver, namespace, oauth.tlsConfig, `${path}.tlsConfig`)];
}

/** The namespace of an object, and its resolved references. */
interface Owner {
  readonly namespace: string;
  readonly resolver: SecretResolver;
}

/** The section of the credentials; `undefined` for an older release or without them. */
export function oauth2(
  oauth: OAuth2 | undefined,
  { namespace, resolver }: Owner,
  version: Version,
  certs: string = CERTS,
): Section | undefined {
  if (!oauth || !knows(version, 'http.oauth2')) return undefined;
  const [id, secret] = [
    eitherValue(resolver, namespace, oauth.clientId),
    secretValue(resolver, namespace, oauth.clientSecret),
  ];
  if (id === undefined || secret === undefined) return undefined;
  return section({
    client_id: id,
    client_secret: secret,
    token_url: oauth.tokenUrl,
    scopes: nonEmptyList(oauth.scopes),
    endpoint_params:
      oauth.endpointParams && Object.keys(oauth.endpointParams).length > 0 ? oauth.endpointParams : undefined,
    ...(knows(version, 'http.oauth2.proxy') ? proxy(oauth, namespace, resolver, version) : {}),
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
