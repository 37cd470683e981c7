// Services shared between real clusters over multicluster.x-k8s.io: the kinds, as far as they are needed, and what
// copies exports of one cluster to the others.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { serviceImport } from '../driver/multicluster.ts';
import { until } from '../support/until.ts';
import type { Kubectl } from './kubectl.ts';

const GROUP = 'multicluster.x-k8s.io';
const VERSION = 'v1beta1';
const KINDS = ['ServiceExport', 'ServiceImport'] as const;

const definition = (kind: string): KubernetesObject => {
  const singular = kind.toLowerCase();
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, plural: `${singular}s`, singular, listKind: `${kind}List` },
      versions: [
        { name: VERSION, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema } },
      ],
    },
  };
};

export const exportsOf = (user: Kubectl): Promise<readonly KubernetesObject[]> =>
  user.list(`${GROUP}/${VERSION}`, 'ServiceExport');
export const importsOf = (user: Kubectl): Promise<readonly KubernetesObject[]> =>
  user.list(`${GROUP}/${VERSION}`, 'ServiceImport');

export async function installSharing(user: Kubectl): Promise<void> {
  for (const kind of KINDS) await user.apply(definition(kind));
  for (const kind of KINDS) await until(`${kind} is served`, () => user.list(`${GROUP}/${VERSION}`, kind));
}

/** Makes what a cluster exports known in all, and what it no longer exports unknown. */
export async function share(from: Kubectl & { readonly name: string }, all: readonly Kubectl[]): Promise<void> {
  const exported = await exportsOf(from);
  for (const one of exported) {
    const { name, namespace } = one.metadata;
    const service = await until(`the Service ${name} is there`, () => from.get('Service', name, namespace));
    const { status, ...rest } = serviceImport(one, service, from.name);
    for (const to of all) {
      const made = await to.apply(rest as KubernetesObject);
      await to.patch(made, { status }, 'status');
    }
  }
  const names = new Set(exported.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  for (const to of all)
    for (const found of await importsOf(to)) {
      const clusters =
        (found['status'] as { readonly clusters?: readonly { readonly cluster: string }[] } | undefined)?.clusters ??
        [];
      const isIts = clusters.some(({ cluster }) => cluster === from.name);
      if (isIts && !names.has(`${found.metadata.namespace}/${found.metadata.name}`)) await to.delete(found);
    }
}
