// Proxy settings of an HTTP client (prometheus.io: configuration, http_config).

import type { SecretKeySelector } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, type Section, section } from '../core/section.ts';
import { parseUrl } from '../core/url.ts';
import { type Assets, mergeResults, type Resolved, secretValue, unresolved } from '../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../references/resolver.ts';
import { knows } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';

export interface ProxyFields {
  readonly proxyUrl?: string | undefined;
  readonly noProxy?: string | undefined;
  readonly proxyFromEnvironment?: boolean | undefined;
  readonly proxyConnectHeader?: Readonly<Record<string, readonly SecretKeySelector[]>> | undefined;
}

/** `InvalidProxy` issues: fields that exclude or need each other, and an invalid URL. */
export function checkProxy(proxy: ProxyFields, path: string): Issue[] {
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

/** The values of proxy headers. Issues: those of `resolveSecret`. */
export const resolveProxyHeaders = (resolver: SecretResolver, proxy: ProxyFields, path: string): Resolved =>
  mergeResults(
    Object.entries(proxy.proxyConnectHeader ?? {}).flatMap(([header, refs]) =>
      refs.map((ref, i) => resolveSecret(resolver, ref, `${path}.proxyConnectHeader.${header}[${i}]`)),
    ),
  );

/** The values of proxy headers. Where `checkProxy` has issues, only these. */
export function resolveProxy(resolver: SecretResolver, proxy: ProxyFields, path: string): Resolved {
  const wrong = checkProxy(proxy, path);
  return wrong.length > 0 ? unresolved(wrong) : resolveProxyHeaders(resolver, proxy, path);
}

/** The proxy keys of the section of a client. */
export function proxy(fields: ProxyFields, namespace: string, assets: Assets, version: Version): Section {
  const newer = knows(version, 'http.proxy_from_environment');
  const headers =
    fields.proxyConnectHeader &&
    Object.entries(fields.proxyConnectHeader).map(([header, refs]) => [
      header,
      refs.map((ref) => secretValue(assets, namespace, ref) ?? ''),
    ]);
  return section({
    proxy_url: nonEmpty(fields.proxyUrl),
    no_proxy: newer ? fields.noProxy : undefined,
    proxy_from_environment: newer ? fields.proxyFromEnvironment : undefined,
    proxy_connect_header: newer && headers ? Object.fromEntries(headers) : undefined,
  });
}
