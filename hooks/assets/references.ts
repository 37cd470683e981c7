// Which keys of Secrets and ConfigMaps an object refers to.
import { byText, type KubernetesObject } from '../kube/meta.ts';
import { isRecord } from '../kube/yaml.ts';
import type { SourceKind } from './material.ts';

export interface Reference {
  readonly kind: SourceKind;
  readonly name: string;
  readonly key: string;
}

const FIELDS: ReadonlySet<string> = new Set(['name', 'key', 'optional']);

/** A key selector of the API: a `key`, mostly a `name`, perhaps `optional`, and nothing else. */
const isSelector = (value: Record<string, unknown>): boolean =>
  typeof value['key'] === 'string' && Object.keys(value).every((field) => FIELDS.has(field));

function collect(value: unknown, field: string, into: Map<string, Reference>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, field, into);
    return;
  }
  if (!isRecord(value)) return;
  if (isSelector(value)) {
    const reference: Reference = {
      kind: field === 'configMap' ? 'ConfigMap' : 'Secret',
      name: String(value['name'] ?? ''),
      key: String(value['key']),
    };
    if (reference.name) into.set(referenceId(reference), reference);
    return;
  }
  for (const [name, member] of Object.entries(value)) collect(member, name, into);
}

/** `Secret/name/key`: how an asset Secret calls the reference. */
export const referenceId = ({ kind, name, key }: Reference): string => `${kind}/${name}/${key}`;

/**
 * Every key that the object's spec selects, sorted and without repetition. Selectors are found by their shape, so a new field of the API needs no line here;
 * the field `configMap` means a ConfigMap, any other a Secret.
 */
export function referencesOf(object: KubernetesObject): Reference[] {
  const found = new Map<string, Reference>();
  collect(object['spec'], '', found);
  return [...found.values()].sort((a, b) => byText(referenceId(a), referenceId(b)));
}
