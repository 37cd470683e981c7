// TypeBox schema -> structural schema of a CRD (apiextensions.k8s.io/v1). The order of keys is fixed, so that the
// written files change only where a schema does.

import type { TSchema } from '@sinclair/typebox';

/** A node of an OpenAPI v3 structural schema, as far as CRDs use it. */
export interface Structural {
  readonly [keyword: string]: unknown;
}

/** Keywords that mean the same on both sides, in the order they are written. */
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
 * The structural form of a TypeBox schema: literals become `enum`, records `additionalProperties`, and what is unknown
 * keeps its fields. Properties are sorted by name. Patterns go through as text. Rules:
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function structural(schema: TSchema): Structural {
  const about = schema.description === undefined ? {} : { description: schema.description };
  if (schema.bareObject === true) return { ...about, type: 'object' };
  return { ...about, ...kept(schema), ...shape(schema) };
}

/**
 * As `structural`, for a whole object: of metadata a CRD may say no more than its type, and the API server itself asks
 * for the rest.
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
