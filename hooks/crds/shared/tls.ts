// TLS of clients, and of the Thanos gRPC server.

import { type Static, Type } from '@sinclair/typebox';
import { TLSVersion } from './enums.ts';
import { optional, setList } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';

/** TLS client settings that refer to objects only. */
export const safeTLSFields = {
  ca: optional(SecretOrConfigMap),
  cert: optional(SecretOrConfigMap),
  insecureSkipVerify: optional(Type.Boolean()),
  keySecret: optional(SecretKeySelector),
  maxVersion: optional(TLSVersion),
  minVersion: optional(TLSVersion),
  serverName: optional(Type.String()),
};

/** TLS material by path inside the container. */
export const tlsFileFields = {
  caFile: optional(Type.String()),
  certFile: optional(Type.String()),
  keyFile: optional(Type.String()),
};

export const TLSConfig = Type.Object({
  ...safeTLSFields,
  ...tlsFileFields,
});
export type TLSConfig = Static<typeof TLSConfig>;

export const SafeTLSConfig = Type.Object({
  ...safeTLSFields,
});
export type SafeTLSConfig = Static<typeof SafeTLSConfig>;

export const GRPCServerTLSConfig = Type.Object({
  ...safeTLSFields,
  ...tlsFileFields,
  cipherSuites: optional(setList(Type.String(), { minItems: 1 })),
  curves: optional(setList(Type.String(), { minItems: 1 })),
});
export type GRPCServerTLSConfig = Static<typeof GRPCServerTLSConfig>;
