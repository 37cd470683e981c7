// The HTTP client of a service discovery.
import type { BasicAuth, SafeAuthorization } from '../../api/shared/auth.ts';
import type { OAuth2 } from '../../api/shared/oauth2.ts';
import type { SafeTLSConfig } from '../../api/shared/tls.ts';
import { type Issue, inOrder } from '../../core/issue.ts';
import { type Section, section } from '../../core/section.ts';
import {
  authorization,
  basicAuth,
  checkAuthorization,
  checkBasicAuth,
  checkOAuth2,
  oauth2,
} from '../../httpclient/auth.ts';
import { checkProxy, type ProxyFields, proxy } from '../../httpclient/proxy.ts';
import { checkAndLoadTls, tlsConfig } from '../../httpclient/tls.ts';
import type { ScrapeContext, Subject } from '../job/context.ts';

export interface ClientFields extends ProxyFields {
  readonly basicAuth?: BasicAuth | undefined;
  readonly authorization?: SafeAuthorization | undefined;
  readonly oauth2?: OAuth2 | undefined;
  readonly tlsConfig?: SafeTLSConfig | undefined;
  readonly followRedirects?: boolean | undefined;
  readonly enableHTTP2?: boolean | undefined;
}

/** Loads credentials, TLS files and proxy headers. Returns their issues. */
export const checkClient = (from: ClientFields, { material, namespace }: Subject, path: string): Issue[] =>
  inOrder(material.parity, [
    () => checkBasicAuth(material, namespace, from.basicAuth, `${path}.basicAuth`),
    () => checkAuthorization(material, namespace, from.authorization, `${path}.authorization`),
    () => checkOAuth2(material, namespace, from.oauth2, `${path}.oauth2`),
    () => checkAndLoadTls(material, namespace, from.tlsConfig, `${path}.tlsConfig`),
    () => checkProxy(material, namespace, from, path),
  ]);

/** The credential keys of the client. */
export const clientAuth = (from: ClientFields, { material, namespace }: Subject, { version }: ScrapeContext): Section =>
  section({
    basic_auth: basicAuth(from.basicAuth, namespace, material),
    authorization: authorization(from.authorization, namespace, material, version),
    oauth2: oauth2(from.oauth2, { namespace, material }, version),
  });

/** The TLS, redirect and HTTP/2 keys of the client. */
export const clientConnection = (from: ClientFields, { namespace }: Subject, { version }: ScrapeContext): Section =>
  section({
    tls_config: tlsConfig(from.tlsConfig, namespace, version),
    follow_redirects: from.followRedirects,
    enable_http2: from.enableHTTP2,
  });

export const clientProxy = (
  from: ClientFields,
  { material, namespace }: Subject,
  { version }: ScrapeContext,
): Section => proxy(from, namespace, material, version);

/** All keys of the client. */
export const client = (from: ClientFields, subject: Subject, context: ScrapeContext): Section => ({
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
