// Relabeling rules: checks as in Prometheus (prometheus.io: configuration, relabel_config), and rendering.
import type { RelabelConfig } from '../../api/shared/relabeling.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { checkRegex } from '../../core/regex.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonZero, type Section, section } from '../../core/section.ts';
import { isLabelTemplate } from '../../prometheus/schema/relabel.ts';
import { isLabelName as isName } from '../../prometheus/schema/types.ts';
import { type Key, knows, since } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';

interface Traits {
  readonly since?: Key;
  readonly needsTarget?: true;
  /** The target must be a label name without `$1`. */
  readonly plainTarget?: true;
  /** The replacement must be `$1`. */
  readonly fixedReplacement?: true;
}

/** The requirements of each action. */
const ACTIONS: Readonly<Record<string, Traits>> = {
  dropequal: { since: 'relabel.equal', needsTarget: true, plainTarget: true, fixedReplacement: true },
  drop: {},
  hashmod: { needsTarget: true, plainTarget: true },
  keep: {},
  keepequal: { since: 'relabel.equal', needsTarget: true, plainTarget: true, fixedReplacement: true },
  labeldrop: {},
  labelkeep: {},
  labelmap: {},
  lowercase: { since: 'relabel.case', needsTarget: true, plainTarget: true, fixedReplacement: true },
  replace: { needsTarget: true, plainTarget: true },
  uppercase: { since: 'relabel.case', needsTarget: true, plainTarget: true, fixedReplacement: true },
};

/** Whether the text is a label name: any text from Prometheus 3.0 on, ASCII letters, digits and `_` before. */
export const isLabelName = (name: string, version: Version): boolean => isName(name, knows(version, 'label.utf8'));

const actionOf = (rule: RelabelConfig): string => (rule.action || 'replace').toLowerCase();

function checkTarget(rule: RelabelConfig, action: string, traits: Traits, version: Version): string | undefined {
  const target = rule.targetLabel ?? '';
  if (traits.needsTarget && !target) return `action ${action} needs a targetLabel`;
  if (traits.plainTarget && target && !isLabelName(target, version))
    return `${quoted(target)} is not a label name: use ASCII letters, digits and _, or Prometheus ${since('label.utf8')}`;
  return undefined;
}

const isDefault = (value: string | undefined, fallback: string): boolean => value === undefined || value === fallback;

function checkReplacement(rule: RelabelConfig, action: string, traits: Traits, version: Version): string | undefined {
  if (traits.fixedReplacement && !isDefault(rule.replacement, '$1')) return `action ${action} does not use replacement`;
  if (action !== 'labelmap') return undefined;
  const replacement = rule.replacement ?? '$1';
  const fine = knows(version, 'label.utf8') ? replacement !== '' : isLabelTemplate(replacement, false);
  return fine ? undefined : `${quoted(replacement)} does not result in a label name`;
}

/** Why a field is not allowed: actions on label names and comparisons use only some fields. */
function checkUnused(rule: RelabelConfig, action: string): string | undefined {
  const modulus = rule.modulus ?? 0;
  const separator = isDefault(rule.separator, ';');
  if (action === 'keepequal' || action === 'dropequal') {
    const regex = !rule.regex || rule.regex === '(.*)';
    return regex && modulus === 0 && separator ? undefined : `action ${action} uses sourceLabels and targetLabel only`;
  }
  if (action === 'labeldrop' || action === 'labelkeep') {
    const bare =
      !rule.sourceLabels?.length &&
      !rule.targetLabel &&
      modulus === 0 &&
      separator &&
      isDefault(rule.replacement, '$1');
    return bare ? undefined : `action ${action} uses regex only`;
  }
  return undefined;
}

function checkRegexField(regex: string | undefined, path: string): Issue | undefined {
  const wrong = regex ? checkRegex(`^(?s:${regex})$`) : undefined;
  if (!wrong) return undefined;
  return issue(
    wrong.reason,
    path,
    wrong.reason === 'TooExpensive' ? wrong.message : `${quoted(regex)} is not RE2: ${wrong.message}`,
  );
}

function checkRule(rule: RelabelConfig, version: Version, path: string): Issue[] {
  const action = actionOf(rule);
  const traits = row(ACTIONS, action);
  const bad = (field: string, message: string) => [issue('InvalidRelabeling', `${path}.${field}`, message)];
  if (!traits) return bad('action', `${quoted(rule.action)} is no relabel action`);
  if (traits.since && !knows(version, traits.since))
    return bad('action', `${action} needs Prometheus ${since(traits.since)}`);
  const regex = checkRegexField(rule.regex, `${path}.regex`);
  if (regex) return [regex];
  if (action === 'hashmod' && !rule.modulus) return bad('modulus', 'action hashmod needs a modulus above 0');
  const target = checkTarget(rule, action, traits, version);
  if (target) return bad('targetLabel', target);
  const replacement = checkReplacement(rule, action, traits, version);
  if (replacement) return bad('replacement', replacement);
  const unused = checkUnused(rule, action);
  return unused ? bad('action', unused) : [];
}

/** `InvalidRelabeling`, `InvalidRegex` and `TooExpensive` issues of a list of rules. */
export const checkRelabelings = (
  rules: readonly RelabelConfig[] | undefined,
  version: Version,
  path: string,
): Issue[] => (rules ?? []).flatMap((rule, i) => checkRule(rule, version, `${path}[${i}]`));

/** Rules for the configuration. An empty replacement is kept, because it has a meaning. An empty regex is omitted. */
export const relabelConfigs = (rules: readonly RelabelConfig[] | undefined): Section[] =>
  (rules ?? []).map((rule) =>
    section({
      source_labels: rule.sourceLabels && rule.sourceLabels.length > 0 ? rule.sourceLabels : undefined,
      separator: rule.separator,
      target_label: nonEmpty(rule.targetLabel),
      regex: nonEmpty(rule.regex),
      modulus: nonZero(rule.modulus),
      replacement: rule.replacement,
      action: nonEmpty(rule.action)?.toLowerCase(),
    }),
  );

/** The label name with `_` for all characters that the discovery of Prometheus replaces. */
export const sanitizeLabelName = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, '_');
