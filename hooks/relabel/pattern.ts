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

/** Literals, at most one group of literals, literals. */
const LITERALS = /^([\w\-/:;@ ]*)(?:\(([\w\-/:;@ |]*)\)([\w\-/:;@ ]*))?$/;

/** An expression that needs no compiler. `$` also matches nothing but the end, and `.` also a line break. */
function literal(regex: string): Pattern | undefined {
  if (regex === '(.*)') return simple((text) => [text, text]);
  if (regex === '.*') return simple((text) => [text]);
  if (regex === '(.+)') return simple((text) => (text ? [text, text] : undefined));
  if (regex === '.+') return simple((text) => (text ? [text] : undefined));
  const [whole, head = '', inside, tail = ''] = LITERALS.exec(regex) ?? [];
  if (whole === undefined) return undefined;
  if (inside === undefined) return simple((text) => (text === regex ? [text] : undefined));
  const alternatives = inside.split('|');
  return simple((text) => {
    const found = alternatives.find((one) => text === `${head}${one}${tail}`);
    return found === undefined ? undefined : [text, found];
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

/**
 * The pattern of a rule, or the problem of its expression. `newlines`: whether `.` matches a line break, as in
 * Prometheus 3.
 */
export function patternOf(regex: string, newlines: boolean): Pattern | RegexProblem {
  const hasDot = regex.includes('.');
  const found = newlines || !hasDot ? literal(regex) : undefined;
  return found ?? compiled(newlines ? `^(?s:${regex})$` : `^(?:${regex})$`);
}
