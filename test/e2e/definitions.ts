// Metacontroller's own kinds.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { until } from '../support/until.ts';
import type { Kubectl } from './kubectl.ts';

const API = 'metacontroller.k8s.io/v1alpha1';
const KINDS: readonly [kind: string, scope: string][] = [
  ['CompositeController', 'Cluster'],
  ['DecoratorController', 'Cluster'],
  ['ControllerRevision', 'Namespaced'],
];

/**
 * Metacontroller's definitions, as far as it and `kubectl apply` need them, where it is not installed. Gives what was
 * made.
 */
export async function installMetacontroller(user: Kubectl): Promise<readonly KubernetesObject[]> {
  const made: KubernetesObject[] = [];
  const known = (await user.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition')).map(
    ({ metadata }) => metadata.name,
  );
  for (const [kind, scope] of KINDS) {
    const plural = `${kind.toLowerCase()}s`;
    if (known.includes(`${plural}.metacontroller.k8s.io`)) continue;
    const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      // The API server refuses a group under k8s.io without this word.
      metadata: {
        name: `${plural}.metacontroller.k8s.io`,
        annotations: { 'api-approved.kubernetes.io': 'unapproved, request not yet submitted' },
      },
      spec: {
        group: 'metacontroller.k8s.io',
        scope,
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: [
          { name: 'v1alpha1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema } },
        ],
      },
    };
    await user.apply(definition);
    made.push(definition);
  }
  for (const [kind] of KINDS) await until(`${kind} is served`, async () => (await user.list(API, kind)) !== undefined);
  return made;
}
