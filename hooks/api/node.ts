// The structural schemas of our kinds, for code that walks an object along its schema.
import { row } from '../core/row.ts';
import { KINDS, type Kind } from './kinds.ts';
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

const KIND_ROWS: readonly Kind[] = KINDS;
const schemas: ReadonlyMap<string, SchemaNode> = new Map(
  KIND_ROWS.flatMap(({ kind, version, schema, converted }) =>
    [{ version, schema }, ...(converted ? [converted] : [])].map((served) => [
      `${kind}/${served.version}`,
      structural(served.schema) as SchemaNode,
    ]),
  ),
);
const stored: ReadonlyMap<string, string> = new Map(KIND_ROWS.map(({ kind, version }) => [kind, version]));

/** The schema of a member of an object, if its schema has one. */
export const memberOf = ({ properties = {}, additionalProperties }: SchemaNode, name: string): SchemaNode | undefined =>
  row(properties, name) ?? additionalProperties;

/**
 * The schema of a kind of monitoring.coreos.com in a version, by default the stored one; `undefined` for another kind or
 * version.
 */
export const schemaOf = (kind: string, version = stored.get(kind)): SchemaNode | undefined =>
  schemas.get(`${kind}/${version}`);
