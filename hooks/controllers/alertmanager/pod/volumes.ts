// Volumes and mounts of an Alertmanager pod, in the Go operator's order.
import type { AlertmanagerSpec } from '../../../api/alertmanager.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Section } from '../../../core/section.ts';
import { namedFiles } from '../../../workload/namedfiles.ts';
import { type Storage, storageMount } from '../../../workload/storage.ts';
import type { Mounted } from '../../../workload/webconfig.ts';

/** Directories of the configuration, its expanded copy, and templates. */
export const CONFIG_DIR = '/etc/alertmanager/config';
export const CONFIG_OUT_DIR = '/etc/alertmanager/config_out';
export const TEMPLATES_DIR = '/etc/alertmanager/templates';

/** Generated parts of volumes and mounts. */
export interface VolumeParts {
  readonly generatedSecret: string;
  readonly tlsAssets: readonly KubernetesObject[];
  /** `undefined` where the release does not support the file. */
  readonly web: Mounted | undefined;
  readonly cluster: Mounted | undefined;
  readonly storage: Storage;
}

/** Template files of spec.alertmanagerConfiguration in one directory. Of two files with one name the first is used. */
function templateSources({ alertmanagerConfiguration }: AlertmanagerSpec): Section[] {
  const taken = new Set<string>();
  return (alertmanagerConfiguration?.templates ?? []).flatMap(({ configMap, secret }) =>
    [
      { kind: 'configMap', ref: configMap },
      { kind: 'secret', ref: secret },
    ].flatMap(({ kind, ref }) => {
      if (!ref || taken.has(ref.key)) return [];
      taken.add(ref.key);
      return [{ [kind]: { name: ref.name, items: [{ key: ref.key, path: ref.key }] } }];
    }),
  );
}

/** Directories that the reloader watches. */
export const watchedDirs = (spec: AlertmanagerSpec): string[] => [
  CONFIG_DIR,
  ...(templateSources(spec).length > 0 ? [TEMPLATES_DIR] : []),
  ...(spec.secrets ?? []).map((name) => `/etc/alertmanager/secrets/${name}`),
  ...(spec.configMaps ?? []).map((name) => `/etc/alertmanager/configmaps/${name}`),
];

/** The pod's volumes. */
export function volumes(spec: AlertmanagerSpec, parts: VolumeParts): Section[] {
  const templates = templateSources(spec);
  return [
    { name: 'config-volume', secret: { secretName: parts.generatedSecret, defaultMode: 420 } },
    {
      name: 'tls-assets',
      projected: { sources: parts.tlsAssets.map(({ metadata: { name } }) => ({ secret: { name } })), defaultMode: 420 },
    },
    { name: 'config-out', emptyDir: { medium: 'Memory' } },
    ...(templates.length > 0
      ? [{ name: 'notification-templates', projected: { sources: templates, defaultMode: 420 } }]
      : []),
    ...namedFiles(spec, '/etc/alertmanager').volumes,
    ...(parts.web?.volumes ?? []),
    ...(parts.cluster?.volumes ?? []),
    ...(parts.storage.volume ? [parts.storage.volume] : []),
    ...((spec.volumes ?? []) as Section[]),
  ];
}

/** Mounts of templates and of the user's Secrets and ConfigMaps. */
function userMounts(spec: AlertmanagerSpec): Section[] {
  const readOnly = true;
  return [
    ...(templateSources(spec).length > 0
      ? [{ name: 'notification-templates', readOnly, mountPath: TEMPLATES_DIR }]
      : []),
    ...namedFiles(spec, '/etc/alertmanager').mounts,
  ];
}

/** Mounts of the container `alertmanager`. */
export const serverMounts = (spec: AlertmanagerSpec, parts: VolumeParts): Section[] => [
  { name: 'config-volume', mountPath: CONFIG_DIR },
  { name: 'config-out', readOnly: true, mountPath: CONFIG_OUT_DIR },
  { name: 'tls-assets', readOnly: true, mountPath: '/etc/alertmanager/certs' },
  storageMount(spec.storage, parts.storage, '/alertmanager', 'alertmanager-db'),
  ...userMounts(spec),
  ...((spec.volumeMounts ?? []) as Section[]),
  ...(parts.web?.mounts ?? []),
  ...(parts.cluster?.mounts ?? []),
];

/** Mounts of both reloaders. */
export const reloaderMounts = (spec: AlertmanagerSpec, parts: VolumeParts): Section[] => [
  { name: 'config-volume', readOnly: true, mountPath: CONFIG_DIR },
  { name: 'config-out', mountPath: CONFIG_OUT_DIR },
  ...userMounts(spec),
  ...(parts.web?.mounts ?? []),
];
