// Secrets and ConfigMaps that `spec.secrets` and `spec.configMaps` mount, each as a directory.
import type { Section } from '../core/section.ts';
import { hashedVolumeName, volumeName } from './names.ts';
import type { Mounted } from './webconfig.ts';

interface NamedFields {
  readonly secrets?: readonly string[] | undefined;
  readonly configMaps?: readonly string[] | undefined;
}

/** Unique volume names. Long names are cut, and the API server rejects a pod with two volumes of one name. */
function volumeNames(kind: 'secret' | 'configmap', names: readonly string[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const plain = volumeName(kind, name);
    out.set(name, taken.has(plain) ? hashedVolumeName(`${kind}-`, name) : plain);
    taken.add(plain);
  }
  return out;
}

/** The volumes, and the mounts below `directory`: `<directory>/secrets/<name>` and `<directory>/configmaps/<name>`. */
export function namedFiles({ secrets = [], configMaps = [] }: NamedFields, directory: string): Mounted {
  const [forSecrets, forMaps] = [volumeNames('secret', secrets), volumeNames('configmap', configMaps)];
  const mount = (kind: 'secret' | 'configmap', [name, volume]: readonly [string, string]): Section => ({
    name: volume,
    readOnly: true,
    mountPath: `${directory}/${kind}s/${name}`,
  });
  return {
    volumes: [
      ...[...forSecrets].map(([name, volume]) => ({ name: volume, secret: { secretName: name, defaultMode: 420 } })),
      ...[...forMaps].map(([name, volume]) => ({ name: volume, configMap: { name, defaultMode: 420 } })),
    ],
    mounts: [
      ...[...forSecrets].map((one) => mount('secret', one)),
      ...[...forMaps].map((one) => mount('configmap', one)),
    ],
  };
}
