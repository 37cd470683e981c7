// The Secrets and ConfigMaps that a pod mounts as volumes.
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord, recordsOf } from '../../core/yaml.ts';

/** Names of mounted objects of the namespace of the pod. */
export interface Mounts {
  readonly secrets: readonly string[];
  readonly configMaps: readonly string[];
}

const textOf = (value: unknown, field: string): string[] =>
  isRecord(value) && typeof value[field] === 'string' ? [value[field]] : [];

/**
 * What the volumes of a pod name (kubernetes.io: volumes). The volume of the ServiceAccount, which the API server adds,
 * is not among them: its token is renewed by the kubelet itself.
 */
export function mountsOf(pod: KubernetesObject): Mounts {
  const volumes = isRecord(pod['spec']) ? recordsOf(pod['spec']['volumes']) : [];
  const sources = volumes.flatMap((volume) => {
    const projected = isRecord(volume['projected']) ? recordsOf(volume['projected']['sources']) : [];
    return projected.some((source) => source['serviceAccountToken']) ? [] : [volume, ...projected];
  });
  return {
    secrets: sources.flatMap(({ secret }) => [...textOf(secret, 'secretName'), ...textOf(secret, 'name')]),
    configMaps: sources.flatMap(({ configMap }) => textOf(configMap, 'name')),
  };
}
