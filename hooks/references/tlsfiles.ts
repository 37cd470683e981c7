// TLS files by reference: their contents, and their names in the mounted directory.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { dataKey } from '../core/datakey.ts';
import { type Issue, issue } from '../core/issue.ts';
import { eitherValue, mergeResults, NO_REFERENCES, type Resolved, secretValue } from './assets.ts';
import { resolveEither, resolveSecret, type SecretResolver } from './resolver.ts';

/** The references of a TLS client. */
export interface TlsReferences {
  readonly ca?: SecretOrConfigMap | undefined;
  readonly cert?: SecretOrConfigMap | undefined;
  readonly keySecret?: SecretKeySelector | undefined;
}

/** The key in the TLS Secret. `dataKey` shortens it: the API server would reject the whole Secret for a long key. */
const fileName = (prefix: 0 | 1, namespace: string, name: string | undefined, key: string): string =>
  dataKey(`${prefix}_${namespace}_${name ?? ''}_${key}`);

/** The file name of a reference (prefix 0 for Secrets, 1 for ConfigMaps); `undefined` without one. */
export function tlsFile(namespace: string, ref: SecretOrConfigMap | undefined): string | undefined {
  if (ref?.secret) return fileName(0, namespace, ref.secret.name, ref.secret.key);
  return ref?.configMap ? fileName(1, namespace, ref.configMap.name, ref.configMap.key) : undefined;
}

const BEGIN = /-----BEGIN [^-]+-----/;
const END = /-----END [^-]+-----/;

/** The first PEM block of a text. */
function pemBlock(text: string): string | undefined {
  const begin = BEGIN.exec(text);
  if (!begin) return undefined;
  const rest = text.slice(begin.index + begin[0].length);
  const end = END.exec(rest);
  return end ? begin[0] + rest.slice(0, end.index) + end[0] : undefined;
}

function certificateError(text: string): string | undefined {
  const block = pemBlock(text);
  if (!block) return 'has no PEM block';
  try {
    new X509Certificate(block);
    return undefined;
  } catch {
    return 'has no X.509 certificate';
  }
}

function pairError(cert: string, key: string): string | undefined {
  const wrong = certificateError(cert);
  if (wrong) return `the certificate ${wrong}`;
  try {
    const matches = new X509Certificate(pemBlock(cert) ?? '').checkPrivateKey(createPrivateKey(key));
    return matches ? undefined : 'certificate and private key do not belong together';
  } catch {
    return 'the private key cannot be read as PEM';
  }
}

const file = (name: string | undefined, content: string | undefined): [string, string][] =>
  name && content ? [[name, content]] : [];

/** The files of a client whose references are read, up to the first that is wrong. */
function checkedFiles(
  { namespace, parity }: SecretResolver,
  tls: TlsReferences,
  { assets }: Resolved,
  path: string,
): { readonly files: readonly [string, string][]; readonly issues: readonly Issue[] } {
  const ca = eitherValue(assets, namespace, tls.ca);
  const cert = eitherValue(assets, namespace, tls.cert);
  const key = secretValue(assets, namespace, tls.keySecret);
  const wrong = ca ? certificateError(ca) : undefined;
  if (wrong) return { files: [], issues: [issue('InvalidTLS', `${path}.ca`, wrong)] };
  const caFile = file(tlsFile(namespace, tls.ca), ca);
  const mismatch = cert && key ? pairError(cert, key) : undefined;
  if (mismatch) return { files: caFile, issues: [issue('InvalidTLS', path, mismatch)] };
  if (parity && !(cert && key)) return { files: caFile, issues: [] };
  const certFile = file(tlsFile(namespace, tls.cert), cert);
  const keyFile = file(tlsFile(namespace, tls.keySecret ? { secret: tls.keySecret } : undefined), key);
  return { files: [...caFile, ...certFile, ...keyFile], issues: [] };
}

/**
 * CA, certificate and key of a client as files, if they are not empty. Issues: those of `resolveSecret`, and
 * `InvalidTLS` for a CA that is not a certificate, and for a certificate and key that do not match.
 */
export function resolveTlsFiles(from: SecretResolver, tls: TlsReferences | undefined, path: string): Resolved {
  if (!tls) return NO_REFERENCES;
  const read = mergeResults([
    resolveEither(from, tls.ca, `${path}.ca`),
    resolveEither(from, tls.cert, `${path}.cert`),
    resolveSecret(from, tls.keySecret, `${path}.keySecret`),
  ]);
  if (read.issues.length > 0 || from.notLoaded) return read;
  const { files, issues } = checkedFiles(from, tls, read, path);
  return { assets: { values: read.assets.values, files: new Map(files) }, issues };
}
