// User YAML read the way Alertmanager's loader reads it: a field of type string takes any scalar as it is written, so
// `0123` and `yes` keep their text.
import { defineMappingTag, loadAll, mapTag } from 'js-yaml';
import type { Issue } from '../../../core/issue.ts';
import { Plain, textOf } from '../../../core/plain.ts';
import { plainSchema } from '../../../core/plainyaml.ts';
import { checkSize, yamlIssue } from '../../../core/yaml.ts';

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

const SCHEMA = plainSchema(textMap);

export type Node = string | Plain | null | readonly Node[] | ReadonlyMap<string, Node>;

/** A value of an object as a node, as if a file had it. */
export function nodeOf(value: unknown): Node {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return new Plain(String(value), value);
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
