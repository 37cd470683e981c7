// The web configuration file of a server (TLS, HTTP headers): its Secret, the volumes it needs and the rules it must
// meet. Format: prometheus.io/docs/prometheus/latest/configuration/https. Alertmanager's cluster TLS file has the same
// server section.
import { posix } from 'node:path';
import type { SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import { hashedVolumeName } from './names.ts';

export interface ServerTls {
  readonly keySecret?: SecretKeySelector | undefined;
  readonly keyFile?: string | undefined;
  readonly cert?: SecretOrConfigMap | undefined;
  readonly certFile?: string | undefined;
  readonly clientAuthType?: string | undefined;
  readonly client_ca?: SecretOrConfigMap | undefined;
  readonly clientCAFile?: string | undefined;
  readonly minVersion?: string | undefined;
  readonly maxVersion?: string | undefined;
  readonly cipherSuites?: readonly string[] | undefined;
  readonly preferServerCipherSuites?: boolean | undefined;
  readonly curvePreferences?: readonly string[] | undefined;
}

interface HttpHeaders {
  readonly contentSecurityPolicy?: string | undefined;
  readonly strictTransportSecurity?: string | undefined;
  readonly xContentTypeOptions?: string | undefined;
  readonly xFrameOptions?: string | undefined;
  readonly xXSSProtection?: string | undefined;
}

export interface WebFields {
  readonly tlsConfig?: ServerTls | undefined;
  readonly httpConfig?:
    | { readonly http2?: boolean | undefined; readonly headers?: HttpHeaders | undefined }
    | undefined;
}

/** Volumes for a pod, and the mounts that containers need for them. */
export interface Mounted {
  readonly volumes: readonly Section[];
  readonly mounts: readonly Section[];
}

/** One credential in a Secret or ConfigMap, mounted whole under `directory`; `path` is where its key is. */
export interface Credential extends Mounted {
  readonly path: string;
}

type Place = 'key' | 'cert' | 'ca';

/** Mounts the object that a selector names. `prefix` starts the volume name, `suffix` ends the directory name. */
export function credential(
  prefix: string,
  directory: string,
  kind: 'secret' | 'configmap',
  ref: { name?: string; key: string },
  place: Place,
  label: string = place,
): Credential {
  const name = ref.name ?? '';
  const volume = hashedVolumeName(`${prefix}${kind}-${label}-`, name);
  const mountPath = `${directory}/${kind}/${name}-${place}`;
  const source =
    kind === 'secret' ? { secret: { secretName: name, defaultMode: 420 } } : { configMap: { name, defaultMode: 420 } };
  return {
    path: posix.join(mountPath, ref.key),
    volumes: [{ name: volume, ...source }],
    mounts: [{ name: volume, readOnly: true, mountPath }],
  };
}

export const eitherCredential = (
  prefix: string,
  directory: string,
  ref: SecretOrConfigMap | undefined,
  place: Place,
  label?: string,
): Credential | undefined => {
  if (ref?.secret) return credential(prefix, directory, 'secret', ref.secret, place, label);
  return ref?.configMap ? credential(prefix, directory, 'configmap', ref.configMap, place, label) : undefined;
};

const has = (ref: SecretOrConfigMap | undefined): boolean => Boolean(ref?.secret || ref?.configMap);

/** `InvalidTLS` issues: key and certificate are needed, each from one place only. */
export function checkServerTls(tls: ServerTls | undefined, path: string): Issue[] {
  if (!tls) return [];
  const issues: Issue[] = [];
  const bad = (field: string, message: string) => issues.push(issue('InvalidTLS', `${path}.${field}`, message));
  const key = Boolean(tls.keySecret?.name || tls.keySecret?.key);
  if (!key && !tls.keyFile) bad('keySecret', 'a private key is needed: set keySecret or keyFile');
  if (key && tls.keyFile) bad('keyFile', 'set keySecret or keyFile, not both');
  if (tls.cert?.secret && tls.cert.configMap) bad('cert', 'set secret or configMap, not both');
  if (!has(tls.cert) && !tls.certFile) bad('cert', 'a certificate is needed: set cert or certFile');
  if (has(tls.cert) && tls.certFile) bad('certFile', 'set cert or certFile, not both');
  if (tls.client_ca?.secret && tls.client_ca.configMap) bad('client_ca', 'set secret or configMap, not both');
  if (has(tls.client_ca) && tls.clientCAFile) bad('clientCAFile', 'set client_ca or clientCAFile, not both');
  return issues;
}

/** Volumes and the `tls_server_config` section of a server certificate. File fields win over selectors. */
export function serverTls(
  tls: ServerTls,
  prefix: string,
  directory: string,
  label: (place: Place) => string = (p) => (p === 'ca' ? 'client-ca' : p),
): Mounted & { readonly config: Section } {
  const key = tls.keySecret ? credential(prefix, directory, 'secret', tls.keySecret, 'key', label('key')) : undefined;
  const cert = tls.certFile ? undefined : eitherCredential(prefix, directory, tls.cert, 'cert', label('cert'));
  const ca = tls.clientCAFile ? undefined : eitherCredential(prefix, directory, tls.client_ca, 'ca', label('ca'));
  const parts = [key, cert, ca].filter((part) => part !== undefined);
  return {
    volumes: parts.flatMap((part) => part.volumes),
    mounts: parts.flatMap((part) => part.mounts),
    config: section({
      cert_file: nonEmpty(tls.certFile) ?? cert?.path,
      key_file: nonEmpty(tls.keyFile) ?? key?.path,
      client_auth_type: nonEmpty(tls.clientAuthType),
      client_ca_file: nonEmpty(tls.clientCAFile) ?? ca?.path,
      min_version: nonEmpty(tls.minVersion),
      max_version: nonEmpty(tls.maxVersion),
      cipher_suites: nonEmptyList(tls.cipherSuites),
      prefer_server_cipher_suites: tls.preferServerCipherSuites,
      curve_preferences: nonEmptyList(tls.curvePreferences),
    }),
  };
}

function httpServer(http: WebFields['httpConfig']): Section | undefined {
  if (!http) return undefined;
  const h = http.headers;
  const headers = h
    ? section({
        'Content-Security-Policy': nonEmpty(h.contentSecurityPolicy),
        'Strict-Transport-Security': nonEmpty(h.strictTransportSecurity),
        'X-Content-Type-Options': nonEmpty(h.xContentTypeOptions)?.toLowerCase(),
        'X-Frame-Options': nonEmpty(h.xFrameOptions)?.toLowerCase(),
        'X-XSS-Protection': nonEmpty(h.xXSSProtection),
      })
    : undefined;
  return section({ http2: http.http2, headers });
}

/**
 * The web configuration of a server: the file's text (empty without settings), and volumes and mounts for `secretName`
 * and its certificates.
 */
export function webConfig(
  web: WebFields | undefined,
  secretName: string,
  directory: string,
): Mounted & { readonly text: string } {
  const tls = web?.tlsConfig ? serverTls(web.tlsConfig, 'web-config-tls-', directory) : undefined;
  const content = section({ tls_server_config: tls?.config, http_server_config: httpServer(web?.httpConfig) });
  return {
    text: Object.keys(content).length > 0 ? dumpYaml(content) : '',
    volumes: [{ name: 'web-config', secret: { secretName, defaultMode: 420 } }, ...(tls?.volumes ?? [])],
    mounts: [
      { name: 'web-config', readOnly: true, mountPath: `${directory}/web-config.yaml`, subPath: 'web-config.yaml' },
      ...(tls?.mounts ?? []),
    ],
  };
}
