// Which keys of Secrets and ConfigMaps an object refers to.
import { byText, type KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';
import type { SourceKind } from './resolver.ts';

export interface Reference {
  readonly kind: SourceKind;
  readonly name: string;
  readonly key: string;
}

const FIELDS: ReadonlySet<string> = new Set(['name', 'key', 'optional']);

/** A key selector of the API: a `key`, mostly a `name`, perhaps `optional`, and nothing else. */
const isSelector = (value: Record<string, unknown>): boolean =>
  typeof value['key'] === 'string' && Object.keys(value).every((field) => FIELDS.has(field));

/**
 * What is still to be looked at, with the name of its field. Not a function that calls itself: an object may be nested
 * a thousand deep.
 */
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

/** `Secret/name/key`: how an asset Secret calls the reference. */
export const referenceId = ({ kind, name, key }: Reference): string => `${kind}/${name}/${key}`;

/**
 * Every key that the object's spec selects, sorted and without repetition. Selectors are found by their shape, so a new
 * field of the API needs no line here; the field `configMap` means a ConfigMap, any other a Secret.
 */
export function referencesOf(object: KubernetesObject): Reference[] {
  const found = new Map<string, Reference>();
  collect(object['spec'], found);
  return [...found.values()].sort((a, b) => byText(referenceId(a), referenceId(b)));
}
