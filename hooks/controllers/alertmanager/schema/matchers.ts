// Label matchers of routes and inhibition rules: `name="value"`, with =, !=, =~ and !~ (prometheus.io: alerting
// configuration, matcher).

import type { Matcher } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import { regexError } from '../../../core/regex.ts';
import { since } from '../../../versions/alertmanager.ts';
import type { Release } from './table.ts';

/** The release that brought lists of matchers; before, there were maps of values and of expressions. */
export const LISTS_SINCE: Release = since('matchers.matchType');
/** The release that brought any text as the name of a label. */
export const ANY_NAME_SINCE: Release = since('matchers.utf8');

/**
 * `name<op>"value"`, with the escapes that matchers know. Deprecated `regex` is used where `matchType` is not given.
 */
export function formatMatcher({ name, value = '', matchType, regex }: Matcher): string {
  const operator = matchType || (regex ? '=~' : '=');
  return `${name}${operator}"${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`;
}

/** Whether two written matchers differ in nothing but spaces. */
export const sameMatcher = (a: string, b: string): boolean => a.replaceAll(' ', '') === b.replaceAll(' ', '');

/**
 * Which names of labels count: any, as in the Go operator; those of old releases; or any text, in quotes where it must.
 */
export type Names = 'any' | 'classic' | 'utf8';

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a list of label names can hold the name. */
export const isLabel = (name: string, names: Names): boolean =>
  names === 'any' || (names === 'utf8' ? name !== '' : LABEL.test(name));

const OPERATORS: readonly string[] = ['=', '!=', '=~', '!~'];

/**
 * `InvalidRoute` issues of a matcher in an AlertmanagerConfig: an unknown operator, no name. `names`: also names and
 * expressions that Alertmanager cannot read. With one of them it would refuse the whole configuration.
 */
export function checkMatcher(matcher: Matcher, path: string, names: Names): Issue[] {
  const { name, matchType } = matcher;
  if (matchType && !OPERATORS.includes(matchType))
    return [issue('InvalidRoute', `${path}.matchType`, `${quoted(matchType)} is not one of =, !=, =~, !~`)];
  if (matchType && name.trim() === '') return [issue('InvalidRoute', `${path}.name`, 'must not be empty')];
  if (names === 'any') return [];
  const error = writtenMatcherError(formatMatcher(matcher), names === 'utf8');
  return error ? [issue('InvalidRoute', path, `${quoted(name)} with this value ${error}`)] : [];
}

const CLASSIC = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*(.*)/s;
/** The form for label names outside ASCII, which Alertmanager reads since 0.27. */
const QUOTED =
  /^("(?:[^"\\]|\\.)+"|[^\s\u0085{}!=~,\\"'`]+)\s*(=~|=|!=|!~)\s*("(?:[^"\\]|\\.)*"|[^\s\u0085{}!=~,\\"'`]*)$/s;

/**
 * Splits at the commas outside quotes; an optional pair of braces and a trailing comma fall away. `trimmed`: the last
 * part without white space, as the reader defines it.
 */
export function splitMatchers(source: string, trimmed: (part: string) => string): string[] {
  const inner = source.replace(/^\{/, '').replace(/\}$/, '');
  const parts: string[] = [];
  let [part, inside, escaped] = ['', false, false];
  for (const char of inner) {
    if (char === ',' && !inside) {
      parts.push(part);
      part = '';
      continue;
    }
    if (char === '"' && !escaped) inside = !inside;
    escaped = char === '\\' && !escaped;
    part += char;
  }
  const last = trimmed(part);
  return last === '' ? parts : [...parts, last];
}

/** Quotes may stand around the whole value only; within, they need a backslash. */
function valueError(raw: string): string | undefined {
  const quoted = raw.startsWith('"');
  const body = quoted ? raw.slice(1) : raw;
  const end = /^(?:[^"\\]|\\.)*/s.exec(body)?.[0].length ?? 0;
  const rest = body.slice(end);
  if (rest === '\\' && !quoted) return undefined;
  return rest === (quoted ? '"' : '') ? undefined : 'has an unescaped double quote in its value';
}

const unescaped = (raw: string): string =>
  raw.replace(/^"|"$/g, '').replace(/\\(n|"|\\)/g, (_all, char: string) => (char === 'n' ? '\n' : char));

function oneError(source: string, quotedNames: boolean): string | undefined {
  const part = source.trim();
  const classic = CLASSIC.exec(part);
  const [, , operator = '', raw = ''] = classic ?? (quotedNames ? QUOTED.exec(part) : null) ?? [];
  if (operator === '') return 'is not of the form name="value"';
  const error = valueError(raw);
  if (error) return error;
  const wrong = operator.includes('~') ? regexError(`^(?:${unescaped(raw)})$`) : undefined;
  return wrong ? `is not an RE2 expression: ${wrong}` : undefined;
}

/**
 * Why Alertmanager would refuse a written matcher (or several with commas between), `undefined` when it would not.
 * `quotedNames`: names in quotes are fine too.
 */
export function writtenMatcherError(source: string, quotedNames: boolean): string | undefined {
  for (const part of splitMatchers(source, (last) => last.trim())) {
    const error = oneError(part, quotedNames);
    if (error) return error;
  }
  return undefined;
}
