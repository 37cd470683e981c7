// Relabel rules: our evaluation and that of Prometheus' own code, over random label sets and rules.
import { spawnSync } from 'node:child_process';
import t from 'tap';
import type { Section } from '../../hooks/core/section.ts';
import { relabel, traceRelabel } from '../../hooks/relabel/process.ts';
import { compileRules } from '../../hooks/relabel/rule.ts';
import { type Random, random } from '../support/random.ts';
import { tool } from './tools.ts';

const COUNT = Number(process.env['RELABEL_COUNT'] ?? 2000);
const SEED = Number(process.env['SEED'] ?? 20_261_130);

const NAMES = [
  '__address__',
  '__meta_kubernetes_namespace',
  '__meta_kubernetes_pod_label_app',
  '__meta_kubernetes_pod_labelpresent_app',
  '__meta_kubernetes_service_label_team_name',
  '__tmp_hash',
  'job',
  'instance',
  'a',
  'b.c',
  'größe',
] as const;
const VALUES = [
  '',
  'web',
  'true',
  'app-1',
  '10.0.0.1:9090',
  'Größe',
  'ẞß',
  'ǅİ',
  'Σσς',
  'ᾀᾳ',
  'ŉ',
  'a\nb',
  'x;y',
  'A',
  '$1',
  '${a}',
];
const REGEXES = [
  '(.*)',
  '.*',
  '(.+)',
  '',
  'web',
  '(web|app-1)',
  '(web|app-1);true',
  '__meta_kubernetes_pod_label_(.+)',
  '__meta_kubernetes_(.*)_label_(.*)',
  '([^:]+)(?::\\d+)?',
  '([^:]+)(?::\\d+)?;(\\d+)',
  '(?P<first>.)(?P<rest>.*)',
  '(?i)WEB',
  '(a|(b))+.*',
  'a.b',
  '[a-z]+',
  '\\p{L}+',
  'web)|(app',
  '^web$',
  '(;|web)',
  '|web',
  'b\\.c|a',
  'job|instance',
  '__.*',
  '.*;.*',
  '(x)?(.*)',
];
const TEMPLATES = [
  '$1',
  '${1}',
  '$2',
  '${1}_$2',
  '$1x',
  '$$1',
  '$',
  'a$',
  'plain',
  '',
  '${first}-$rest',
  '${a',
  '$01',
  '$1:$2',
  'ö$1',
  '${1}é',
];
const TARGETS = [...NAMES, 'x_$1', '${1}', '$2', 'new', '$'];
const ACTIONS = [
  'replace',
  'replace',
  'replace',
  'Replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
];

const some = <T>(from: readonly T[], { below, pick }: Random, most: number): T[] =>
  Array.from({ length: below(most + 1) }, () => pick(from));

/** A rule with the fields of its action. */
function ruleFor(by: Random): Section {
  const action = by.pick(ACTIONS);
  const sources = some(NAMES, by, 3);
  const optional = (key: string, value: unknown): Section => (by.below(3) > 0 ? { [key]: value } : {});
  if (action === 'labeldrop' || action === 'labelkeep') return { action, regex: by.pick(REGEXES) };
  if (action === 'labelmap')
    return { action, ...optional('regex', by.pick(REGEXES)), ...optional('replacement', by.pick(TEMPLATES)) };
  const source = { action, source_labels: sources };
  if (action === 'keepequal' || action === 'dropequal') return { ...source, target_label: by.pick(NAMES) };
  const matching = { ...optional('regex', by.pick(REGEXES)), ...optional('separator', by.pick([';', '', ':', '-'])) };
  if (action === 'keep' || action === 'drop') return { ...source, ...matching };
  if (action === 'hashmod') return { ...source, modulus: 1 + by.below(1000), target_label: by.pick(NAMES) };
  if (action === 'lowercase' || action === 'uppercase') return { ...source, target_label: by.pick(NAMES) };
  return { ...source, ...matching, target_label: by.pick(TARGETS), ...optional('replacement', by.pick(TEMPLATES)) };
}

interface Case {
  readonly labels: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
  readonly names: 'utf8' | 'legacy';
}

function cases(seed: number, count: number): Case[] {
  const by = random(seed);
  return Array.from({ length: count }, () => ({
    labels: Object.fromEntries(
      some(NAMES, by, 8)
        .map((name) => [name, by.pick(VALUES)] as const)
        .filter(([, value]) => value !== ''),
    ),
    sections: [ruleFor(by), ...some([0], by, 5).map(() => ruleFor(by))],
    names: by.below(4) === 0 ? 'legacy' : 'utf8',
  }));
}

interface Answer {
  readonly error?: string;
  readonly keep: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

function answers(loader: string, all: readonly Case[]): Answer[] | undefined {
  const input = all
    .map(({ labels, sections, names }) => JSON.stringify({ labels, rules: JSON.stringify(sections), names }))
    .join('\n');
  const { stdout, status } = spawnSync(loader, ['-relabel'], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) return undefined;
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

function ours({ labels, sections, names }: Case): Answer {
  const options = { utf8: names === 'utf8', newlines: true };
  const compiled = compileRules(sections, options);
  if (!('rules' in compiled)) return { error: compiled.problem.message, keep: false };
  const result = relabel(labels, compiled.rules, options);
  const last = traceRelabel(labels, compiled.rules, options).at(-1);
  if ('labels' in result) return { keep: !last?.isDropped, labels: result.labels };
  return { keep: !(last?.isDropped && last.index === result.droppedBy) };
}

const loader = tool('loader');
const probe = loader ? answers(loader, cases(1, 1)) : undefined;
const skip = probe ? false : 'no loader that evaluates relabel rules is at hand: test/cluster/up.sh builds it';

t.test('relabel rules change and drop what they do in Prometheus', { skip, timeout: 120_000 }, async (t) => {
  t.comment(`seed ${SEED}, ${COUNT} cases`);
  const all = cases(SEED, COUNT);
  const theirs = answers(loader ?? '', all) ?? [];
  t.equal(theirs.length, all.length);
  const compared = all.map((one, i) => ({ one, theirs: theirs[i], ours: ours(one) }));
  const valid = compared.filter(({ theirs: answer }) => !answer?.error);
  t.ok(valid.length > COUNT / 2, `${valid.length} of ${COUNT} are valid rules`);
  t.ok(valid.filter(({ theirs: answer }) => answer?.keep).length > valid.length / 4, 'many label sets stay');
  const different = valid.filter(
    ({ theirs: a, ours: b }) =>
      b.error || a?.keep !== b.keep || (b.keep && JSON.stringify(a?.labels ?? {}) !== JSON.stringify(b.labels)),
  );
  t.strictSame(different.slice(0, 3), [], `${different.length} differ`);
});
