// Files of users that the pods of a Thanos tier need too: what the sidecar has mounted (certificates of gRPC), and the Secrets and ConfigMaps that configuration names by path.
import type { PrometheusSpec } from '../../crds/prometheus.ts';
import type { ThanosSpec } from '../../crds/shared/thanos.ts';
import type { Section } from '../../kube/section.ts';
import { volumeName } from '../../workload/names.ts';

/** Volumes, and the mounts for them. */
export interface UserFiles {
  readonly volumes: readonly Section[];
  readonly volumeMounts: readonly Section[];
}

/** What the sidecar has mounted, from volumes of the user's own. A volume that Prometheus claims for itself is not among them. */
export function sidecarFiles({ volumes = [] }: PrometheusSpec, { volumeMounts = [] }: ThanosSpec): UserFiles {
  const names = new Set(volumes.map(({ name }) => name));
  const mounts = volumeMounts.filter(({ name }) => names.has(name));
  const used = new Set(mounts.map(({ name }) => name));
  return { volumes: volumes.filter(({ name }) => used.has(name)) as Section[], volumeMounts: mounts as Section[] };
}

/** The same with spec.secrets and spec.configMaps, where Prometheus has them. */
export function userFiles(spec: PrometheusSpec, thanos: ThanosSpec): UserFiles {
  const { secrets = [], configMaps = [] } = spec;
  const own = sidecarFiles(spec, thanos);
  const mount = (kind: 'secret' | 'configmap', name: string): Section => ({
    name: volumeName(kind, name),
    readOnly: true,
    mountPath: `/etc/prometheus/${kind}s/${name}`,
  });
  return {
    volumes: [
      ...secrets.map((name) => ({ name: volumeName('secret', name), secret: { secretName: name, defaultMode: 420 } })),
      ...configMaps.map((name) => ({ name: volumeName('configmap', name), configMap: { name, defaultMode: 420 } })),
      ...own.volumes,
    ],
    volumeMounts: [
      ...secrets.map((name) => mount('secret', name)),
      ...configMaps.map((name) => mount('configmap', name)),
      ...own.volumeMounts,
    ],
  };
}
