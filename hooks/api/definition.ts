// Kind -> CustomResourceDefinition, and the files under manifests/crds that hold them.

import { dumpYaml } from '../core/yaml.ts';
import { GROUP, KINDS, type Kind } from './kinds.ts';
import { structuralObject } from './structural.ts';

/** The CRD of a kind. `full` adds the version that needs a conversion webhook, if the kind has one. */
export function definition(kind: Kind, full: boolean) {
  const stored = { version: kind.version, schema: kind.schema };
  const versions = full && kind.converted !== undefined ? [stored, kind.converted] : [stored];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${GROUP}` },
    spec: {
      group: GROUP,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.singular,
        shortNames: kind.shortNames,
        categories: ['prometheus-operator'],
      },
      scope: 'Namespaced',
      versions: versions.map(({ version, schema }) => ({
        name: version,
        served: true,
        storage: version === kind.version,
        ...(kind.columns === undefined ? {} : { additionalPrinterColumns: kind.columns }),
        subresources: { status: {}, ...(kind.scale === undefined ? {} : { scale: kind.scale }) },
        schema: { openAPIV3Schema: structuralObject(schema) },
      })),
    },
  };
}

const GENERATED = '# Written by `npm run crds` from hooks/api; edit there.\n';
const CONVERTED = `# The stored version is v1alpha1. Serving v1beta1 needs a conversion webhook in spec.conversion.
# Too big for a plain kubectl apply: use kubectl apply --server-side.
`;

const file = (kind: Kind): string => `${kind.plural}.${GROUP}.yaml`;

const kustomization = (names: readonly string[]): string =>
  GENERATED + dumpYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: names });

/**
 * The text of every file of manifests/crds, by its path there: one file per kind, the full variants in full/, and a
 * kustomization in each folder.
 */
export function definitionFiles(): ReadonlyMap<string, string> {
  const kinds: readonly Kind[] = KINDS;
  const converted = kinds.filter((kind) => kind.converted !== undefined);
  return new Map([
    ...kinds.map((kind): [string, string] => [file(kind), GENERATED + dumpYaml(definition(kind, false))]),
    ['kustomization.yaml', kustomization(kinds.map(file))],
    ...converted.map((kind): [string, string] => [
      `full/${file(kind)}`,
      GENERATED + CONVERTED + dumpYaml(definition(kind, true)),
    ]),
    ['full/kustomization.yaml', kustomization(converted.map(file))],
  ]);
}
