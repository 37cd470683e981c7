// The web configuration file of a server (TLS, HTTP headers), its volumes and its checks. Format:
// prometheus.io/docs/prometheus/latest/configuration/https. Alertmanager's cluster TLS file has the same server
// section.
import { posix } from 'node:path';
import type { SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import { hashedVolumeName } from './names.ts';

/** TLS fields of a server. */
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

/** The field `web` of a spec. */
export interface WebFields {
  readonly tlsConfig?: ServerTls | undefined;
  readonly httpConfig?:
    | { readonly http2?: boolean | undefined; readonly headers?: HttpHeaders | undefined }
    | undefined;
}

/** The scheme of a server. `web`: the field of its spec. */
export const urlScheme = (web: { readonly tlsConfig?: object | undefined } | undefined): 'http' | 'https' =>
  web?.tlsConfig ? 'https' : 'http';

/** Volumes for a pod, and the mounts that containers need for them. */
export interface Mounted {
  readonly volumes: readonly Section[];
  readonly mounts: readonly Section[];
}

/** A mounted Secret or ConfigMap, and the path of one of its keys. */
export interface Credential extends Mounted {
  readonly path: string;
}

type Place = 'key' | 'cert' | 'ca';

/** Where credentials are mounted. */
export interface MountPoint {
  /** Prefix of volume names. */
  readonly prefix: string;
  readonly directory: string;
}

/** Mounts the Secret or ConfigMap of a selector. `label`: part of the volume name. */
export function credential(
  { prefix, directory }: MountPoint,
  selector: SecretOrConfigMap,
  place: Place,
  label: string = place,
): Credential | undefined {
  const ref = selector.secret ?? selector.configMap;
  if (!ref) return undefined;
  const kind = selector.secret ? 'secret' : 'configmap';
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

const has = (ref: SecretOrConfigMap | undefined): boolean => Boolean(ref?.secret || ref?.configMap);

/** `InvalidTLS` issues: a missing key or certificate, and two sources for one. */
export function checkServerTls(tls: ServerTls | undefined, path: string): Issue[] {
  if (!tls) return [];
  const issues: Issue[] = [];
  const bad = (field: string, message: string) => issues.push(issue('InvalidTLS', `${path}.${field}`, message));
  const key = Boolean(tls.keySecret?.name || tls.keySecret?.key);
  if (!key && !tls.keyFile) bad('keySecret', 'set keySecret or keyFile for the private key');
  if (key && tls.keyFile) bad('keyFile', 'set keySecret or keyFile, not both');
  if (tls.cert?.secret && tls.cert.configMap) bad('cert', 'set secret or configMap, not both');
  if (!has(tls.cert) && !tls.certFile) bad('cert', 'set cert or certFile for the certificate');
  if (has(tls.cert) && tls.certFile) bad('certFile', 'set cert or certFile, not both');
  if (tls.client_ca?.secret && tls.client_ca.configMap) bad('client_ca', 'set secret or configMap, not both');
  if (has(tls.client_ca) && tls.clientCAFile) bad('clientCAFile', 'set client_ca or clientCAFile, not both');
  return issues;
}

/** The `tls_server_config` section and its volumes. File fields take precedence over selectors. */
export function serverTls(tls: ServerTls, at: MountPoint): Mounted & { readonly config: Section } {
  const key = credential(at, { secret: tls.keySecret }, 'key');
  const cert = tls.certFile ? undefined : credential(at, tls.cert ?? {}, 'cert');
  const ca = tls.clientCAFile ? undefined : credential(at, tls.client_ca ?? {}, 'ca', 'client-ca');
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
 * The text of the web configuration file ('' without settings), and the volumes and mounts of its Secret and
 * certificates.
 */
export function webConfig(
  web: WebFields | undefined,
  secretName: string,
  directory: string,
): Mounted & { readonly text: string } {
  const tls = web?.tlsConfig ? serverTls(web.tlsConfig, { prefix: 'web-config-tls-', directory }) : undefined;
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
