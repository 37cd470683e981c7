// Volumes and mounts of a Prometheus pod, in the Go operator's order.
import type { KubernetesObject } from '../../core/meta.ts';
import type { Section } from '../../core/section.ts';
import { jobsDirectory, jobsNumbers, jobsSecretName, jobsVolume } from '../../workload/jobsfiles.ts';
import { namedFiles } from '../../workload/namedfiles.ts';
import { mapVolumeName } from '../../workload/names.ts';
import { type Storage, type StorageFields, storageMount } from '../../workload/storage.ts';
import { tlsAssetsVolume } from '../../workload/tlsassets.ts';
import type { Mounted } from '../../workload/webconfig.ts';
import { SIDECAR_CLIENT } from './thanossidecar.ts';

/** Fields of a spec for volumes and mounts. */
export interface VolumeFields {
  readonly secrets?: readonly string[] | undefined;
  readonly configMaps?: readonly string[] | undefined;
  readonly volumes?: readonly unknown[] | undefined;
  readonly volumeMounts?: readonly unknown[] | undefined;
  readonly queryLogFile?: string | undefined;
  readonly scrapeFailureLogFile?: string | undefined;
  readonly storage?: StorageFields | undefined;
}

/** Generated parts of volumes and mounts. */
export interface VolumeParts {
  readonly configSecret: string;
  /** Number of configuration Secrets. */
  readonly configSecrets: number;
  readonly tlsAssets: readonly KubernetesObject[];
  readonly ruleConfigMaps: readonly string[];
  readonly webConfig: Mounted | undefined;
  /** Name of the Secret with the sidecar's HTTP client file; `undefined` where no sidecar reads it. */
  readonly sidecarClient: string | undefined;
  readonly storage: Storage | undefined;
}

const bare = (file: string | undefined): boolean => Boolean(file) && !file?.includes('/');

/**
 * Whether the pod needs the log volume: the scrape failure log (or without one, the query log) has a bare file name.
 */
export const hasLogVolume = (spec: VolumeFields): boolean =>
  spec.scrapeFailureLogFile ? bare(spec.scrapeFailureLogFile) : bare(spec.queryLogFile);

/** Directory in which a ConfigMap with rules is mounted. */
export const rulesDirectory = (configMap: string): string => `/etc/prometheus/rules/${configMap}`;

/** The pod's volumes. */
export function volumes(spec: VolumeFields, parts: VolumeParts): Section[] {
  return [
    { name: 'config', secret: { secretName: parts.configSecret, defaultMode: 420 } },
    ...jobsNumbers(parts.configSecrets).map((i) => ({
      name: jobsVolume(i),
      secret: { secretName: jobsSecretName(parts.configSecret, i), defaultMode: 420 },
    })),
    tlsAssetsVolume(parts.tlsAssets),
    { name: 'config-out', emptyDir: { medium: 'Memory' } },
    ...namedFiles(spec, '/etc/prometheus').volumes,
    ...(hasLogVolume(spec) ? [{ name: 'log-file', emptyDir: {} }] : []),
    ...parts.ruleConfigMaps.map((name) => ({
      name: mapVolumeName(name),
      configMap: { name, optional: true, defaultMode: 420 },
    })),
    ...(parts.webConfig?.volumes ?? []),
    ...(parts.sidecarClient
      ? [{ name: SIDECAR_CLIENT.volume, secret: { secretName: parts.sidecarClient, defaultMode: 420 } }]
      : []),
    ...(parts.storage?.volume ? [parts.storage.volume] : []),
    ...((spec.volumes ?? []) as Section[]),
  ];
}

const LOG_MOUNT: Section = { name: 'log-file', mountPath: '/var/log/prometheus' };

/** The mount of the database. */
export const dataMount = (spec: VolumeFields, storage: Storage): Section =>
  storageMount(spec.storage, storage, '/prometheus', 'prometheus-db');

/** Mounts of the container `prometheus`. */
export function serverMounts(spec: VolumeFields, parts: VolumeParts): Section[] {
  const readOnly = true;
  return [
    { name: 'config-out', readOnly, mountPath: '/etc/prometheus/config_out' },
    { name: 'tls-assets', readOnly, mountPath: '/etc/prometheus/certs' },
    ...(parts.storage ? [dataMount(spec, parts.storage)] : []),
    ...((spec.volumeMounts ?? []) as Section[]),
    ...namedFiles(spec, '/etc/prometheus').mounts,
    ...(hasLogVolume(spec) && spec.scrapeFailureLogFile ? [LOG_MOUNT] : []),
    ...parts.ruleConfigMaps.map((name) => ({ name: mapVolumeName(name), readOnly, mountPath: rulesDirectory(name) })),
    ...(hasLogVolume(spec) && !spec.scrapeFailureLogFile ? [LOG_MOUNT] : []),
    ...(parts.webConfig?.mounts ?? []),
  ];
}

/** Mounts of both reloaders. `withWeb`: with the web configuration. */
export const reloaderMounts = (parts: VolumeParts, withWeb: boolean): Section[] => [
  { name: 'config', mountPath: '/etc/prometheus/config' },
  { name: 'config-out', mountPath: '/etc/prometheus/config_out' },
  ...(withWeb ? (parts.webConfig?.mounts ?? []) : []),
  ...parts.ruleConfigMaps.map((name) => ({ name: mapVolumeName(name), mountPath: rulesDirectory(name) })),
];

/** Mounts of both reloaders of a file with further jobs. */
export const jobsReloaderMounts = (number: number, parts: VolumeParts, withWeb: boolean): Section[] => [
  { name: jobsVolume(number), mountPath: jobsDirectory(number) },
  { name: 'config-out', mountPath: '/etc/prometheus/config_out' },
  ...(withWeb ? (parts.webConfig?.mounts ?? []) : []),
];
