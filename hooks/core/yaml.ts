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

/**
 * The integer that a plain scalar is to Go's YAML readers, which know more than YAML 1.2: 0777, 0o17, 1_000, 0b11,
 * 0X1F.
 */
function goInteger(source: string): number | undefined {
  const [, sign, digits = ''] = /^([-+]?)([0-9][0-9a-zA-Z_]*)$/.exec(source) ?? [];
  const plain = digits.replaceAll('_', '').toLowerCase();
  if (!/^(0|[1-9][0-9]*|0[0-7]+|0o[0-7]+|0b[01]+|0x[0-9a-f]+)$/.test(plain)) return undefined;
  const value = /^0[0-7]+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
  return sign === '-' ? -value : value;
}

/** The number that a plain scalar is to Go's YAML readers. */
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

/**
 * What no reader of YAML but Go's takes for a number (0X1F, 1_e3), so that text of that form is quoted. No value is
 * written with it.
 */
const goText = defineScalarTag<number>('!go-number', {
  implicit: true,
  implicitFirstChars: [...'-+.0123456789'],
  resolve: (source) => goNumber(source) ?? NOT_RESOLVED,
  identify: () => false,
});
const WRITTEN = DUMP_SCHEMA.withTags(goText);

/** What ends a document whose last text ends in empty lines. */
const END = /\n\.\.\.\n$/;

/**
 * A value as YAML text in Go's look: lists not indented, strings quoted where a Go reader would see another type.
 * `undefined` members vanish. Texts of several values may follow one another, so none holds the end of a document:
 * Prometheus would ignore all that comes after it.
 */
export const dumpYaml = (value: unknown): string =>
  dump(value, { schema: WRITTEN, lineWidth: -1, noRefs: true, seqNoIndent: true, quoteStyle: 'double' }).replace(
    END,
    '\n',
  );

/**
 * Characters that a document may have once its aliases are written out: a few lines of aliases can stand for billions.
 */
const LARGEST = 4_000_000;
/** Levels of nesting once its aliases are written out; each costs stack, and blanks in each of its lines. */
const DEEPEST = 100;

interface Extent {
  /** About the characters that it takes to write the value, without the blanks before its lines. */
  readonly characters: number;
  readonly depth: number;
}

const ENDLESS: Extent = { characters: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

const members = (value: object): Iterable<readonly [string, unknown]> => {
  if (value instanceof Map) return value.entries() as Iterable<[string, unknown]>;
  return Array.isArray(value) ? value.map((item) => ['', item] as const) : Object.entries(value);
};

/** How large a value is when every alias counts as what it stands for; without end where one stands for itself. */
function extentOf(value: unknown, known: Map<object, Extent>, level = 0): Extent {
  if (typeof value === 'string') return { characters: 2 + value.length, depth: 0 };
  if (typeof value !== 'object' || value === null) return { characters: 4, depth: 0 };
  const before = known.get(value);
  if (before) return before;
  if (level > DEEPEST) return ENDLESS;
  known.set(value, ENDLESS);
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

/** A `TooLarge` issue for what could not be written out again. */
export function checkSize(value: unknown, path: string): Issue | undefined {
  const { characters, depth } = extentOf(value, new Map());
  if (depth > DEEPEST)
    return issue('TooLarge', path, `its aliases stand for lists and mappings nested more than ${DEEPEST} deep`);
  return characters > LARGEST
    ? issue('TooLarge', path, 'its aliases stand for too many values: write fewer of them')
    : undefined;
}

/**
 * The `InvalidYaml` issue for what the reader has thrown; its message gives a place and a reason from a table, never a
 * word of the content. Throws again what is no mistake in YAML.
 */
export function yamlIssue(error: unknown, path: string): Issue {
  if (!(error instanceof YAMLException)) throw error;
  const where = error.mark ? ` (line ${error.mark.line + 1}, column ${error.mark.column + 1})` : '';
  return issue('InvalidYaml', path, `is not valid YAML: ${yamlReason(error.reason)}${where}`);
}

/**
 * Reads one document of user YAML the way Go's yaml.v2 does (`yes` is true, `0777` is octal, `<<` merges). Empty text
 * is null. Gives an `InvalidYaml` issue at `path` where the text cannot be read; its message quotes a place, never the
 * content.
 */
export function parseYaml(text: string, path: string): { readonly value: unknown } | { readonly issue: Issue } {
  if (text.trim() === '') return { value: null };
  try {
    const value = load(text, { schema: GO_SCHEMA });
    const large = checkSize(value, path);
    return large ? { issue: large } : { value };
  } catch (error) {
    return { issue: yamlIssue(error, path) };
  }
}

/** True for a YAML or JSON mapping. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
