// Proxy settings of an HTTP client (prometheus.io: configuration, http_config).

import type { SecretKeySelector } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, type Section, section } from '../core/section.ts';
import { parseUrl } from '../core/url.ts';
import { loadSecret, type SecretResolver, secretValue } from '../references/resolver.ts';
import { knows } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';

export interface ProxyFields {
  readonly proxyUrl?: string | undefined;
  readonly noProxy?: string | undefined;
  readonly proxyFromEnvironment?: boolean | undefined;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKeySelector[]>> | undefined;
}

/** `InvalidProxy` issues: fields that exclude or need each other, and an invalid URL. */
export function checkProxyFields(proxy: ProxyFields, path: string): Issue[] {
  const issues: Issue[] = [];
  const bad = (field: string, message: string) => issues.push(issue('InvalidProxy', `${path}.${field}`, message));
  const headers = Object.entries(proxy.proxyConnectHeader ?? {});
  if (headers.length > 0 && !proxy.proxyUrl && !proxy.proxyFromEnvironment)
    bad('proxyConnectHeader', 'needs proxyUrl or proxyFromEnvironment');
  if (proxy.proxyFromEnvironment && proxy.proxyUrl) bad('proxyUrl', 'excludes proxyFromEnvironment');
  if (proxy.proxyFromEnvironment && proxy.noProxy) bad('noProxy', 'excludes proxyFromEnvironment');
  if (proxy.noProxy && !proxy.proxyUrl) bad('noProxy', 'needs proxyUrl');
  const answer = proxy.proxyUrl ? parseUrl(proxy.proxyUrl) : undefined;
  if (answer && 'problem' in answer) bad('proxyUrl', `the URL ${answer.problem}`);
  for (const [header, refs] of headers)
    if (refs.length === 0) bad(`proxyConnectHeader.${header}`, 'needs at least one Secret');
  return issues;
}

/** Loads the Secrets of proxy headers. Issues: those of `loadSecret`. */
export const loadProxyHeaders = (
  resolver: SecretResolver,
  namespace: string,
  proxy: ProxyFields,
  path: string,
): Issue[] =>
  Object.entries(proxy.proxyConnectHeader ?? {}).flatMap(([header, refs]) =>
    refs.flatMap((ref, i) => loadSecret(resolver, namespace, ref, `${path}.proxyConnectHeader.${header}[${i}]`)),
  );

/** Issues of `checkProxyFields`. Without any, loads the Secrets. */
export function checkProxy(resolver: SecretResolver, namespace: string, proxy: ProxyFields, path: string): Issue[] {
  const wrong = checkProxyFields(proxy, path);
  return wrong.length > 0 ? wrong : loadProxyHeaders(resolver, namespace, proxy, path);
}

/** The proxy keys of the section of a client. */
export function proxy(fields: ProxyFields, namespace: string, resolver: SecretResolver, version: Version): Section {
  const newer = knows(version, 'http.proxy_from_environment');
  const headers =
    fields.proxyConnectHeader &&
    Object.entries(fields.proxyConnectHeader).map(([header, refs]) => [
      header,
      refs.map((ref) => secretValue(resolver, namespace, ref) ?? ''),
    ]);
  return section({
    proxy_url: nonEmpty(fields.proxyUrl),
    no_proxy: newer ? fields.noProxy : undefined,
    proxy_from_environment: newer ? fields.proxyFromEnvironment : undefined,
    proxy_connect_header: newer && headers ? Object.fromEntries(headers) : undefined,
  });
}
