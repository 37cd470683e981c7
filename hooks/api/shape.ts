// Checks the types and required fields of an object against its CRD. The API server checks an object at each write.
// These checks are for requests of other clients, and for objects that are older than their CRD.
import { type Issue, issue, REJECTED_FOR } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { pollutionPath } from '../core/prototypepollution.ts';
import { isRecord } from '../core/yaml.ts';
import { memberOf, type SchemaNode, schemaOf } from './node.ts';

const MAX_ISSUES = 10;
const REQUIRED = 'is required';

/** Whether a value is of a type of a schema. */
export const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: (value) => Array.isArray(value),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => typeof value === 'number' && Number.isInteger(value),
  number: (value) => typeof value === 'number',
  object: isRecord,
  string: (value) => typeof value === 'string',
};

/** The name of a type with its article. */
export const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

function walkMembers(value: Record<string, unknown>, schema: SchemaNode, path: string, into: Issue[]): void {
  for (const name of schema.required ?? []) {
    if (value[name] === undefined || value[name] === null)
      into.push(issue('InvalidConfiguration', `${path}.${name}`, REQUIRED));
  }
  for (const [name, member] of Object.entries(value)) {
    const inner = memberOf(schema, name);
    if (inner && member !== undefined && member !== null) walk(member, inner, `${path}.${name}`, into);
  }
}

function walk(value: unknown, schema: SchemaNode, path: string, into: Issue[]): void {
  if (into.length >= MAX_ISSUES) return;
  if (schema['x-kubernetes-int-or-string']) {
    if (typeof value !== 'string' && typeof value !== 'number')
      into.push(issue('InvalidConfiguration', path, 'must be an integer or a string'));
    return;
  }
  const { type } = schema;
  if (type && !fits[type]?.(value)) {
    into.push(issue('InvalidConfiguration', path, `must be ${article(type)}`));
    return;
  }
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    for (const [i, item] of value.entries()) walk(item, items, `${path}[${i}]`, into);
  } else if (isRecord(value)) walkMembers(value, schema, path, into);
}

function shapeIssues(object: KubernetesObject): Issue[] {
  const schema = schemaOf(object.kind)?.properties?.['spec'];
  const into: Issue[] = [];
  if (object[REJECTED_FOR]) return [object[REJECTED_FOR] as Issue];
  if (object['spec'] === undefined || object['spec'] === null) return [issue('InvalidConfiguration', 'spec', REQUIRED)];
  if (schema) walk(object['spec'], schema, 'spec', into);
  return into;
}

/**
 * An `InvalidConfiguration` issue if a key of the spec is `__proto__`, `constructor` or `prototype`. Such a key, for
 * example of a label, would change the prototype of a JavaScript object.
 */
export function checkKeys(object: KubernetesObject): Issue[] {
  const path = pollutionPath(object['spec'], 'spec');
  return path ? [issue('InvalidConfiguration', path, 'is not allowed as a key')] : [];
}

/**
 * At most ten `InvalidConfiguration` issues: wrong types in the spec, missing required fields, and the keys that
 * `checkKeys` rejects.
 */
export function checkShape(object: KubernetesObject): Issue[] {
  const keys = checkKeys(object);
  return keys.length > 0 ? keys : shapeIssues(object);
}

/**
 * The issues of `checkShape` about wrong types only. The hooks can handle a missing field, but not a string in place of
 * a list.
 */
export const checkTypes = (object: KubernetesObject): Issue[] =>
  shapeIssues(object).filter(({ message }) => message !== REQUIRED);
