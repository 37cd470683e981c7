// Files of users that the pods of a Thanos tier need: what the sidecar mounts (certificates of gRPC), and the Secrets
// and ConfigMaps that the configuration names by path.

import type { ThanosSpec } from '../../api/parts/thanos.ts';
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { Section } from '../../core/section.ts';
import { namedFiles } from '../../workload/namedfiles.ts';

/** Volumes, and the mounts for them. */
export interface UserFiles {
  readonly volumes: readonly Section[];
  readonly volumeMounts: readonly Section[];
}

/**
 * The volumes of `spec.volumes` that the sidecar mounts, without volumes that the hooks create.
 */
export function sidecarFiles({ volumes = [] }: PrometheusSpec, { volumeMounts = [] }: ThanosSpec): UserFiles {
  const names = new Set(volumes.map(({ name }) => name));
  const mounts = volumeMounts.filter(({ name }) => names.has(name));
  const used = new Set(mounts.map(({ name }) => name));
  return { volumes: volumes.filter(({ name }) => used.has(name)) as Section[], volumeMounts: mounts as Section[] };
}

/** The same, and the files of spec.secrets and spec.configMaps. */
export function userFiles(spec: PrometheusSpec, thanos: ThanosSpec): UserFiles {
  const [named, own] = [namedFiles(spec, '/etc/prometheus'), sidecarFiles(spec, thanos)];
  return { volumes: [...named.volumes, ...own.volumes], volumeMounts: [...named.mounts, ...own.volumeMounts] };
}
