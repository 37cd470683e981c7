// `relabel_configs` (prometheus.io: configuration, relabel_config; github.com/prometheus/prometheus: model/relabel).
import type { Section } from '../../core/section.ts';
import { type Key, knows, since } from '../../versions/prometheus.ts';
import type { Constraint, Table } from './table.ts';
import { isLabelName, labelName, list, regex, text, textIn, unsigned } from './types.ts';
import { sectionOf } from './walk.ts';

interface Action {
  readonly since?: Key;
  /** `name`: the target must be a label name. `template`: it may refer to groups. */
  readonly target?: 'name' | 'template';
  /** The keys that it may have; all without. */
  readonly only?: readonly string[];
  readonly noReplacement?: true;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  replace: { target: 'template' },
  keep: {},
  drop: {},
  hashmod: { target: 'name' },
  labelmap: {},
  labeldrop: { only: ['regex'] },
  labelkeep: { only: ['regex'] },
  lowercase: { since: 'relabel.case', target: 'name', noReplacement: true },
  uppercase: { since: 'relabel.case', target: 'name', noReplacement: true },
  keepequal: { since: 'relabel.equal', target: 'name', only: ['source_labels', 'target_label'] },
  dropequal: { since: 'relabel.equal', target: 'name', only: ['source_labels', 'target_label'] },
};

/** What an absent key stands for. */
const DEFAULTS: Readonly<Record<string, string>> = {
  separator: ';',
  regex: '(.*)',
  modulus: '0',
  action: 'replace',
  target_label: '',
  replacement: '$1',
};

const settingOf = (rule: Section, key: string): string =>
  rule[key] === null ? '' : (textIn(rule[key]) ?? DEFAULTS[key] ?? '');

/** A legacy label name with references to groups. */
const LEGACY_TEMPLATE = /^(?:[a-zA-Z_]|\$(?:\{\w+\}|\w))(?:\w|\$(?:\{\w+\}|\w))*$/;

/** Whether a text results in a label name once references to groups are replaced. */
export const isLabelTemplate = (template: string, utf8: boolean): boolean =>
  utf8 ? isLabelName(template, true) : LEGACY_TEMPLATE.test(template);

function targetProblem(target: string, kind: Action['target'], utf8: boolean): string | undefined {
  if (!kind) return undefined;
  if (target === '') return 'is needed for this action';
  const fine = kind === 'template' ? isLabelTemplate(target, utf8) : isLabelName(target, utf8);
  return fine ? undefined : 'must be a label name';
}

const actionRules: Constraint = (rule, { version, utf8 }) => {
  const action = settingOf(rule, 'action').toLowerCase();
  const traits = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!traits) return [['action', 'is no relabel action']];
  if (traits.since && !knows(version, traits.since)) return [['action', `needs Prometheus ${since(traits.since)}`]];
  const differs = (key: string) => settingOf(rule, key) !== DEFAULTS[key];
  if (action === 'hashmod' && !Number(settingOf(rule, 'modulus')))
    return [['modulus', 'must be above 0 for this action']];
  const target = targetProblem(settingOf(rule, 'target_label'), traits.target, utf8);
  if (target) return [['target_label', target]];
  if (traits.noReplacement && differs('replacement')) return [['replacement', 'is not used by this action']];
  if (action === 'labelmap' && !isLabelTemplate(settingOf(rule, 'replacement'), utf8))
    return [['replacement', 'does not result in a label name']];
  if (!traits.only) return [];
  // Prometheus compares the compiled expression, which differs from the default even where the text is the same.
  const given = (key: string) => differs(key) || (key === 'regex' && rule['regex'] !== undefined);
  const sources = Array.isArray(rule['source_labels']) && rule['source_labels'].length > 0 ? ['source_labels'] : [];
  const extra = [...sources, ...Object.keys(DEFAULTS).filter((key) => key !== 'action' && given(key))].find(
    (key) => !traits.only?.includes(key),
  );
  return extra ? [[extra, `is not used by this action, only ${traits.only.join(' and ')}`]] : [];
};

/** One relabel rule. */
export const relabelRule: Table = {
  fields: {
    source_labels: list(labelName),
    separator: text,
    regex,
    modulus: unsigned,
    target_label: text,
    replacement: text,
    action: text,
  },
  constraints: [actionRules],
};

/** A list of relabel rules. */
export const relabelConfigs = list(sectionOf(() => relabelRule));
