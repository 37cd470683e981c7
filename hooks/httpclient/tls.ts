// `tls_config` of a client (prometheus.io: configuration, tls_config).

import type { TLSConfig } from '../api/shared/tls.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { nonEmpty, type Section, section } from '../core/section.ts';
import { type Resolved, unresolved } from '../references/assets.ts';
import type { SecretResolver } from '../references/resolver.ts';
import { resolveTlsFiles, tlsFile } from '../references/tlsfiles.ts';
import { knows } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';

/** Folder of TLS files in a Prometheus container. */
export const CERTS = '/etc/prometheus/certs';

const has = (ref: { secret?: unknown; configMap?: unknown } | undefined): boolean =>
  Boolean(ref?.secret || ref?.configMap);

/** `InvalidTLS` issues: two sources of one part, certificate without key, maxVersion below minVersion. */
export function checkTls(tls: TLSConfig | undefined, path: string): Issue[] {
  if (!tls) return [];
  const issues: Issue[] = [];
  const bad = (field: string, message: string) => issues.push(issue('InvalidTLS', `${path}.${field}`, message));
  if (tls.ca?.secret && tls.ca.configMap) bad('ca', 'set secret or configMap, not both');
  if (tls.cert?.secret && tls.cert.configMap) bad('cert', 'set secret or configMap, not both');
  if (has(tls.ca) && tls.caFile) bad('caFile', 'set ca or caFile, not both');
  if (has(tls.cert) && tls.certFile) bad('certFile', 'set cert or certFile, not both');
  if (tls.keySecret && tls.keyFile) bad('keyFile', 'set keySecret or keyFile, not both');
  const [cert, key] = [has(tls.cert) || Boolean(tls.certFile), Boolean(tls.keySecret) || Boolean(tls.keyFile)];
  if (cert && !key) bad('keySecret', 'a client certificate needs its private key');
  if (key && !cert) bad('cert', 'a private key needs its certificate');
  if (tls.minVersion && tls.maxVersion && tls.maxVersion < tls.minVersion)
    bad('maxVersion', `${quoted(tls.maxVersion)} is below minVersion ${quoted(tls.minVersion)}`);
  return issues;
}

/** The files of the client. Where `checkTls` has issues, only these. */
export function resolveTls(resolver: SecretResolver, tls: TLSConfig | undefined, path: string): Resolved {
  const wrong = checkTls(tls, path);
  return wrong.length > 0 ? unresolved(wrong) : resolveTlsFiles(resolver, tls, path);
}

const inDirectory = (directory: string, file: string | undefined): string | undefined =>
  file ? `${directory}/${file}` : undefined;

/** The section of TLS settings. File fields override references. An empty block gives an empty section. */
export function tlsConfig(
  tls: TLSConfig | undefined,
  namespace: string,
  version: Version,
  directory: string = CERTS,
): Section | undefined {
  if (!tls) return undefined;
  return section({
    insecure_skip_verify: tls.insecureSkipVerify,
    ca_file: nonEmpty(tls.caFile) ?? inDirectory(directory, tlsFile(namespace, tls.ca)),
    cert_file: nonEmpty(tls.certFile) ?? inDirectory(directory, tlsFile(namespace, tls.cert)),
    key_file:
      nonEmpty(tls.keyFile) ??
      inDirectory(directory, tlsFile(namespace, tls.keySecret ? { secret: tls.keySecret } : undefined)),
    server_name: nonEmpty(tls.serverName),
    min_version: knows(version, 'tls.min_version') ? tls.minVersion : undefined,
    max_version: knows(version, 'tls.max_version') ? tls.maxVersion : undefined,
  });
}
