// Texts and lists of users that are meant to keep the hooks busy: each has an answer at once.
import t from 'tap';
import type { Alertmanager } from '../../../hooks/api/alertmanager.ts';
import { checkReplicas, replicaCount } from '../../../hooks/controllers/alertmanager/pod/replicas.ts';
import { firstIssuesIn } from '../../../hooks/controllers/alertmanager/receivers/integration.ts';
import { writtenMatcherError } from '../../../hooks/controllers/alertmanager/schema/matchers.ts';
import { parseFile } from '../../../hooks/controllers/alertmanager/schema/yaml.ts';
import { parseDuration, parseGoDuration } from '../../../hooks/core/duration.ts';
import { parseJson } from '../../../hooks/core/json.ts';
import { keepChild } from '../../../hooks/core/lastapplied.ts';
import { firstDuplicate, holds, largest, table } from '../../../hooks/core/lists.ts';
import { matches } from '../../../hooks/core/selector.ts';
import { isFieldSelector, isLabelSelector, parseLabelSelector } from '../../../hooks/core/selectortext.ts';
import { parseUrl } from '../../../hooks/core/url.ts';
import { parseYaml } from '../../../hooks/core/yaml.ts';
import { checkTemplate } from '../../../hooks/gotemplate/check.ts';
import { parseExpr } from '../../../hooks/promql/parse.ts';
import { listReferences } from '../../../hooks/references/references.ts';
import { checkRelabelings, sanitizeLabelName } from '../../../hooks/scrape/job/relabel.ts';
import { checkAssignment, checkShards, shardsOf } from '../../../hooks/scrape/job/sharding.ts';
import { checkImage } from '../../../hooks/workload/image.ts';
import { volumeName } from '../../../hooks/workload/names.ts';

/** Keeps a hang from passing; each takes milliseconds. */
const LIMIT = { timeout: 60_000 };
const MANY = 100_000;
const pieces = [
  'a',
  '1',
  '-',
  '/',
  ':',
  '.',
  ' ',
  ',',
  '(',
  ',(',
  'a=b,',
  '"',
  '\\',
  '\\"',
  '%',
  '11m',
  '1.1s',
  '1ms',
  '_',
  '$',
  '\n',
  '0a',
  'é',
];

t.test('every reader of a short text has an answer to a long one', LIMIT, async (t) => {
  const readers: readonly ((text: string) => unknown)[] = [
    isLabelSelector,
    isFieldSelector,
    parseUrl,
    parseDuration,
    parseGoDuration,
    (text) => writtenMatcherError(text, true),
    (text) => writtenMatcherError(`a=${text}`, false),
    (text) => checkImage({ baseImage: text, tag: text }, 'spec'),
    (text) => volumeName('secret', text),
    sanitizeLabelName,
    (text) => checkTemplate(`{{${text}`, 'prometheus'),
    (text) => parseExpr(text, { release: { major: 3, minor: 0, patch: 0 }, features: [] } as never),
  ];
  for (const read of readers) for (const piece of pieces) read(piece.repeat(MANY / piece.length));
  t.pass('all answered');
});

t.test('selectors as text mean what they meant', async (t) => {
  t.same(parseLabelSelector('a in (b, c),!d ,e!= f,g').matchExpressions, [
    { key: 'a', operator: 'In', values: ['b', 'c'] },
    { key: 'd', operator: 'DoesNotExist' },
    { key: 'e', operator: 'NotIn', values: ['f'] },
    { key: 'g', operator: 'Exists' },
  ]);
  for (const bad of ['a,,b', 'a=b c', 'a in b', 'a in (b', ',']) t.equal(isLabelSelector(bad), false, bad);
});

t.test('templates with thousands of variables, and numbers of a million digits', LIMIT, async (t) => {
  const declared = Array.from({ length: 20_000 }, (_, i) => `{{$v${i} := 1}}`).join('');
  t.equal(checkTemplate(`${declared}${'{{$v0}}'.repeat(20_000)}`, 'prometheus'), undefined);
  t.match(checkTemplate('{{if true}}{{$a := 1}}{{end}}{{$a}}', 'prometheus'), /"\$a" is not defined/);
  t.match(checkTemplate(`{{${'9'.repeat(1_000_000)}}}`, 'prometheus'), /is no number/);
  t.equal(checkTemplate(`{{0x${'0'.repeat(100_000)}1}}`, 'prometheus'), undefined);
});

t.test('thousands of mistakes in one expression', LIMIT, async (t) => {
  const bad = parseExpr(`sum by (${'inf,'.repeat(100_000)}inf) (x)`, {
    release: { major: 3, minor: 0, patch: 0 },
    features: [],
  } as never);
  t.ok('problem' in bad);
});

t.test('YAML whose aliases stand for more than can be written is too large', LIMIT, async (t) => {
  const deep = (count: number, first: string): string =>
    `${first}${Array.from({ length: count }, (_, i) => `- &a${i + 1} {x: *a${i}}\n`).join('')}`;
  const chain = Array.from({ length: 30_000 }, (_, i) => `  b${i + 1}: &b${i + 1} [*b${i}]\n`).join('');
  const texts = [
    deep(1_300, '- &a0 {x: y}\n'),
    `- &x ${'a'.repeat(500_000)}\n${'- *x\n'.repeat(50_000)}`,
    `z:\n  b0: &b0 [x]\n${chain}1: [*b30000]\n`,
    '- &x [*x]\n',
  ];
  for (const text of texts) {
    t.match(parseYaml(text, 'spec'), { issue: { reason: /TooLarge|InvalidYaml/, path: 'spec' } });
    t.match(parseFile(text, 'spec'), { issue: { reason: /TooLarge|InvalidYaml/, path: 'spec' } });
  }
  t.match(parseYaml('[a, &x b, *x]', 'spec'), { value: ['a', 'b', 'b'] });
  for (const text of [
    '['.repeat(200_000),
    `a: &a\n${Array.from({ length: 60_000 }, (_, i) => `  k${i}: v\n`).join('')}b: {<<: *a}\nc: {<<: *a}\n`,
  ])
    t.match(parseYaml(text, 'spec'), { issue: { path: 'spec' } });
});

t.test('JSON nested beyond all use is no JSON', LIMIT, async (t) => {
  t.equal(parseJson('['.repeat(500_000) + ']'.repeat(500_000)), undefined);
  t.same(parseJson('{"a":"[[[[\\"{{{"}'), { a: '[[[["{{{' });
  t.equal(parseJson('{'), undefined);
});

t.test('shards and members beyond all use are an issue, and nothing counts as far', async (t) => {
  for (const shards of [1_001, 1e9, 2_147_483_647]) {
    t.match(checkShards({ shards }), [
      { reason: 'InvalidConfiguration', path: 'spec.shards', message: /one object can have 1000 shards/ },
    ]);
    t.equal(shardsOf({ shards }), 1_000);
    const spec = { replicas: shards } as Alertmanager['spec'];
    t.match(checkReplicas(spec), [{ reason: 'InvalidConfiguration', path: 'spec.replicas' }]);
    t.equal(replicaCount(spec), 1_000);
  }
  t.match(checkAssignment({ mode: 'consistent', shards: 201 }), [
    { reason: 'InvalidConfiguration', path: 'spec.shards' },
  ]);
  t.same(
    [...checkAssignment({ mode: 'consistent', shards: 200 }), ...checkAssignment({ mode: 'hashmod', shards: 1_000 })],
    [],
  );
  const bulky = { shards: 1_000, secrets: Array.from({ length: 1000 }, (_, i) => `s${i}`) };
  t.match(checkShards(bulky), [
    { reason: 'TooExpensive', path: 'spec.shards', message: /1000 shards repeat a long spec/ },
  ]);
  t.same(checkShards({ ...bulky, shards: 50 }), []);
  t.same(
    [checkShards({ shards: 1_000 }), checkShards({}), shardsOf({ shards: -1 }), shardsOf({ shards: 3 })],
    [[], [], 1, 3],
  );
});

t.test('a list with many members is kept by its managed fields', LIMIT, async (t) => {
  const count = 20_000;
  const env = Array.from({ length: count }, (_, i) => ({ name: `n${i}`, value: 'ours', theirs: 'x' }));
  const fields = Object.fromEntries(
    env.map(({ name }) => [`k:${JSON.stringify({ name })}`, { 'f:name': {}, 'f:value': {} }]),
  );
  const child = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'x',
      namespace: 'm',
      managedFields: [
        {
          manager: 'metacontroller',
          operation: 'Apply',
          fieldsV1: { 'f:env': fields, 'f:set': { 'v:"b"': {}, 'v:3': {} } },
        },
      ],
    },
    env,
    set: ['a', 'b', 3],
  } as never;
  const kept = keepChild(child) as unknown as { env: unknown[]; set: unknown[] };
  t.equal(kept.env.length, count);
  t.same(kept.env.at(-1), { name: `n${count - 1}`, value: 'ours' });
  t.same(kept.set, ['b', 3]);
});

t.test('long lists are searched by tables', LIMIT, async (t) => {
  const list = Array.from({ length: 100_000 }, (_, i) => `x${i}`);
  t.equal(firstDuplicate(list), undefined);
  t.equal(firstDuplicate([...list, 'x7']), 'x7');
  for (let i = 0; i < 50_000; i++) if (!holds(list, `x${i}`)) t.fail(`x${i}`);
  const selector = { matchExpressions: [{ key: 'a', operator: 'In' as const, values: list }] };
  for (let i = 0; i < 50_000; i++) if (!matches(selector, { a: 'x99999' })) t.fail('not found');
  t.equal(
    largest(
      Array.from({ length: 500_000 }, (_, i) => i),
      0,
    ),
    499_999,
  );
  const find = table<{ readonly name: string; readonly at: number }>(({ name }) => name);
  const rows = [
    { name: 'a', at: 1 },
    { name: 'a', at: 2 },
  ];
  t.equal(find(rows, 'a')?.at, 1, 'the first of a name counts');
  t.equal(find(rows, 'b'), undefined);
  t.same(
    firstIssuesIn(list, () => []),
    [],
  );
});

t.test('references are found in an object nested a thousand deep', LIMIT, async (t) => {
  let spec: unknown = { tlsConfig: { ca: { secret: { name: 's', key: 'k' } } } };
  for (let i = 0; i < 50_000; i++) spec = { routes: [spec] };
  t.same(listReferences({ apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x' }, spec }), [
    { kind: 'Secret', name: 's', key: 'k' },
  ]);
});

t.test('a labelmap whose replacement gives no label name', LIMIT, async (t) => {
  const version = { major: 2, minor: 55, patch: 1 } as never;
  const issues = (replacement: string) =>
    checkRelabelings([{ action: 'labelmap', replacement }], version, 'spec.relabelings');
  for (const bad of [`${'a'.repeat(24)}-`, `${'a'.repeat(MANY)}-`, `${'$1'.repeat(MANY / 2)}-`, '1a', '${}', ''])
    t.match(issues(bad), [{ reason: 'InvalidRelabeling' }], bad.slice(0, 30));
  for (const fine of ['$1', 'a$1', '${1}_b', 'x1', '$1$2', '_'.repeat(MANY)])
    t.same(issues(fine), [], fine.slice(0, 30));
});
