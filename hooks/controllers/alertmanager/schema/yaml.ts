// User YAML read the way Alertmanager's loader reads it: a field of type string takes any scalar as it is written, so
// `0123` and `yes` keep their text.
import { defineMappingTag, defineScalarTag, loadAll, mapTag, Schema, type TagDefinition } from 'js-yaml';
import type { Issue } from '../../../core/issue.ts';
import { checkSize, GO_SCHEMA, yamlIssue } from '../../../core/yaml.ts';

const PLAIN: unique symbol = Symbol('plain');

/** An unquoted scalar that is a number or a flag: its text and what it stands for. */
export interface Plain {
  readonly [PLAIN]: true;
  readonly source: string;
  readonly value: unknown;
}

export const isPlain = (node: unknown): node is Plain => typeof node === 'object' && node !== null && PLAIN in node;

/** The text of a scalar; `undefined` for null, lists and maps. */
export const textOf = (node: unknown): string | undefined =>
  typeof node === 'string' ? node : isPlain(node) ? node.source : undefined;

function keepSource(tag: TagDefinition): TagDefinition {
  if (tag.nodeKind === 'mapping') return tag.tagName === mapTag.tagName ? textMap : tag;
  if (tag.nodeKind !== 'scalar') return tag;
  return defineScalarTag<unknown>(tag.tagName, {
    implicit: tag.implicit,
    implicitFirstChars: tag.implicitFirstChars,
    identify: () => false,
    resolve: (source, isExplicit, tagName) => {
      const value: unknown = tag.resolve(source, isExplicit, tagName);
      const scalar = typeof value === 'number' || typeof value === 'boolean';
      return scalar ? { [PLAIN]: true, source, value } : value;
    },
  });
}

/** Maps with keys as they are written; `__proto__` is a key like any other. */
const textMap = defineMappingTag<Map<string, unknown>>(mapTag.tagName, {
  create: () => new Map(),
  addPair: (map, key, value) => {
    const text = textOf(key);
    if (text === undefined) return 'a key must be a scalar';
    map.set(text, value);
    return '';
  },
  has: (map, key) => map.has(textOf(key) ?? ''),
  keys: (map) => map.keys(),
  get: (map, key) => map.get(textOf(key) ?? ''),
  identify: () => false,
});

const SCHEMA = new Schema(GO_SCHEMA.tags.map(keepSource));

export type Node = string | Plain | null | readonly Node[] | ReadonlyMap<string, Node>;

/** A value of an object as a node, as if a file had it. */
export function nodeOf(value: unknown): Node {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return { [PLAIN]: true, source: String(value), value };
  if (Array.isArray(value)) return value.map(nodeOf);
  if (typeof value !== 'object' || value === null) return null;
  return new Map(Object.entries(value).map(([key, member]) => [key, nodeOf(member)]));
}

/**
 * The first document of the text. Maps are `Map`s, numbers and flags are `Plain`. Issues: `TooLarge`, `InvalidYaml`,
 * with a place but never the content.
 */
export function parseFile(text: string, path: string): { readonly node: Node } | { readonly issue: Issue } {
  try {
    const node = (loadAll(text, { schema: SCHEMA })[0] ?? null) as Node;
    const large = checkSize(node, path);
    return large ? { issue: large } : { node };
  } catch (error) {
    return { issue: yamlIssue(error, path) };
  }
}
