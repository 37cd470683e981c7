// TLS of clients, and of the Thanos gRPC server.

import { type Static, Type } from '@sinclair/typebox';
import { TLSVersion } from './enums.ts';
import { optional, setList } from './schema.ts';
import { SecretKeySelector, SecretOrConfigMap } from './selectors.ts';
import { prometheusSince, thanosSince } from './since.ts';

/** TLS client settings that refer to objects only. */
export const safeTLSFields = {
  ca: optional(
    SecretOrConfigMap,
    'CA bundle that the certificate of the server is checked against; unset, the CAs of the system.',
  ),
  cert: optional(SecretOrConfigMap, 'Client certificate to present; needs keySecret.'),
  insecureSkipVerify: optional(Type.Boolean(), 'True accepts any server certificate.'),
  keySecret: optional(SecretKeySelector, 'Key of the Secret with the private key of the client certificate.'),
  maxVersion: optional(
    TLSVersion,
    `Highest TLS version to accept. ${prometheusSince('tls.max_version')}, ${thanosSince('tls.max_version')}.`,
  ),
  minVersion: optional(
    TLSVersion,
    `Lowest TLS version to accept. ${prometheusSince('tls.min_version')}, ${thanosSince('tls.min_version')}.`,
  ),
  serverName: optional(Type.String(), 'Name expected in the server certificate; unset, the host that is called.'),
};

/** TLS files by path inside the container. */
export const tlsFileFields = {
  caFile: optional(Type.String(), 'File in the container with the CA bundle; excludes ca.'),
  certFile: optional(Type.String(), 'File in the container with the certificate; excludes cert.'),
  keyFile: optional(Type.String(), 'File in the container with the private key; excludes keySecret.'),
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
  cipherSuites: optional(
    setList(Type.String(), { minItems: 1 }),
    'Cipher suites to offer up to TLS 1.2, by their Go names; unset, the defaults of Go.',
  ),
  curves: optional(
    setList(Type.String(), { minItems: 1 }),
    'Elliptic curves to offer, in order of preference; unset, the defaults of Go.',
  ),
});
export type GRPCServerTLSConfig = Static<typeof GRPCServerTLSConfig>;
