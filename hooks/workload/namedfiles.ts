// Secrets and ConfigMaps that users name in a spec: each whole, in a folder of its own.
import type { Section } from '../kube/section.ts';
import { volumeName } from './names.ts';
import type { Mounted } from './webconfig.ts';

interface NamedFields {
  readonly secrets?: readonly string[] | undefined;
  readonly configMaps?: readonly string[] | undefined;
}

/** The volumes, and the mounts below `directory`: `<directory>/secrets/<name>` and `<directory>/configmaps/<name>`. */
export function namedFiles({ secrets = [], configMaps = [] }: NamedFields, directory: string): Mounted {
  const mount = (kind: 'secret' | 'configmap', name: string): Section => ({
    name: volumeName(kind, name),
    readOnly: true,
    mountPath: `${directory}/${kind}s/${name}`,
  });
  return {
    volumes: [
      ...secrets.map((name) => ({ name: volumeName('secret', name), secret: { secretName: name, defaultMode: 420 } })),
      ...configMaps.map((name) => ({ name: volumeName('configmap', name), configMap: { name, defaultMode: 420 } })),
    ],
    mounts: [...secrets.map((name) => mount('secret', name)), ...configMaps.map((name) => mount('configmap', name))],
  };
}
