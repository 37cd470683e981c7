// A configuration file is secret. Whatever is wrong with it, no message repeats a word of it.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { readConfig } from '../../../../hooks/controllers/alertmanager/config/raw.ts';
import { configTable } from '../../../../hooks/controllers/alertmanager/schema/sections.ts';
import type { Table } from '../../../../hooks/controllers/alertmanager/schema/table.ts';
import { fit } from '../../../../hooks/controllers/alertmanager/schema/walk.ts';
import { yamlReason } from '../../../../hooks/core/yamlreason.ts';
import { resolveAdditionalList } from '../../../../hooks/prometheus/config/additional.ts';
import { checkRawAlertmanagers } from '../../../../hooks/prometheus/querytier/rawalertmanagers.ts';
import { resolver } from '../../../../hooks/references/resolver.ts';
import { parseVersion } from '../../../../hooks/versions/version.ts';
import { random } from '../../../support/random.ts';

const WORD = 'hunter2';
const strict = { unknown: 'refuse', parity: false, knows: () => true } as const;
const old = parseVersion('0.22.0');
const newest = parseVersion('0.35.0');

/** All that is said about a file, by readers of all kinds. */
function said(text: string): string {
  const answers = (['refuse', 'keep'] as const).map((unknown) => readConfig(text, { ...strict, unknown }));
  const rest = answers.flatMap((answer) => {
    if ('issues' in answer) return [answer.issues];
    return [
      answer.unknown,
      ...[old, newest].flatMap((version) =>
        version ? [fit(configTable, structuredClone(answer.config), version, true).issues] : [],
      ),
    ];
  });
  return JSON.stringify(rest);
}

const broken: [name: string, text: string][] = [
  ['an alias where a password begins with a star', 'global:\n  smtp_auth_password: *hunter2'],
  ['an alias of itself', 'a: &hunter2 [*hunter2]'],
  ['a tag where a password begins with an exclamation mark', 'global:\n  smtp_auth_password: !hunter2'],
  ['a tag of a list', 'a: !hunter2 [b]'],
  ['a tag of a map', 'a: !hunter2 {b: c}'],
  ['a tag that does not fit', 'a: !!int hunter2'],
  ['a tag with odd characters', 'a: !hunter2^{}'],
  ['a tag handle', 'a: !hunter2!b c'],
  ['a tag handle that is declared twice', '%TAG !hunter2! a\n%TAG !hunter2! b\n---\na: b'],
  ['a key twice', 'hunter2: 1\nhunter2: 2'],
  ['a list as key', '? [hunter2]\n: b'],
  ['text behind a document', 'a: "b" hunter2'],
  ['a password with a percent sign', 'global:\n  smtp_auth_password: %hunter2'],
  ['a merge of text', 'a:\n  <<: hunter2'],
  ['a secret as name of a field', 'route: {receiver: r}\nreceivers: [{name: r, hunter2_configs: []}]'],
  [
    'a secret as a field of a section that is nested in a map',
    `route: {receiver: r}\nreceivers: [{name: r, webhook_configs: [{url: 'http://a.b', http_config: ` +
      '{http_headers: {hunter2: {hunter2: x}}}}]}]',
  ],
  ['a secret as name of a receiver', 'route: {receiver: hunter2}\nreceivers: [{name: r}]'],
  ['the same receiver twice', 'route: {receiver: hunter2}\nreceivers: [{name: hunter2}, {name: hunter2}]'],
  ['a matcher', 'route: {receiver: r, routes: [{matchers: ["hunter2=~(hunter2"]}]}\nreceivers: [{name: r}]'],
];
for (const [name, text] of broken)
  t.test(`a broken configuration is reported with its place, not its words: ${name}`, async (t) => {
    t.notMatch(said(text), /hunter2/i);
    t.match(said(text), /alertmanager\.yaml/);
  });

t.test('an unidentified alias is reported as a value that needs quotes', async (t) => {
  t.match(readConfig('global:\n  smtp_auth_password: *hunter2', strict), {
    issues: [{ message: /has no anchor .* in quotes \(line 2, column \d+\)/ }],
  });
});

t.test('a misspelt field is reported by its place and the field that is meant', async (t) => {
  t.match(readConfig('route: {receiver: r}\nreceivers: [{name: r, slack_config: []}]', strict), {
    issues: [
      {
        path: 'alertmanager.yaml receivers[0] field 2',
        message: 'is not a field of this section; do you mean slack_configs?',
      },
    ],
  });
});

const { next: draw, pick } = random(20260801);
const VALUES: readonly unknown[] = [
  WORD,
  `${WORD}(`,
  `[${WORD}`,
  `{{ ${WORD}`,
  `{{ .${WORD} | ${WORD} }}`,
  `http://${WORD}:%zz@[`,
  `https://u:${WORD}@host/`,
  `${WORD}=~"(${WORD}"`,
  `${WORD}:${WORD}:${WORD}`,
  `${WORD}:9`,
  'r',
  '5m',
  true,
  7,
  1.5,
  null,
  [WORD, WORD],
  [{ [WORD]: WORD }],
  { [WORD]: WORD },
  { [WORD]: { [WORD]: [WORD] } },
  { [`${WORD} `]: null },
];

/** A section with some of its fields, hostile values in half of them, and perhaps one that is no field. */
function drawn(table: Table, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, type] of table.rows) {
    if (draw() > 0.35) continue;
    const inner = type.table?.();
    const section = inner && depth > 0 && draw() > 0.15 ? drawn(inner, depth - 1) : undefined;
    const isList = Array.isArray(type.zero);
    out[key] = section ? (isList ? [section, section] : section) : pick(VALUES);
  }
  if (draw() < 0.1) out[draw() < 0.5 ? WORD : `${WORD}_configs`] = pick(VALUES);
  return out;
}

t.test('2,000 drawn files with a secret wherever one may stand: no message repeats it', async (t) => {
  let issues = 0;
  for (let i = 0; i < 2000; i++) {
    const file = {
      ...drawn(configTable, 4),
      ...(draw() < 0.5 ? { route: { receiver: 'r' }, receivers: [{ name: 'r', ...drawn(configTable, 0) }] } : {}),
    };
    const text = said(JSON.stringify(file));
    issues += text.split('"reason"').length;
    if (/hunter2/i.test(text)) t.fail(text.slice(Math.max(0, text.search(/hunter2/i) - 200), 400));
  }
  t.ok(issues > 2000, `${issues} issues`);
});

t.test('every reason of the YAML reader has a message of the hooks, or repeats nothing', async (t) => {
  const source = readFileSync('node_modules/js-yaml/dist/js-yaml.mjs', 'utf8');
  const calls = [...source.matchAll(/throwError(?:\$1)?\(state, (?:"([^"]*)"|`([^`]*)`)\)/g)];
  t.ok(calls.length > 50);
  for (const [, plain, template] of calls) {
    if (plain !== undefined) t.ok(yamlReason(plain).startsWith(plain), plain);
    else t.notMatch(yamlReason((template ?? '').replace(/\$\{[^}]*\}/g, WORD)), /hunter2|cannot be read/);
  }
  t.equal(yamlReason(`a reason of next year: ${WORD}`), 'it cannot be read');
});

t.test('additional scrape jobs and Alertmanagers in a Secret are not repeated either', async (t) => {
  for (const text of ['- password: *hunter2', '- !hunter2 a', 'hunter2: a', '- hunter2']) {
    const { issues } = resolveAdditionalList(
      resolver(() => ({ value: text }), 'ns'),
      { name: 'creds', key: 'jobs' },
      'spec.additionalScrapeConfigs',
    );
    t.equal(issues.length, 1);
    t.notMatch(JSON.stringify(issues), /hunter2/);
  }
  const found = checkRawAlertmanagers(
    [{ hunter2: 1, relabel_configs: [], tls_config: { hunter2: 1 }, basic_auth: { hunter2: 1 } }],
    'spec.x',
  );
  t.match(found.map(({ message }) => message).join('\n'), /does not support relabel_configs/);
  t.notMatch(JSON.stringify(found), /hunter2/);
});
