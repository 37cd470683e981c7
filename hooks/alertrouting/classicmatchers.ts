// Matchers as releases of Alertmanager before 0.27 read them. Newer ones fall back to it.
import { GO_SPACE, type Matcher, type Operator } from './matcher.ts';

/** `name operator value`. White space is that of Go's `\s`. */
const FORM = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*([\s\S]*)$/;
const SPACES = /[\t\n\f\r ]+$/;
/** White space at both ends, as Go's strings.TrimSpace removes it. */
const ENDS = new RegExp(`^[${GO_SPACE}]+|[${GO_SPACE}]+$`, 'g');

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
  const last = part.replace(ENDS, '');
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
  const [, name, operator, raw = ''] = FORM.exec(source) ?? [];
  if (name === undefined || operator === undefined) return undefined;
  const value = unquoted(raw.replace(SPACES, ''));
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
