// A relabel rule as `prometheus.yml` has it, with the defaults of Prometheus filled in (prometheus.io: configuration,
// relabel_config).
import type { RegexProblem } from '../core/regex.ts';
import type { Section } from '../core/section.ts';
import { isLabelName } from '../prometheus/schema/types.ts';
import { knows } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';
import { type Pattern, patternOf } from './pattern.ts';

/** What differs between releases and servers. */
export interface RelabelOptions {
  /** Whether label names can have any character. Without it, only ASCII letters, digits and `_`. */
  readonly utf8: boolean;
  /** Whether `.` matches a line break. */
  readonly newlines: boolean;
}

/** The options of a server. `scheme`: its `nameValidationScheme`. */
export const relabelOptions = (version: Version, scheme?: string): RelabelOptions => ({
  utf8: knows(version, 'label.utf8') && scheme?.toLowerCase() !== 'legacy',
  newlines: knows(version, 'regex.newline'),
});

/** A rule to evaluate. */
export interface Rule {
  readonly action: string;
  readonly sources: readonly string[];
  readonly separator: string;
  readonly regex: string;
  readonly target: string;
  readonly replacement: string;
  readonly modulus: bigint;
  readonly pattern: Pattern;
  /** A replacement that needs no expression: a copy of the value, or the text of `replacement`. */
  readonly plain: 'copy' | 'text' | undefined;
}

/** Most rules copy a label or set a text. */
function plainOf(target: string, replacement: string, utf8: boolean): Rule['plain'] {
  if (target.includes('$') || !isLabelName(target, utf8)) return undefined;
  if (replacement === '$1' || replacement === '${1}') return 'copy';
  return replacement.includes('$') ? undefined : 'text';
}

const textOr = (value: unknown, fallback: string): string =>
  value === undefined ? fallback : value === null ? '' : String(value);

const moduli = /^\d{1,20}$/;

function ruleOf(section: Section, options: RelabelOptions): Rule | RegexProblem {
  const regex = textOr(section['regex'], '(.*)');
  const pattern = patternOf(regex, options.newlines);
  if (!('match' in pattern)) return pattern;
  const sources = section['source_labels'];
  const modulus = section['modulus'];
  const action = textOr(section['action'], 'replace').toLowerCase();
  const target = textOr(section['target_label'], '');
  const replacement = textOr(section['replacement'], '$1');
  const isPlain = action === 'replace' && regex === '(.*)';
  return {
    action,
    sources: Array.isArray(sources) ? sources.map(String) : [],
    separator: textOr(section['separator'], ';'),
    regex,
    target,
    replacement,
    modulus: modulus !== undefined && moduli.test(String(modulus)) ? BigInt(String(modulus)) : 0n,
    pattern,
    plain: isPlain ? plainOf(target, replacement, options.utf8) : undefined,
  };
}

const known = new WeakMap<Section, { readonly rule: Rule; readonly utf8: boolean; readonly newlines: boolean }>();

/** The rule of a section. Many jobs share the same frozen sections. */
function ruleOnce(section: Section, options: RelabelOptions): Rule | RegexProblem {
  const before = known.get(section);
  if (before?.utf8 === options.utf8 && before.newlines === options.newlines) return before.rule;
  const rule = ruleOf(section, options);
  if ('pattern' in rule && Object.isFrozen(section)) known.set(section, { rule, ...options });
  return rule;
}

/** Rules to evaluate, or the number of the first rule whose expression is invalid, and its problem. */
export function compileRules(
  sections: readonly Section[],
  options: RelabelOptions,
): { readonly rules: readonly Rule[] } | { readonly index: number; readonly problem: RegexProblem } {
  const rules: Rule[] = [];
  for (const [index, section] of sections.entries()) {
    const rule = ruleOnce(section, options);
    if (!('pattern' in rule)) return { index, problem: rule };
    rules.push(rule);
  }
  return { rules };
}
