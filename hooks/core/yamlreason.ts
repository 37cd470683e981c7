// Reasons of YAML errors without any part of the text, which may be from a Secret.
import { row } from './row.ts';

/** Reasons of js-yaml that quote nothing of the text. */
const PLAIN: ReadonlySet<string> = new Set([
  'TAG directive accepts exactly two arguments',
  'YAML directive accepts exactly one argument',
  'a key must be a scalar',
  'a line break is expected',
  'a whitespace character is expected after the key-value separator within a block mapping',
  'abnormal merge sequence size',
  'alias node should not have any properties',
  'bad explicit indentation width of a block scalar; it cannot be less than one',
  'bad indentation of a mapping entry',
  'bad indentation of a sequence entry',
  'can not read a block mapping entry; a multiline key may not be an implicit key',
  'can not read a document',
  'cannot merge mappings; the provided source object is unacceptable',
  'deficient indentation',
  'directive name must not be less than one character in length',
  'directives end mark is expected',
  'duplicated mapping key',
  'duplication of %YAML directive',
  'duplication of a tag property',
  'duplication of an anchor property',
  'end of the stream or a document separator is expected',
  "expected ':' after a mapping key",
  'expected a document, but the input is empty',
  'expected a single document in the stream, but found more',
  'expected hexadecimal character',
  "expected the node content, but found ','",
  'expected valid JSON character',
  'ill-formed argument of the YAML directive',
  'ill-formed tag handle (first argument) of the TAG directive',
  'ill-formed tag prefix (second argument) of the TAG directive',
  'incomplete mapping pair in event stream',
  'missed comma between flow collection entries',
  'name of an alias node must contain at least one character',
  'name of an anchor node must contain at least one character',
  'named tag handle cannot contain such characters',
  'object-based map does not support complex keys',
  'repeat of a chomping mode identifier',
  'repeat of an indentation width identifier',
  'tab characters must not be used in indentation',
  'tag suffix cannot contain exclamation marks',
  'tag suffix cannot contain flow indicator characters',
  'the stream contains non-printable characters',
  'unacceptable YAML version of the document',
  'unexpected end of the document within a double quoted scalar',
  'unexpected end of the document within a single quoted scalar',
  'unexpected end of the stream within a double quoted scalar',
  'unexpected end of the stream within a flow collection',
  'unexpected end of the stream within a single quoted scalar',
  'unexpected end of the stream within a verbatim tag',
  'unknown escape sequence',
]);

/** Reasons that need a word more. */
const HINTS: Readonly<Record<string, string>> = {
  'end of the stream or a document separator is expected': 'check the indentation: spaces, no tabs',
};

/** Beginnings of reasons that quote the text, and their replacements. */
const REPEATING: readonly (readonly [begins: string, instead: string])[] = [
  ['aliases exceeded', 'it has too many aliases'],
  ['cannot resolve a node', 'a value does not fit the tag before it'],
  ['merge keys exceeded', 'it merges too many keys'],
  ['nesting exceeded', 'it is nested too deep'],
  ['recursive alias', 'an alias includes itself'],
  ['tag name cannot contain', 'a tag has a character that tags cannot have'],
  ['there is a previously declared suffix', 'a tag handle is declared twice'],
  ['undeclared tag handle', 'a tag handle is not declared'],
  ['unidentified alias', 'an alias (*name) has no anchor (&name); put a text that begins with * in quotes'],
  ['unknown mapping tag', 'a tag is not known'],
  ['unknown scalar tag', 'a tag is not known; put a text that begins with ! in quotes'],
  ['unknown sequence tag', 'a tag is not known'],
];

/** The reason for a message. A reason that is in no table is replaced, because it may quote the text. */
export function yamlReason(reason: string): string {
  if (PLAIN.has(reason)) return row(HINTS, reason) ? `${reason}; ${row(HINTS, reason)}` : reason;
  return REPEATING.find(([begins]) => reason.startsWith(begins))?.[1] ?? 'it cannot be read';
}
