// Builders of schemas that TypeBox does not have: optional fields with a description, enums of strings, and the list
// and map types of a Kubernetes structural schema.

import {
  type SchemaOptions,
  type TArray,
  type TLiteral,
  type TOptional,
  type TSchema,
  type TUnion,
  Type,
} from '@sinclair/typebox';

const withOptions = <T extends TSchema>(
  schema: T,
  description: string | undefined,
  options: SchemaOptions | undefined,
): T =>
  description === undefined && options === undefined
    ? schema
    : { ...schema, ...(description === undefined ? {} : { description }), ...options };

/** A required field with its description in the CRD; `options` add to those of `schema`. */
export const required = <T extends TSchema>(schema: T, description?: string, options?: SchemaOptions): T =>
  withOptions(schema, description, options);

/** An optional field with its description in the CRD; `options` add to those of `schema`. */
export const optional = <T extends TSchema>(schema: T, description?: string, options?: SchemaOptions): TOptional<T> =>
  Type.Optional(withOptions(schema, description, options)) as TOptional<T>;

/** One of the given strings: `enum` in the CRD, a union of literals in the type. */
export const oneOf = <const T extends readonly string[]>(values: T, options?: SchemaOptions) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    options,
  ) as unknown as TUnion<{ -readonly [K in keyof T]: TLiteral<T[K]> }>;

/** An integer of 32 bits. */
export const int32 = (options?: SchemaOptions) => Type.Integer({ format: 'int32', ...options });

/** An integer of 64 bits in the CRD; JavaScript is exact up to 2^53. */
export const int64 = (options?: SchemaOptions) => Type.Integer({ format: 'int64', ...options });

/** A list that server-side apply replaces as a whole. */
export const atomicList = <T extends TSchema>(items: T, options?: SchemaOptions): TArray<T> =>
  Type.Array(items, { 'x-kubernetes-list-type': 'atomic', ...options });

/** A list of distinct values that server-side apply merges. */
export const setList = <T extends TSchema>(items: T, options?: SchemaOptions): TArray<T> =>
  Type.Array(items, { 'x-kubernetes-list-type': 'set', ...options });

/** A list of objects that server-side apply merges by `keys`. */
export const mapList = <T extends TSchema>(items: T, keys: readonly string[], options?: SchemaOptions): TArray<T> =>
  Type.Array(items, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys, ...options });

/** Options of an object or a map that server-side apply replaces as a whole. */
export const atomicMap = { 'x-kubernetes-map-type': 'atomic' } as const;

/** Options of an object that is typed here; the CRD declares only `type: object`. */
export const bareObject = { bareObject: true } as const;
