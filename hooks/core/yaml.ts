// YAML as Go programs read and write it.
import {
  boolYaml11Tag,
  CORE_SCHEMA,
  DUMP_SCHEMA,
  defineScalarTag,
  dump,
  load,
  mergeTag,
  NOT_RESOLVED,
  YAMLException,
} from 'js-yaml';
import { type Issue, issue } from './issue.ts';
import { yamlReason } from './yamlreason.ts';

/** The integer of a plain scalar in Go's YAML, which has more forms than YAML 1.2: 0777, 0o17, 1_000, 0b11, 0X1F. */
function goInteger(source: string): number | undefined {
  const [, sign, digits = ''] = /^([-+]?)([0-9][0-9a-zA-Z_]*)$/.exec(source) ?? [];
  const plain = digits.replaceAll('_', '').toLowerCase();
  if (!/^(0|[1-9][0-9]*|0[0-7]+|0o[0-7]+|0b[01]+|0x[0-9a-f]+)$/.test(plain)) return undefined;
  const value = /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
  return sign === '-' ? -value : value;
}

/** The number of a plain scalar in Go's YAML, or `undefined`. */
export function goNumber(source: string): number | undefined {
  const integer = goInteger(source);
  if (integer !== undefined) return integer;
  const plain = source.replaceAll('_', '');
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return Number(plain);
  return /^[-+]?\.(?:inf|Inf|INF)$/.test(source)
    ? source.startsWith('-')
      ? Number.NEGATIVE_INFINITY
      : Number.POSITIVE_INFINITY
    : undefined;
}

const goInt = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'-+0123456789'],
  resolve: (source) => goInteger(source) ?? NOT_RESOLVED,
  identify: () => false,
});

export const GO_SCHEMA = CORE_SCHEMA.withTags(boolYaml11Tag, mergeTag, goInt);

/** Makes js-yaml quote texts that only Go's YAML reads as numbers (0X1F, 1_e3). No value is written with this tag. */
const goText = defineScalarTag<number>('!go-number', {
  implicit: true,
  implicitFirstChars: [...'-+.0123456789'],
  resolve: (source) => goNumber(source) ?? NOT_RESOLVED,
  identify: () => false,
});
/** Reads and writes texts as Go's YAML does. */
export const WRITE_SCHEMA = DUMP_SCHEMA.withTags(goText);

/** The end marker that js-yaml writes after a text with empty lines at its end. */
const END_MARKER = /\n\.\.\.\n$/;

/**
 * The value as YAML text in the style of Go: lists are not indented, and strings are quoted if Go would read another
 * type. `undefined` members are omitted. The text has no end marker of the document, because Prometheus would ignore
 * everything after it.
 */
export const dumpYaml = (value: unknown, schema = WRITE_SCHEMA): string =>
  dump(value, { schema, lineWidth: -1, noRefs: true, seqNoIndent: true, quoteStyle: 'double' }).replace(
    END_MARKER,
    '\n',
  );

/** Limit in characters of a document with expanded aliases: a few lines of aliases can expand to billions. */
const MAX_CHARACTERS = 4_000_000;
/** Limit of nesting with expanded aliases. Each level costs stack, and indentation in each of its lines. */
const MAX_DEPTH = 100;

interface Extent {
  /** Approximate characters of the written value, without indentation. */
  readonly characters: number;
  readonly depth: number;
}

const INFINITE: Extent = { characters: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

const members = (value: object): Iterable<readonly [string, unknown]> => {
  if (value instanceof Map) return value.entries() as Iterable<[string, unknown]>;
  return Array.isArray(value) ? value.map((item) => ['', item] as const) : Object.entries(value);
};

/** The size of a value with expanded aliases; infinite if an alias includes itself. */
function extentOf(value: unknown, known: Map<object, Extent>, level = 0): Extent {
  if (typeof value === 'string') return { characters: 2 + value.length, depth: 0 };
  if (typeof value !== 'object' || value === null) return { characters: 4, depth: 0 };
  const before = known.get(value);
  if (before) return before;
  if (level > MAX_DEPTH) return INFINITE;
  known.set(value, INFINITE);
  let [characters, depth] = [2, 0];
  for (const [key, member] of members(value)) {
    const inner = extentOf(member, known, level + 1);
    characters += 2 + key.length + inner.characters;
    depth = Math.max(depth, inner.depth);
  }
  const extent = { characters, depth: depth + 1 };
  known.set(value, extent);
  return extent;
}

/** A `TooLarge` issue for a value whose aliases expand to too much. */
export function checkSize(value: unknown, path: string): Issue | undefined {
  const { characters, depth } = extentOf(value, new Map());
  if (depth > MAX_DEPTH)
    return issue('TooLarge', path, `its aliases expand to lists and mappings with more than ${MAX_DEPTH} levels`);
  return characters > MAX_CHARACTERS
    ? issue('TooLarge', path, 'its aliases expand to too many values: use fewer aliases')
    : undefined;
}

/**
 * The `InvalidYaml` issue for an exception of js-yaml. Its message has a line, a column and a reason from a table,
 * never a part of the content. Rethrows other exceptions.
 */
export function yamlIssue(error: unknown, path: string): Issue {
  if (!(error instanceof YAMLException)) throw error;
  const where = error.mark ? ` (line ${error.mark.line + 1}, column ${error.mark.column + 1})` : '';
  return issue('InvalidYaml', path, `is not valid YAML: ${yamlReason(error.reason)}${where}`);
}

/** Whether a text has no document: nothing but comments and white space. */
const isBlank = (text: string): boolean => !/^[^\S\n]*[^#\s]/m.test(text);

/**
 * Parses one YAML document of a user like Go's yaml.v2 (`yes` is true, `0777` is octal, `<<` merges). Empty text is
 * null. Returns an `InvalidYaml` or `TooLarge` issue at `path` if it cannot. The message never quotes the content.
 * `schema`: the tags of scalars and mappings.
 */
export function parseYaml(
  text: string,
  path: string,
  schema = GO_SCHEMA,
): { readonly value: unknown } | { readonly issue: Issue } {
  if (isBlank(text)) return { value: null };
  try {
    const value = load(text, { schema });
    const large = checkSize(value, path);
    return large ? { issue: large } : { value };
  } catch (error) {
    return { issue: yamlIssue(error, path) };
  }
}

/** True for a YAML or JSON mapping. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The mappings of a list; none of another value. */
export const recordsOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
