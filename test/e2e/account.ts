// The account of Metacontroller, for tests in which something else calls the hooks in its place.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { temporaryFolder } from '../support/folder.ts';
import { shell } from './document.ts';
import type { Access } from './kubeconfig.ts';
import type { Kubectl } from './kubectl.ts';

const NAMESPACE: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'metacontroller' } };

/** Metacontroller's account in a namespace, and a kubeconfig with which it reaches the API server. */
export async function account(
  how: Access,
  user: Kubectl,
  space: KubernetesObject = NAMESPACE,
): Promise<{ access: Access; file: string }> {
  const namespace = space.metadata.name;
  await user.apply(space);
  await user.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'metacontroller', namespace } });
  const token = (await shell(`kubectl -n ${namespace} create token metacontroller --duration=2h`)).trim();
  const file = join(temporaryFolder('e2e-'), 'kubeconfig');
  const cluster = { server: how.server, 'insecure-skip-tls-verify': true };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'local', cluster }],
    users: [{ name: 'metacontroller', user: { token } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user: 'metacontroller' } }],
    'current-context': 'local',
  };
  writeFileSync(file, JSON.stringify(config));
  return { access: { server: how.server, token, insecure: true }, file };
}
