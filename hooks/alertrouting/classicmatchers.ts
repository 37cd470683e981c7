// Matchers as releases of Alertmanager before 0.27 read them. Newer ones fall back to it.
import { trim } from '../core/trim.ts';
import { GO_SPACE, type Matcher, type Operator } from './matcher.ts';

/** `name operator value`, without white space in front. */
const FORM = /^([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)([\s\S]*)$/;
/** White space of `\s` in Go. */
const SPACES = '\t\n\f\r ';

/** Splits at the commas outside quotes. Braces around all, and a comma at the end, fall away. */
function split(source: string): string[] {
  const inner = source.replace(/^\{/, '').replace(/\}$/, '');
  const parts: string[] = [];
  let [part, isInside, isEscaped] = ['', false, false];
  for (const char of inner) {
    if (char === ',' && !isInside) {
      parts.push(part);
      part = '';
      continue;
    }
    if (char === '"') {
      if (!isEscaped) isInside = !isInside;
      isEscaped = false;
    } else isEscaped = char === '\\' ? !isEscaped : false;
    part += char;
  }
  // As strings.TrimSpace of Go.
  const last = trim(part, GO_SPACE);
  return last === '' ? parts : [...parts, last];
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

function one(source: string): Matcher | undefined {
  const [, name, operator, raw = ''] = FORM.exec(trim(source, SPACES)) ?? [];
  if (name === undefined || operator === undefined) return undefined;
  const value = unquoted(trim(raw, SPACES));
  return value === undefined ? undefined : { name, operator: operator as Operator, value };
}

/** The matchers of a text, `undefined` if it is not valid. */
export function parseClassic(source: string): readonly Matcher[] | undefined {
  const matchers: Matcher[] = [];
  for (const part of split(source)) {
    const matcher = one(part);
    if (!matcher) return undefined;
    matchers.push(matcher);
  }
  return matchers;
}
