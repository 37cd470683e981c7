// TypeBox schema -> structural schema of a CRD (apiextensions.k8s.io/v1). The order of keys is fixed: a file under
// manifests/crds changes only if its schema does. Rules of structural schemas: https://kubernetes.io/docs/tasks/
// extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema

import type { TSchema } from '@sinclair/typebox';

/** A node of an OpenAPI v3 structural schema. */
export interface Structural {
  readonly [keyword: string]: unknown;
}

/** Keywords with the same meaning in TypeBox and OpenAPI, in the order of the written files. */
const SAME = [
  'type',
  'format',
  'pattern',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'nullable',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
] as const;

/**
 * The structural form of a TypeBox schema. Literals become `enum`, records become `additionalProperties`, and
 * `Type.Unknown()` keeps unknown fields. Properties are sorted by name. Patterns are copied.
 */
export function structural(schema: TSchema): Structural {
  const about = schema.description === undefined ? {} : { description: schema.description };
  if (schema.bareObject === true) return { ...about, type: 'object' };
  return { ...about, ...kept(schema), ...shape(schema) };
}

/**
 * `structural` for a whole object. `required` leaves out apiVersion, kind and metadata, because the API server requires
 * them by itself.
 */
export function structuralObject(schema: TSchema): Structural {
  const { required, ...rest } = structural(schema);
  const names = strings(required).filter((name) => !['apiVersion', 'kind', 'metadata'].includes(name));
  return names.length === 0 ? rest : { ...rest, required: names };
}

const kept = (schema: TSchema): Structural =>
  Object.fromEntries(
    SAME.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]),
  );

function shape(schema: TSchema): Structural {
  if (schema['x-kubernetes-int-or-string'] === true) return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  if (schema.anyOf !== undefined)
    return { type: 'string', enum: schema.anyOf.map((literal: TSchema) => literal.const) };
  if (schema.const !== undefined) return { enum: [schema.const] };
  if (schema.type === 'array') return { items: structural(schema.items) };
  if (schema.patternProperties !== undefined) return record(schema.patternProperties);
  if (schema.type === 'object') return object(schema.properties, strings(schema.required));
  return schema.type === undefined ? { 'x-kubernetes-preserve-unknown-fields': true } : {};
}

const record = (patterns: Record<string, TSchema>): Structural => ({
  additionalProperties: Object.values(patterns).map(structural)[0],
});

function object(properties: Record<string, TSchema>, required: readonly string[]): Structural {
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    properties: Object.fromEntries(sorted.map(([name, schema]) => [name, structural(schema)])),
    ...(required.length === 0 ? {} : { required: [...required].sort() }),
  };
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
