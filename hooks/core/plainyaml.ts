// YAML of users with the text of its numbers and flags.
import { defineMappingTag, defineScalarTag, load, mapTag, Schema, type TagDefinition } from 'js-yaml';
import type { Issue } from './issue.ts';
import { Plain, textOf } from './plain.ts';
import { put } from './section.ts';
import { checkSize, GO_SCHEMA, isBlank, yamlIssue } from './yaml.ts';

/** The scalar tags of Go's YAML, with `Plain` for numbers and flags, and `map` for mappings. */
export const plainSchema = (map: TagDefinition): Schema =>
  new Schema(
    GO_SCHEMA.tags.map((tag) => {
      if (tag.nodeKind === 'mapping') return tag.tagName === mapTag.tagName ? map : tag;
      if (tag.nodeKind !== 'scalar') return tag;
      return defineScalarTag<unknown>(tag.tagName, {
        implicit: tag.implicit,
        implicitFirstChars: tag.implicitFirstChars,
        identify: () => false,
        resolve: (source, isExplicit, tagName) => {
          const value: unknown = tag.resolve(source, isExplicit, tagName);
          return typeof value === 'number' || typeof value === 'boolean' ? new Plain(source, value) : value;
        },
      });
    }),
  );

/** Records with keys as they are written. */
const recordMap = defineMappingTag<Record<string, unknown>>(mapTag.tagName, {
  create: () => ({}),
  addPair: (map, key, value) => {
    const text = textOf(key);
    if (text === undefined) return 'a key must be a scalar';
    put(map, text, value);
    return '';
  },
  has: (map, key) => Object.hasOwn(map, textOf(key) ?? ''),
  keys: (map) => Object.keys(map),
  get: (map, key) => map[textOf(key) ?? ''],
  identify: () => false,
});

const SCHEMA = plainSchema(recordMap);

/**
 * Parses one YAML document like `parseYaml`, but with `Plain` for numbers and flags. `dumpYaml` writes them as they
 * were. Issues: `InvalidYaml`, `TooLarge`.
 */
export function parsePlainYaml(text: string, path: string): { readonly value: unknown } | { readonly issue: Issue } {
  if (isBlank(text)) return { value: null };
  try {
    const value = load(text, { schema: SCHEMA });
    const large = checkSize(value, path);
    return large ? { issue: large } : { value };
  } catch (error) {
    return { issue: yamlIssue(error, path) };
  }
}
