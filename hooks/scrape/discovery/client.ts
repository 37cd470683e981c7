// The HTTP client of a service discovery.
import type { BasicAuth, SafeAuthorization } from '../../api/shared/auth.ts';
import type { OAuth2 } from '../../api/shared/oauth2.ts';
import type { SafeTLSConfig } from '../../api/shared/tls.ts';
import { type Section, section } from '../../core/section.ts';
import {
  authorization,
  basicAuth,
  oauth2,
  resolveAuthorization,
  resolveBasicAuth,
  resolveOAuth2,
} from '../../httpclient/auth.ts';
import { type ProxyFields, proxy, resolveProxy } from '../../httpclient/proxy.ts';
import { resolveTls, tlsConfig } from '../../httpclient/tls.ts';
import { type Owner, type Resolved, resolveInOrder } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import type { JobContext } from '../job/context.ts';

export interface ClientFields extends ProxyFields {
  readonly basicAuth?: BasicAuth | undefined;
  readonly authorization?: SafeAuthorization | undefined;
  readonly oauth2?: OAuth2 | undefined;
  readonly tlsConfig?: SafeTLSConfig | undefined;
  readonly followRedirects?: boolean | undefined;
  readonly enableHTTP2?: boolean | undefined;
}

/** Credentials, TLS files and proxy headers, with their issues. */
export const resolveClient = (from: ClientFields, resolver: SecretResolver, path: string): Resolved =>
  resolveInOrder(resolver.parity, [
    () => resolveBasicAuth(resolver, from.basicAuth, `${path}.basicAuth`),
    () => resolveAuthorization(resolver, from.authorization, `${path}.authorization`),
    () => resolveOAuth2(resolver, from.oauth2, `${path}.oauth2`),
    () => resolveTls(resolver, from.tlsConfig, `${path}.tlsConfig`),
    () => resolveProxy(resolver, from, path),
  ]);

/** The credential keys of the client. */
export const clientAuth = (from: ClientFields, { assets, namespace }: Owner, { version }: JobContext): Section =>
  section({
    basic_auth: basicAuth(from.basicAuth, namespace, assets),
    authorization: authorization(from.authorization, namespace, assets, version),
    oauth2: oauth2(from.oauth2, { namespace, assets }, version),
  });

/** The TLS, redirect and HTTP/2 keys of the client. */
export const clientConnection = (from: ClientFields, { namespace }: Owner, { version }: JobContext): Section =>
  section({
    tls_config: tlsConfig(from.tlsConfig, namespace, version),
    follow_redirects: from.followRedirects,
    enable_http2: from.enableHTTP2,
  });

export const clientProxy = (from: ClientFields, { assets, namespace }: Owner, { version }: JobContext): Section =>
  proxy(from, namespace, assets, version);

/** All keys of the client. */
export const client = (from: ClientFields, subject: Owner, context: JobContext): Section => ({
  ...clientAuth(from, subject, context),
  ...clientProxy(from, subject, context),
  ...clientConnection(from, subject, context),
});

interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** Filters of a discovery API, by name. */
export function filters(list: readonly Filter[] | undefined): Section[] | undefined {
  if (!list || list.length === 0) return undefined;
  return [...list]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, values }) => ({ name, values }));
}
