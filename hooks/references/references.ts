// Finds the keys of Secrets and ConfigMaps that an object refers to.
import { byText, type KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';
import type { SourceKind } from './assets.ts';

/** A key of a Secret or ConfigMap in the namespace of the object. */
export interface Reference {
  readonly kind: SourceKind;
  readonly name: string;
  readonly key: string;
}

const FIELDS: ReadonlySet<string> = new Set(['name', 'key', 'optional']);

/** Whether a value is a key selector of the API: it has `key`, and no field but `name` and `optional`. */
const isSelector = (value: Record<string, unknown>): boolean =>
  typeof value['key'] === 'string' && Object.keys(value).every((field) => FIELDS.has(field));

/** A value to visit, with the name of its field. The walk is not recursive: objects may be nested a thousand deep. */
type Open = [value: unknown, field: string];

function add(selector: Readonly<Record<string, unknown>>, field: string, into: Map<string, Reference>): void {
  const kind = field === 'configMap' ? 'ConfigMap' : 'Secret';
  const reference: Reference = { kind, name: String(selector['name'] ?? ''), key: String(selector['key']) };
  if (reference.name) into.set(referenceId(reference), reference);
}

function collect(spec: unknown, into: Map<string, Reference>): void {
  const open: Open[] = [[spec, '']];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, field] = next;
    if (Array.isArray(value)) for (const item of value) open.push([item, field]);
    else if (isRecord(value) && isSelector(value)) add(value, field, into);
    else if (isRecord(value)) for (const [name, member] of Object.entries(value)) open.push([member, name]);
  }
}

/** `Secret/name/key`: the key of the reference in an asset Secret. */
export const referenceId = ({ kind, name, key }: Reference): string => `${kind}/${name}/${key}`;

/**
 * The references in the object's spec, sorted and without duplicates. Selectors are found by their shape, so new fields
 * of the API need no change here. The field `configMap` refers to a ConfigMap, any other field to a Secret.
 */
export function listReferences(object: KubernetesObject): Reference[] {
  const found = new Map<string, Reference>();
  collect(object['spec'], found);
  return [...found.values()].sort((a, b) => byText(referenceId(a), referenceId(b)));
}
