// The Secrets and ConfigMaps that a pod mounts as volumes.
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';

/** Names of mounted objects of the namespace of the pod. */
export interface Mounts {
  readonly secrets: readonly string[];
  readonly configMaps: readonly string[];
}

const list = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
const textOf = (value: unknown, field: string): string[] =>
  isRecord(value) && typeof value[field] === 'string' ? [value[field]] : [];

/**
 * What the volumes of a pod name (kubernetes.io: volumes). The volume of the ServiceAccount, which the API server adds,
 * is not among them: its token is renewed by the kubelet itself.
 */
export function mountsOf(pod: KubernetesObject): Mounts {
  const volumes = isRecord(pod['spec']) ? list(pod['spec']['volumes']) : [];
  const sources = volumes.flatMap((volume) => {
    const projected = isRecord(volume['projected']) ? list(volume['projected']['sources']) : [];
    return projected.some((source) => source['serviceAccountToken']) ? [] : [volume, ...projected];
  });
  return {
    secrets: sources.flatMap(({ secret }) => [...textOf(secret, 'secretName'), ...textOf(secret, 'name')]),
    configMaps: sources.flatMap(({ configMap }) => textOf(configMap, 'name')),
  };
}
