// YAML of users with the text of its numbers and flags.
import { defineMappingTag, defineScalarTag, mapTag, NOT_RESOLVED, Schema, type TagDefinition } from 'js-yaml';
import { isPlain, Plain, textOf } from './plain.ts';
import { put } from './section.ts';
import { dumpYaml, GO_SCHEMA, parseYaml, WRITE_SCHEMA } from './yaml.ts';

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
 * Parses one YAML document like `parseYaml`, but with `Plain` for numbers and flags. `dumpPlainYaml` writes them as
 * they were. Issues: `InvalidYaml`, `TooLarge`.
 */
export const parsePlainYaml = (text: string, path: string): ReturnType<typeof parseYaml> =>
  parseYaml(text, path, SCHEMA);

/** The tag that js-yaml reads from an unquoted text. */
const tagOf = (source: string): string =>
  WRITE_SCHEMA.implicitScalarTags.find((tag) => tag.resolve(source, false, tag.tagName) !== NOT_RESOLVED)?.tagName ??
  '';

/** Writes the text of unquoted scalars as it was. */
const PLAIN_SCHEMA = new Schema(
  WRITE_SCHEMA.tags.map((tag) =>
    tag.nodeKind === 'scalar' && tag.implicit
      ? defineScalarTag<unknown>(tag.tagName, {
          implicit: true,
          implicitFirstChars: tag.implicitFirstChars,
          resolve: tag.resolve,
          identify: (value) => (isPlain(value) ? tagOf(value.source) === tag.tagName : tag.identify(value)),
          represent: (value) => (isPlain(value) ? value.source : tag.represent(value)),
        })
      : tag,
  ),
);

/** `dumpYaml` for values with `Plain` scalars. It is slower. */
export const dumpPlainYaml = (value: unknown): string => dumpYaml(value, PLAIN_SCHEMA);
