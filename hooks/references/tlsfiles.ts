// TLS files by reference: loads them into the files of one mounted directory, and gives their names.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { dataKey } from '../core/datakey.ts';
import { type Issue, issue } from '../core/issue.ts';
import { eitherValue, loadEither, loadSecret, type SecretResolver, secretValue } from './resolver.ts';

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

/**
 * Loads CA, certificate and key of a client into `into.files`, if they are not empty. Issues: those of `loadSecret`,
 * and `InvalidTLS` for a CA that is not a certificate, and for a certificate and key that do not match.
 */
export function loadTls(
  into: SecretResolver,
  namespace: string,
  tls: TlsReferences | undefined,
  path: string,
): Issue[] {
  if (!tls) return [];
  const issues = [
    ...loadEither(into, namespace, tls.ca, `${path}.ca`),
    ...loadEither(into, namespace, tls.cert, `${path}.cert`),
    ...loadSecret(into, namespace, tls.keySecret, `${path}.keySecret`),
  ];
  if (issues.length > 0 || into.notLoaded) return issues;
  const [ca, cert, key] = [
    eitherValue(into, namespace, tls.ca),
    eitherValue(into, namespace, tls.cert),
    secretValue(into, namespace, tls.keySecret),
  ];
  const addFile = (name: string | undefined, value: string | undefined) => name && value && into.files.set(name, value);
  const wrong = ca ? certificateError(ca) : undefined;
  if (wrong) return [issue('InvalidTLS', `${path}.ca`, wrong)];
  addFile(tlsFile(namespace, tls.ca), ca);
  const mismatch = cert && key ? pairError(cert, key) : undefined;
  if (mismatch) return [issue('InvalidTLS', path, mismatch)];
  if (into.parity && !(cert && key)) return [];
  addFile(tlsFile(namespace, tls.cert), cert);
  addFile(tlsFile(namespace, tls.keySecret ? { secret: tls.keySecret } : undefined), key);
  return [];
}
