// The HTTP client of receivers and of `global`: `httpConfig` in the API, `http_config` in the file.

import type { HTTPConfig } from '../../../api/receivers/http.ts';
import type { SafeTLSConfig } from '../../../api/shared/tls.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../../core/section.ts';
import { urlError } from '../../../core/url.ts';
import {
  checkAuthorization,
  checkOAuth2,
  checkOneCredential,
  resolveAuthorization,
  resolveBasicAuth,
  resolveOAuth2,
} from '../../../httpclient/auth.ts';
import { checkProxy, type ProxyFields, resolveProxy } from '../../../httpclient/proxy.ts';
import { checkTls, resolveTls } from '../../../httpclient/tls.ts';
import { eitherValue, type Owner, type Resolved, resolveInOrder, secretValue } from '../../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../../references/resolver.ts';
import { resolveTlsFiles, tlsFile } from '../../../references/tlsfiles.ts';
import { httpConfig as schema } from '../schema/http.ts';
import { releaseForObjects } from '../schema/table.ts';
import { firstIssues, type ReceiverContext, requires } from './integration.ts';
import type { Answer, Source } from './mapping.ts';

export const CERTS = '/etc/alertmanager/certs';

/** What is wrong with the fields together. Issues: `InvalidAuthentication`, `InvalidTLS`, `InvalidProxy`. */
export function checkHttp(http: HTTPConfig | undefined, path: string): Issue[] {
  if (!http) return [];
  return firstIssues(
    () => checkOneCredential(http, path),
    () => checkAuthorization(http.authorization, `${path}.authorization`),
    () => checkOAuth2(http.oauth2, `${path}.oauth2`),
    () => checkTls(http.tlsConfig, `${path}.tlsConfig`),
    () => checkProxy(http, path),
    () => proxyError(http.proxyURL, `${path}.proxyURL`),
  );
}

function proxyError(url: string | undefined, path: string): Issue[] {
  const error = url ? urlError(url) : undefined;
  return error ? [issue('InvalidProxy', path, `the URL ${error}`)] : [];
}

/** Whether the release has what the client uses. */
function httpVersions(http: HTTPConfig, path: string, { version }: ReceiverContext): Issue[] {
  return [
    ...requires(http.authorization, releaseForObjects(schema, 'authorization'), `${path}.authorization`, version),
    ...requires(http.oauth2, releaseForObjects(schema, 'oauth2'), `${path}.oauth2`, version),
    ...requires(http.noProxy, releaseForObjects(schema, 'no_proxy'), `${path}.noProxy`, version),
    ...requires(
      http.proxyFromEnvironment,
      releaseForObjects(schema, 'proxy_from_environment'),
      `${path}.proxyFromEnvironment`,
      version,
    ),
    ...requires(
      http.proxyConnectHeader,
      releaseForObjects(schema, 'proxy_connect_header'),
      `${path}.proxyConnectHeader`,
      version,
    ),
  ];
}

/** Credentials and TLS files, up to the first that is wrong. */
const resolveReferences = (http: HTTPConfig, path: string, resolver: SecretResolver): Resolved =>
  resolveInOrder(true, [
    () => resolveSecret(resolver, http.bearerTokenSecret, `${path}.bearerTokenSecret`),
    () => resolveAuthorization(resolver, http.authorization, `${path}.authorization`),
    () => resolveBasicAuth(resolver, http.basicAuth, `${path}.basicAuth`),
    () => resolveTlsFiles(resolver, http.tlsConfig, `${path}.tlsConfig`),
    () => resolveProxy(resolver, http, path),
    () => resolveOAuth2(resolver, http.oauth2, `${path}.oauth2`),
  ]);

const inCerts = (file: string | undefined): string | undefined => (file ? `${CERTS}/${file}` : undefined);

/** `tls_config`; files are where the TLS asset Secrets are mounted. */
export function tlsSection(tls: SafeTLSConfig | undefined, namespace: string): Section | undefined {
  if (!tls) return undefined;
  return section({
    ca_file: inCerts(tlsFile(namespace, tls.ca)),
    cert_file: inCerts(tlsFile(namespace, tls.cert)),
    key_file: inCerts(tlsFile(namespace, tls.keySecret ? { secret: tls.keySecret } : undefined)),
    server_name: nonEmpty(tls.serverName),
    insecure_skip_verify: tls.insecureSkipVerify ?? false,
    min_version: nonEmpty(tls.minVersion),
    max_version: nonEmpty(tls.maxVersion),
  });
}

function proxySection(proxy: ProxyFields, { assets, namespace }: Owner): Section {
  const headers = Object.entries(proxy.proxyConnectHeader ?? {});
  return section({
    proxy_url: nonEmpty(proxy.proxyUrl),
    no_proxy: nonEmpty(proxy.noProxy),
    proxy_from_environment: proxy.proxyFromEnvironment || undefined,
    proxy_connect_header:
      headers.length > 0
        ? Object.fromEntries(
            headers.map(([name, refs]) => [name, refs.map((ref) => secretValue(assets, namespace, ref) ?? '')]),
          )
        : undefined,
  });
}

function authorizationSection(http: HTTPConfig, { assets, namespace }: Owner): Section | undefined {
  const credentials = secretValue(assets, namespace, http.authorization?.credentials);
  return credentials ? { type: http.authorization?.type || 'Bearer', credentials } : undefined;
}

function basicAuthSection(http: HTTPConfig, { assets, namespace }: Owner): Section | undefined {
  const username = nonEmpty(secretValue(assets, namespace, http.basicAuth?.username));
  const password = nonEmpty(secretValue(assets, namespace, http.basicAuth?.password));
  return username || password ? section({ username, password }) : undefined;
}

function oauth2Section({ oauth2 }: HTTPConfig, owner: Owner, parity: boolean): Section | undefined {
  if (!oauth2) return undefined;
  const { assets, namespace } = owner;
  const params = oauth2.endpointParams ?? {};
  return section({
    client_id: eitherValue(assets, namespace, oauth2.clientId) ?? '',
    client_secret: secretValue(assets, namespace, oauth2.clientSecret) ?? '',
    scopes: nonEmptyList(oauth2.scopes),
    token_url: oauth2.tokenUrl,
    endpoint_params: Object.keys(params).length > 0 ? params : undefined,
    ...proxySection(oauth2, owner),
    tls_config: parity ? undefined : tlsSection(oauth2.tlsConfig, namespace),
  });
}

function httpSection(http: HTTPConfig, owner: Owner, parity: boolean): Section {
  const { assets, namespace } = owner;
  const proxy = proxySection(http, owner);
  return section({
    authorization: authorizationSection(http, owner),
    basic_auth: basicAuthSection(http, owner),
    oauth2: oauth2Section(http, owner, parity),
    bearer_token: nonEmpty(secretValue(assets, namespace, http.bearerTokenSecret)),
    tls_config: tlsSection(http.tlsConfig, namespace),
    follow_redirects: http.followRedirects,
    enable_http2: http.enableHttp2,
    ...proxy,
    ...(http.proxyURL ? { proxy_url: http.proxyURL } : {}),
  });
}

/**
 * `http_config` with the values of its references. `undefined` without a client. Issues: what is wrong with the
 * references, and with the files of TLS.
 */
export function resolveHttp(http: HTTPConfig | undefined, path: string, context: ReceiverContext): Answer {
  if (!http) return { value: undefined, issues: [] };
  const { namespace, resolver, parity } = context;
  const { assets, issues } = resolveReferences(http, path, resolver);
  const value = issues.length > 0 ? undefined : httpSection(http, { namespace, assets }, parity);
  return { value, issues, files: assets.files };
}

/** The HTTP client of an integration. */
export const client: Source<'httpConfig'> = {
  field: 'httpConfig',
  isClient: true,
  versions: (given, { path, context }) => httpVersions(given as HTTPConfig, path, context),
  read: (given, { path, context, resolved }) =>
    resolved
      ? resolveHttp(given as HTTPConfig, path, context)
      : { value: given, issues: checkHttp(given as HTTPConfig, path) },
};

/** `tls_config` with its files. Issues: `InvalidTLS`, those of references. */
export function resolveMailTls(tls: SafeTLSConfig | undefined, path: string, context: ReceiverContext): Answer {
  const { assets, issues } = resolveTls(context.resolver, tls, path);
  return { value: tlsSection(tls, context.namespace), issues, files: assets.files };
}

/** The TLS client of mails. */
export const mailTls: Source<'tlsConfig'> = {
  field: 'tlsConfig',
  read: (given, { path, context, resolved }) =>
    resolved ? resolveMailTls(given as SafeTLSConfig, path, context) : { value: given, issues: [] },
};
