// Checks an object against the whole schema of its CRD, as the API server does when the object is written: types,
// required fields, enums, patterns, limits, distinct list members, validation rules (kubernetes.io: structural schemas).
import { RE2JS } from 're2js';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';
import { memberOf, type SchemaNode, schemaOf } from './node.ts';
import { article, fits } from './shape.ts';
import { validationRule } from './validationrules.ts';

/** Issues of one object at most. */
const MAX_ISSUES = 20;
/** Values that are listed in a message. */
const MAX_LISTED = 20;

/** The keywords that only the API server looks at. */
interface FullNode extends SchemaNode {
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly message: string }[];
}

/** The type of a value as users name it. */
const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return isRecord(value) ? 'an object' : article(typeof value);
};

function typeError(type: string, value: unknown): string {
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return `must be ${article(type)}, and it is ${typeName(value)}${type === 'string' && isPlain ? ': quote it' : ''}`;
}

/** Fields whose value a message does not repeat. */
const PRIVATE = /url|token|password|secret|key|webhook/i;

const shown = (value: unknown, path: string): string => (PRIVATE.test(path) ? 'the value' : quoted(value));

const patterns = new Map<string, RE2JS>();

/** Whether the text fits a pattern of a CRD. */
function fitsPattern(pattern: string, text: string): boolean {
  const compiled = patterns.get(pattern) ?? RE2JS.compile(pattern);
  patterns.set(pattern, compiled);
  return compiled.matcher(text).find();
}

const INT32 = 2 ** 31;
/** RFC 3339, with a date that exists. */
const isDateTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[-+]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

function textError(text: string, { pattern, minLength = 0, format }: FullNode, path: string): string | undefined {
  if (text.length < minLength) return text === '' ? 'must not be empty' : `needs ${minLength} characters`;
  if (pattern !== undefined && !fitsPattern(pattern, text)) return `${shown(text, path)} does not match ${pattern}`;
  return format === 'date-time' && !isDateTime(text) ? `${shown(text, path)} is not a time of RFC 3339` : undefined;
}

function numberError(value: number, { minimum, maximum, format }: FullNode): string | undefined {
  if (minimum !== undefined && value < minimum) return `${value} is less than ${minimum}`;
  if (maximum !== undefined && value > maximum) return `${value} is more than ${maximum}`;
  return format === 'int32' && (value < -INT32 || value >= INT32) ? `${value} is not an integer of 32 bits` : undefined;
}

/** What is wrong with a value itself, `undefined` if nothing is. */
function valueError(value: unknown, schema: FullNode, path: string): string | undefined {
  const { type, enum: allowed } = schema;
  if (schema['x-kubernetes-int-or-string']) {
    if (typeof value !== 'string' && !(typeof value === 'number' && Number.isInteger(value)))
      return `must be an integer or a string, and it is ${typeName(value)}`;
  } else if (type && !fits[type]?.(value)) return typeError(type, value);
  if (allowed && !allowed.includes(value))
    return `${shown(value, path)} is not one of ${allowed.slice(0, MAX_LISTED).join(', ')}`;
  if (typeof value === 'string') return textError(value, schema, path);
  return typeof value === 'number' ? numberError(value, schema) : undefined;
}

/** The key of a member in a list that is a set or a map. */
function memberKey(item: unknown, { 'x-kubernetes-list-map-keys': keys }: FullNode): string {
  return keys && isRecord(item) ? JSON.stringify(keys.map((key) => item[key] ?? null)) : JSON.stringify(item);
}

function listIssues(list: readonly unknown[], schema: FullNode, path: string): Issue[] {
  const { items, minItems = 0, 'x-kubernetes-list-type': listType } = schema;
  const found: Issue[] = [];
  if (list.length < minItems)
    found.push(issue('InvalidConfiguration', path, minItems === 1 ? 'must not be empty' : `needs ${minItems} members`));
  const seen = new Set<string>();
  for (const [i, item] of list.entries()) {
    if (found.length >= MAX_ISSUES) break;
    if (items) found.push(...walk(item, items, `${path}[${i}]`));
    if (listType !== 'set' && listType !== 'map') continue;
    const key = memberKey(item, schema);
    if (seen.has(key)) found.push(issue('InvalidConfiguration', `${path}[${i}]`, 'repeats an earlier member'));
    seen.add(key);
  }
  return found;
}

function objectIssues(value: Readonly<Record<string, unknown>>, schema: FullNode, path: string): Issue[] {
  const missing = (schema.required ?? [])
    .filter((name) => value[name] === undefined || value[name] === null)
    .filter((name) => memberOf(schema, name)?.default === undefined)
    .map((name) => issue('InvalidConfiguration', `${path}.${name}`, 'is required'));
  const members = Object.entries(value).flatMap(([name, member]) => {
    const inner = memberOf(schema, name);
    return inner && member !== undefined && member !== null ? walk(member, inner, `${path}.${name}`) : [];
  });
  const rules = (schema['x-kubernetes-validations'] ?? [])
    .filter(({ message }) => validationRule(message)?.(value) === false)
    .map(({ message }) => issue('InvalidConfiguration', path, message));
  return [...missing, ...members, ...rules];
}

function walk(value: unknown, schema: FullNode, path: string): Issue[] {
  const error = valueError(value, schema, path);
  if (error) return [issue('InvalidConfiguration', path, error)];
  if (Array.isArray(value)) return listIssues(value, schema, path);
  return isRecord(value) ? objectIssues(value, schema, path) : [];
}

/** Whether the CRDs have the kind in the version of the object. */
export const isKnownVersion = (object: KubernetesObject): boolean =>
  schemaOf(object.kind, object.apiVersion.split('/')[1]) !== undefined;

/**
 * At most 20 `InvalidConfiguration` issues: what the API server would refuse in the spec of an object of
 * monitoring.coreos.com, in the version of the object. None for an unknown version.
 */
export function schemaIssues(object: KubernetesObject): Issue[] {
  const schema = schemaOf(object.kind, object.apiVersion.split('/')[1])?.properties?.['spec'];
  if (!schema) return [];
  const spec = object['spec'];
  if (spec === undefined || spec === null) return [issue('InvalidConfiguration', 'spec', 'is required')];
  return walk(spec, schema, 'spec').slice(0, MAX_ISSUES);
}
