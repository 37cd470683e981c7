// Proxy settings, the same in every HTTP client of the API.

import { Type } from '@sinclair/typebox';
import { ProxyURL } from './scalars.ts';
import { atomicMap, optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';
import { alertmanagerSince, prometheusSince } from './since.ts';

/** Proxy settings of an HTTP client. */
export const proxyConfig = {
  noProxy: optional(
    Type.String(),
    'Hosts, domains and CIDRs reached directly, separated by commas; needs proxyUrl. ' +
      `${prometheusSince('http.proxy_from_environment')}, ${alertmanagerSince('http_config.no_proxy')}.`,
  ),
  proxyConnectHeader: optional(
    Type.Record(Type.String(), Type.Array(SecretKeySelector), atomicMap),
    'Headers of the CONNECT request, as keys of Secrets; needs a proxy. ' +
      `${prometheusSince('http.proxy_from_environment')}, ${alertmanagerSince('http_config.proxy_connect_header')}.`,
  ),
  proxyFromEnvironment: optional(
    Type.Boolean(),
    'Take the proxy from the environment of the container; excludes proxyUrl and noProxy. ' +
      `${prometheusSince('http.proxy_from_environment')}, ${alertmanagerSince('http_config.proxy_from_environment')}.`,
  ),
  proxyUrl: optional(ProxyURL, 'Proxy to send requests through: http://, https:// or socks5://.'),
};
