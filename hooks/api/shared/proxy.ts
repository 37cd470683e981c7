// Proxy settings, the same in every HTTP client of the API.

import { Type } from '@sinclair/typebox';
import { ProxyURL } from './scalars.ts';
import { atomicMap, optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';

/** Proxy settings of an HTTP client. */
export const proxyConfig = {
  noProxy: optional(
    Type.String(),
    'Hosts, domains and CIDRs reached directly, separated by commas; needs proxyUrl. Prometheus >= 2.43, Alertmanager >= 0.26.',
  ),
  proxyConnectHeader: optional(
    Type.Record(Type.String(), Type.Array(SecretKeySelector), atomicMap),
    'Headers of the CONNECT request, as keys of Secrets; needs a proxy. Prometheus >= 2.43, Alertmanager >= 0.26.',
  ),
  proxyFromEnvironment: optional(
    Type.Boolean(),
    'Take the proxy from the environment of the container; excludes proxyUrl and noProxy. Prometheus >= 2.43, Alertmanager >= 0.26.',
  ),
  proxyUrl: optional(ProxyURL, 'Proxy to send requests through: http://, https:// or socks5://.'),
};
