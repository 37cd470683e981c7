// The regular expression of a relabel rule: RE2, anchored at both ends (prometheus.io: configuration, regex). Most
// rules have an expression of literals. Those are compared without compiling, because compiling takes far longer.
import { compileRegex, type RegexProblem } from '../core/regex.ts';
import { expand, type Groups } from './template.ts';

/** An anchored expression. */
export interface Pattern {
  /** The groups of a match; `undefined` without one. */
  readonly match: (text: string) => Groups | undefined;
  /** The text with each match replaced by a template. */
  readonly replaceAll: (text: string, template: string) => string;
}

const NO_NAMES: Readonly<Record<string, number>> = Object.freeze(Object.create(null));

function simple(match: (text: string) => readonly string[] | undefined): Pattern {
  const groupsOf = (text: string): Groups | undefined => {
    const groups = match(text);
    return groups && { groups, names: NO_NAMES };
  };
  return {
    match: groupsOf,
    replaceAll: (text, template) => {
      const groups = groupsOf(text);
      return groups ? expand(template, groups) : text;
    },
  };
}

/** Literals, then nothing, a group of anything, or a group of literals; then literals. */
const LITERALS = /^([\w\-/:;@ ]*)(?:\((\.\*|\.\+|[\w\-/:;@ |]*)\)([\w\-/:;@ ]*))?$/;

/** The text between head and tail; `undefined` where the text does not have both. */
const between = (text: string, head: string, tail: string): string | undefined =>
  text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
    ? text.slice(head.length, text.length - tail.length)
    : undefined;

/** An expression that needs no compiler. `.` also matches a line break. */
function literal(regex: string): Pattern | undefined {
  if (regex === '.*') return simple((text) => [text]);
  if (regex === '.+') return simple((text) => (text ? [text] : undefined));
  const [, start, sign] = /^([\w\-/:;@ ]+)\.([*+])$/.exec(regex) ?? [];
  if (start !== undefined) {
    const least = start.length + (sign === '+' ? 1 : 0);
    return simple((text) => (text.startsWith(start) && text.length >= least ? [text] : undefined));
  }
  const [whole, head = '', inside, tail = ''] = LITERALS.exec(regex) ?? [];
  if (whole === undefined) return undefined;
  if (inside === undefined) return simple((text) => (text === regex ? [text] : undefined));
  const isAny = inside === '.*' || inside === '.+';
  const alternatives = isAny ? [] : inside.split('|');
  return simple((text) => {
    const found = between(text, head, tail);
    const fits = isAny
      ? found !== undefined && (found !== '' || inside === '.*')
      : alternatives.includes(found ?? '\n');
    return found !== undefined && fits ? [text, found] : undefined;
  });
}

function compiled(regex: string): Pattern | RegexProblem {
  const expression = compileRegex(regex);
  if (!('find' in expression)) return expression;
  const { find, names } = expression;
  return {
    match: (text) => {
      const found = find(text);
      return found && { groups: found.groups, names };
    },
    replaceAll: (text, template) => {
      let [out, from] = ['', 0];
      for (let found = find(text); found && found.end > found.start; found = find(text, from)) {
        out += text.slice(from, found.start) + expand(template, { groups: found.groups, names });
        from = found.end;
        if (from >= text.length) break;
      }
      return out + text.slice(from);
    },
  };
}

/** Patterns by their text. Most jobs have the same ones. */
const known = { newlines: new Map<string, Pattern>(), lines: new Map<string, Pattern>() };
const MAX_KNOWN = 2000;
/** A longer expression, or one with counted repetitions, can be large: it stays in the memo of compiled ones. */
const MAX_LENGTH = 100;

/**
 * The pattern of a rule, or the problem of its expression. `newlines`: whether `.` matches a line break, as in
 * Prometheus 3.
 */
export function patternOf(regex: string, newlines: boolean): Pattern | RegexProblem {
  const cache = newlines ? known.newlines : known.lines;
  const before = cache.get(regex);
  if (before) return before;
  const plain = newlines || !regex.includes('.') ? literal(regex) : undefined;
  const found = plain ?? compiled(newlines ? `^(?s:${regex})$` : `^(?:${regex})$`);
  if ('match' in found && regex.length <= MAX_LENGTH && !regex.includes('{')) {
    if (cache.size >= MAX_KNOWN) cache.clear();
    cache.set(regex, found);
  }
  return found;
}
