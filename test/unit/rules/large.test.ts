// Rule files that are meant to keep the hooks busy: each has an answer at once, and says what is wrong with it.
import t from 'tap';
import { readRuleFile } from '../../../hooks/rules/read.ts';

const head = 'groups:\n- name: a\n  rules:\n';
const keys = (count: number, indent: string): string =>
  Array.from({ length: count }, (_, i) => `${indent}k${i}: v\n`).join('');

/** Keeps a hang from passing; each takes milliseconds. */
const LIMIT = { timeout: 60_000 };

t.test('comments before a file that is no YAML', LIMIT, async (t) => {
  const text = `${'  # a comment\n'.repeat(20_000)}${'\n'.repeat(20_000)}a: [\n---\n`;
  t.match(readRuleFile(text).issues, [{ reason: 'InvalidYaml' }]);
  t.match(readRuleFile(`${'\n'.repeat(100_000)}---\na: [\n`).issues, [{ reason: 'InvalidYaml' }]);
  t.match(readRuleFile(`%a\n${'---\n'.repeat(100_000)}[`).issues, [{ reason: 'InvalidYaml' }]);
});

t.test('what stands behind the first document may be anything', async (t) => {
  const read = (before: string): number =>
    readRuleFile(`${before}${head}  - {record: a, expr: b}\n---\n: [ :\n`).spec.groups?.length ?? 0;
  for (const before of ['', '# only a comment\n', '\n\n', '---\n', '# a\r\n\r\n'])
    t.equal(read(before), 1, JSON.stringify(before));
});

t.test('60,000 keys merged twice', LIMIT, async (t) => {
  const rules = '  - <<: *x\n    record: a\n    expr: b\n  - <<: *x\n    record: c\n    expr: d\n';
  const text = `x: &x\n${keys(60_000, '  ')}${head}${rules}`;
  const { issues } = readRuleFile(text);
  t.ok(issues.length > 0 && issues.length <= 100, 'at most a hundred mistakes are reported');
  t.match(issues[0], { reason: 'InvalidRule' });
});

t.test('a hundred merges of many keys', LIMIT, async (t) => {
  const merges = '      <<: *x\n'.repeat(100);
  const text = `${head}  - record: a\n    expr: b\n    labels:\n      x: &x\n${keys(5_000, '        ')}${merges}`;
  t.ok(readRuleFile(text).issues.length > 0);
});

t.test('merges of merges', LIMIT, async (t) => {
  const chain = Array.from({ length: 20_000 }, (_, i) => `  - &r${i + 1} {<<: *r${i}}\n`).join('');
  const { issues } = readRuleFile(`${head}  - &r0 {record: a, expr: b}\n${chain}`);
  t.match(issues[0], { reason: 'InvalidRule', path: 'groups[0].rules[101]', message: /nested more than 100 times/ });
});

t.test('one long text under many aliases', LIMIT, async (t) => {
  const text = `x: &x ${'a'.repeat(100_000)}\n${head}${'  - {record: *x, expr: *x}\n'.repeat(5_000)}`;
  t.ok(readRuleFile(text).issues.some(({ message }) => /too large with its aliases expanded/.test(message)));
});

t.test('of the mappings that are merged the first wins', async (t) => {
  const { spec, issues } = readRuleFile(
    `${head}  - record: a\n    expr: b\n    labels: &one {x: one}\n` +
      '  - record: c\n    expr: d\n    labels: &two {x: two, y: two}\n' +
      '  - record: e\n    expr: f\n    labels:\n      z: own\n      <<: [*one, *two]\n',
  );
  t.strictSame(issues, []);
  t.same(spec.groups?.[0]?.rules?.[2]?.labels, { z: 'own', x: 'one', y: 'two' });
});

t.test('nesting', LIMIT, async (t) => {
  for (const text of ['['.repeat(500_000), '{a: '.repeat(250_000), '- '.repeat(500_000), '? '.repeat(500_000)])
    t.match(readRuleFile(text).issues, [{ reason: 'InvalidYaml' }]);
});
