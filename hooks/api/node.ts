// The structural schemas of our kinds, for code that walks an object along its schema.
import { KINDS } from './kinds.ts';
import { structural } from './structural.ts';

export interface SchemaNode {
  readonly type?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

const schemas: ReadonlyMap<string, SchemaNode> = new Map(
  KINDS.map((kind) => [kind.kind, structural(kind.schema) as SchemaNode]),
);

/** The schema of a kind of monitoring.coreos.com in its stored version; `undefined` for another kind. */
export const schemaOf = (kind: string): SchemaNode | undefined => schemas.get(kind);
