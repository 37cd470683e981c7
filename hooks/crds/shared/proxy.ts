// Proxy settings, the same in every HTTP client of the API.

import { Type } from '@sinclair/typebox';
import { ProxyURL } from './scalars.ts';
import { atomicMap, optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';

/** Proxy settings of an HTTP client. */
export const proxyConfig = {
  noProxy: optional(Type.String()),
  proxyConnectHeader: optional(Type.Record(Type.String(), Type.Array(SecretKeySelector), atomicMap)),
  proxyFromEnvironment: optional(Type.Boolean()),
  proxyUrl: optional(ProxyURL),
};
