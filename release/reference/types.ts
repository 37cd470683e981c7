// The types of custom resources: every object schema that a module of hooks/api exports, by its name.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from '@sinclair/typebox';
import { KINDS, type Kind } from '../../hooks/api/kinds.ts';
import { ROOT } from '../paths.ts';

type Properties = Readonly<Record<string, TSchema>>;

export interface NamedType {
  readonly name: string;
  readonly properties: Properties;
  readonly required: readonly string[];
  /** Whether it is a type of Kubernetes, whose fields stand in the documentation of Kubernetes. */
  readonly isOfKubernetes: boolean;
}

const FOLDER = join(ROOT, 'hooks/api');
/** Modules with types of Kubernetes, and single ones elsewhere. */
const OF_KUBERNETES = /^pod\//;
const SINGLE = ['LabelSelector', 'Condition'];
/** The other version of a kind has types with the same names. Its page describes the stored version. */
const LEFT_OUT = /^(write|alertmanagerconfigv1beta1)\.ts$/;

async function namedTypes(): Promise<ReadonlyMap<Properties, NamedType>> {
  const found = new Map<Properties, NamedType>();
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter((name) => name.endsWith('.ts') && !LEFT_OUT.test(name))) {
    const module = (await import(join(FOLDER, file))) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(module)) {
      const { type, properties, required = [] } = (value ?? {}) as Partial<TSchema>;
      if (type !== 'object' || typeof properties !== 'object' || found.has(properties as Properties)) continue;
      const isOfKubernetes = OF_KUBERNETES.test(file) || SINGLE.includes(name);
      found.set(properties as Properties, { name, properties, required: required as string[], isOfKubernetes });
    }
  }
  return found;
}

const TYPES = await namedTypes();

/** The named type of an object schema; `undefined` for others. Descriptions and defaults of a field do not matter. */
export const namedType = (schema: TSchema): NamedType | undefined =>
  schema['properties'] === undefined ? undefined : TYPES.get(schema['properties'] as Properties);

/** The schema in lists and maps of a schema. */
export function inner(schema: TSchema): TSchema {
  if (schema['type'] === 'array') return inner(schema['items'] as TSchema);
  const patterns = schema['patternProperties'] as Properties | undefined;
  const [value] = Object.values(patterns ?? {});
  return value ? inner(value) : schema;
}

/** Types that an object with these properties needs, each once, in the order of their use. */
function needed(properties: Properties, found: Set<NamedType>): void {
  for (const field of Object.values(properties)) {
    const schema = inner(field);
    const named = namedType(schema);
    if (named && found.has(named)) continue;
    if (named) found.add(named);
    if (schema['properties'] && !named?.isOfKubernetes) needed(schema['properties'] as Properties, found);
  }
}

export interface KindTypes {
  readonly kind: Kind;
  readonly spec: TSchema;
  readonly types: readonly NamedType[];
}

const own = ({ schema }: Kind): Properties => schema['properties'] as Properties;

/** Every kind with the types that its spec needs. The status is described in docs/conditions.md. */
export const kindTypes: readonly KindTypes[] = (KINDS as readonly Kind[]).map((kind) => {
  const found = new Set<NamedType>();
  const spec = own(kind)['spec'] as TSchema;
  needed({ spec }, found);
  const types = [...found].filter(
    ({ isOfKubernetes, properties }) => !isOfKubernetes && properties !== spec['properties'],
  );
  return { kind, spec, types };
});

/** Types that more than one kind needs, by name. */
export const sharedTypes: readonly NamedType[] = [
  ...new Set(
    kindTypes.flatMap(({ types }) =>
      types.filter((type) => kindTypes.filter((other) => other.types.includes(type)).length > 1),
    ),
  ),
].sort((a, b) => (a.name < b.name ? -1 : 1));
