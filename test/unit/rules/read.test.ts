import t from 'tap';
import { describePath } from '../../../hooks/rules/place.ts';
import { readRuleFile } from '../../../hooks/rules/read.ts';

const specOf = (text: string) => readRuleFile(text).spec;
const problemsOf = (text: string) => readRuleFile(text).issues.map(({ path, message }) => `${path}: ${message}`);
const inRule = (...lines: string[]) =>
  `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n${lines.map((line) => `    ${line}\n`).join('')}`;

t.test('an empty file has no rules and no mistakes', async (t) => {
  for (const text of ['', '\n# mine\n', '~', 'groups:', 'groups: []'])
    t.match(readRuleFile(text), { issues: [], ignored: 0 }, JSON.stringify(text));
});

t.test('scalars are texts as they stand, as Go decodes them', async (t) => {
  const rule = inRule('labels: {a: 007, b: yes, c: ~, d: 1e3, e: 2026-01-01, f: "x"}', 'for: 5m');
  t.strictSame(specOf(rule).groups?.[0]?.rules?.[0]?.labels, {
    a: '007',
    b: 'yes',
    c: '',
    d: '1e3',
    e: '2026-01-01',
    f: 'x',
  });
  t.strictSame(specOf('groups:\n- {name: 5, limit: 0x10}').groups, [{ name: '5', limit: 16 }]);
});

t.test('anchors and merges are written out, own members win', async (t) => {
  const text = `groups:
- name: g
  rules:
  - &first {alert: A, expr: up, labels: &l {team: a}}
  - <<: *first
    alert: B
  - alert: C
    expr: up
    labels: {<<: [*l, {tier: x}], team: b}
`;
  t.strictSame(
    specOf(text).groups?.[0]?.rules?.map(({ alert, labels }) => [alert, labels]),
    [
      ['A', { team: 'a' }],
      ['B', { team: 'a' }],
      ['C', { team: 'b', tier: 'x' }],
    ],
  );
});

t.test('what is not a rule file is reported with its place', async (t) => {
  t.match(problemsOf('- a')[0], /^: must be a mapping/);
  t.match(problemsOf('rules: []')[0], /^rules: is not a field here; the fields are groups/);
  t.match(problemsOf('groups: {}')[0], /^groups: must be a list/);
  t.match(
    problemsOf('groups: [{name: g, limit: "5"}]')[0],
    /^groups\[0\]\.limit: must be a whole number, without quotes/,
  );
  t.match(problemsOf(inRule('for: 5'))[0], /^groups\[0\]\.rules\[0\]\.for: "5" is not a duration/);
  t.match(problemsOf(inRule('for: ""'))[0], /for: "" is not a duration/);
  t.match(problemsOf(inRule('expr: up'))[0], /"expr" is written twice/);
  t.match(problemsOf(inRule('severity: x'))[0], /severity: is not a field here; the fields are alert, record, expr/);
  t.match(problemsOf(inRule('labels: [a]'))[0], /labels: must be a mapping/);
  t.match(problemsOf(inRule('labels: {a: {b: c}}'))[0], /labels\.a: must be text, not a mapping/);
  t.match(problemsOf('groups: *x')[0], /the anchor x is not defined/);
  t.match(problemsOf('groups: &x [{name: g, rules: [{labels: &l {<<: *l}}]}]')[0], /the anchor l contains itself/);
  t.match(problemsOf('groups:\n\t- name: g')[0], /^: is not valid YAML: .* \(line 2, column 1\)/);
});

t.test('only the first document counts, whatever comes behind it', async (t) => {
  t.match(readRuleFile('---\ngroups: []\n---\ngroups: []\n'), { issues: [], ignored: 1 });
  t.match(readRuleFile('groups: []\n---\n[broken\n'), { issues: [], ignored: 1 });
});

t.test('aliases that stand for billions are refused', async (t) => {
  const lines = Array.from(
    { length: 12 },
    (_, i) => `x${i}: &x${i} [${Array.from({ length: 9 }, () => (i ? `*x${i - 1}` : 'a')).join()}]`,
  );
  t.ok(readRuleFile(lines.join('\n')).issues.length > 0);
  const group = `&g {name: g, rules: &r [${Array.from({ length: 500 }, () => '{alert: A, expr: up}').join()}]}`;
  const rules = `groups:\n- ${group}\n${'- *g\n'.repeat(500)}`;
  t.match(problemsOf(rules)[0], /too large with its aliases expanded/);
});

t.test('keys that JavaScript keeps for itself are just keys', async (t) => {
  t.match(problemsOf('__proto__: {}')[0], /__proto__: is not a field here/);
  t.match(problemsOf(inRule('constructor: x'))[0], /constructor: is not a field here/);
  t.strictSame(Object.keys(specOf(inRule('labels: {__proto__: a}')).groups?.[0]?.rules?.[0]?.labels ?? {}), [
    '__proto__',
  ]);
});

t.test('places are described as text', async (t) => {
  const spec = specOf(inRule());
  t.equal(describePath(spec, 'groups[0].rules[0].expr'), 'group "g" rule 1 (alert "A") expr');
  t.equal(describePath(spec, 'spec.groups[0].interval'), 'group "g" interval');
  t.equal(describePath(spec, 'groups[7].name'), 'group 8 name');
  t.equal(describePath(spec, 'spec'), 'spec');
});
