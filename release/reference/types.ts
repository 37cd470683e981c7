// The types of custom resources: every object schema that a module of hooks/api exports, by its name.
import type { TSchema } from '@sinclair/typebox';
import { KINDS, type Kind } from '../../hooks/api/kinds.ts';
import * as ownModules from './ownmodules.ts';
import * as podModules from './podmodules.ts';

type Properties = Readonly<Record<string, TSchema>>;

export interface NamedType {
  readonly name: string;
  readonly properties: Properties;
  readonly required: readonly string[];
  /** Whether it is a type of Kubernetes, whose fields stand in the documentation of Kubernetes. */
  readonly isOfKubernetes: boolean;
}

/** Types of Kubernetes in modules of our own. */
const SINGLE = ['LabelSelector', 'Condition'];

type Module = Readonly<Record<string, unknown>>;

/** The object schemas that modules export, by their properties: a field that uses one has the same properties. */
function namedTypes(modules: Readonly<Record<string, Module>>, isOfKubernetes: boolean): [Properties, NamedType][] {
  return Object.values(modules)
    .flatMap(Object.entries<unknown>)
    .flatMap(([name, value]): [Properties, NamedType][] => {
      const { type, properties, required = [] } = (value ?? {}) as Partial<TSchema>;
      if (type !== 'object' || typeof properties !== 'object') return [];
      const own = { name, properties, required: required as string[] };
      return [[properties, { ...own, isOfKubernetes: isOfKubernetes || SINGLE.includes(name) }]];
    });
}

// Where a type has two names, the first one counts.
const TYPES = new Map([...namedTypes(podModules, true), ...namedTypes(ownModules, false)].reverse());

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
