// Matchers as releases of Alertmanager before 0.27 read them. Newer ones fall back to it.
import { splitMatchers } from '../controllers/alertmanager/schema/matchers.ts';
import { trim } from '../core/trim.ts';
import type { Matcher, Operator } from './matcher.ts';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const OPERATOR = /^(?:=~|=|!=|!~)/;
/** White space of Go's `\s`. */
const SPACES = '\t\n\f\r ';
/** White space of Unicode, as Go's strings.TrimSpace removes it. */
const ALL_SPACES =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
  '\u2028\u2029\u202f\u205f\u3000';

function trimStart(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start++;
  return text.slice(start);
}

/** A value in quotes, and one without. A quote within needs a backslash; the last backslash may stand alone. */
const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"$/;
const PLAIN = /^((?:[^"\\]|\\[\s\S])*\\?)$/;

const unescaped = (pair: string, char: string): string => {
  if (char === 'n') return '\n';
  return char === '"' || char === '\\' ? char : pair;
};

/** The value without its quotes and escapes; `undefined` for a quote at a wrong place. */
const unquoted = (raw: string): string | undefined =>
  (raw.startsWith('"') ? QUOTED : PLAIN).exec(raw)?.[1]?.replace(/\\([\s\S])/g, unescaped);

/** `name operator value`, with white space between. */
function one(source: string): Matcher | undefined {
  const text = trimStart(source, SPACES);
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return undefined;
  const afterName = trimStart(text.slice(name.length), SPACES);
  const operator = OPERATOR.exec(afterName)?.[0] as Operator | undefined;
  if (operator === undefined) return undefined;
  const value = unquoted(trim(afterName.slice(operator.length), SPACES));
  return value === undefined ? undefined : { name, operator, value };
}

/** The matchers of a text, `undefined` if it is not valid. */
export function parseClassic(source: string): readonly Matcher[] | undefined {
  const matchers: Matcher[] = [];
  for (const part of splitMatchers(source, (last) => trim(last, ALL_SPACES))) {
    const matcher = one(part);
    if (!matcher) return undefined;
    matchers.push(matcher);
  }
  return matchers;
}
