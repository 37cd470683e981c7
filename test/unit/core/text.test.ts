// Basic functions: YAML as Go reads it, hashes, caches, conditions, forbidden keys.
import fc from 'fast-check';
import t from 'tap';
import { stamp } from '../../../hooks/core/conditions.ts';
import { jsonOf } from '../../../hooks/core/json.ts';
import { pollutionPath } from '../../../hooks/core/prototypepollution.ts';
import { quoteRegex, regexError } from '../../../hooks/core/regex.ts';
import { relatedObjects } from '../../../hooks/core/related.ts';
import { row } from '../../../hooks/core/row.ts';
import { section } from '../../../hooks/core/section.ts';
import { xxHash64 } from '../../../hooks/core/xxhash.ts';
import { dumpYaml, parseYaml } from '../../../hooks/core/yaml.ts';
import { configMap, namespace, secret, serviceMonitor } from '../../support/objects.ts';

const scalars: readonly (readonly [text: string, value: unknown])[] = [
  ['yes', true],
  ['No', false],
  ['on', true],
  ['OFF', false],
  ['y', true],
  ['true', true],
  ['~', null],
  ['null', null],
  ['0777', 511],
  ['0o17', 15],
  ['0b11', 3],
  ['0x1F', 31],
  ['1_000', 1000],
  ['-0777', -511],
  ['1e3', 1000],
  ['1.5', 1.5],
  ['"yes"', 'yes'],
  ["'0777'", '0777'],
  ['yes please', 'yes please'],
  ['1.2.3', '1.2.3'],
];

t.test('scalars mean what they mean to a Go program', async (t) => {
  for (const [text, value] of scalars) {
    const parsed = parseYaml(`a: ${text}`, 'x');
    t.strictSame(parsed, { value: { a: value } }, text);
  }
});

t.test('documents with merges, aliases, mistakes, and too much of something', async (t) => {
  t.strictSame(parseYaml('base: &b { x: 1, z: 2 }\nmore: { <<: *b, z: 3 }', 'p'), {
    value: { base: { x: 1, z: 2 }, more: { x: 1, z: 3 } },
  });
  t.strictSame(parseYaml(' \n', 'p'), { value: null });
  t.match(parseYaml('a: [', 'spec.x'), {
    issue: { reason: 'InvalidYaml', path: 'spec.x', message: /is not valid YAML: .*line \d+/ },
  });
  t.notMatch(parseYaml('password: [hunter2', 'spec.x'), /hunter2/, 'the content is not quoted');
  const tenfold = (name: string, i: number) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join()}]`;
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...[...'bcdefgh'].map(tenfold)].join('\n');
  t.match(parseYaml(bomb, 'spec.x'), { issue: { reason: 'TooLarge' } });
  t.match(parseYaml('a: &a [*a]', 'spec.x'), { issue: {} }, 'a list that holds itself');
  t.match(parseYaml(`${'['.repeat(50_000)}`, 'spec.x'), { issue: { reason: 'InvalidYaml' } });
});

t.test('any text survives being written and read', async (t) => {
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...scalars.map(([text]) => text),
      '',
      ' a ',
      '#',
      '- a',
      'a: b',
      '\n',
      '|',
      '&a',
      '*a',
      '!x',
      '%',
      '@',
      '`',
      '0X0',
      '-0B1',
      '1_e3',
    ),
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'yes', '1', '~', 'b c'), fc.oneof(nasty, fc.array(nasty))),
      (value) => {
        const again = parseYaml(dumpYaml(value), 'x');
        return 'value' in again && JSON.stringify(again.value ?? {}) === JSON.stringify(value);
      },
    ),
  );
  t.equal(dumpYaml({ a: ['yes', '0777', 'plain'], b: undefined }), 'a:\n- "yes"\n- "0777"\n- plain\n');
  t.equal(
    dumpYaml(['0X0', '+0B1', '-0O7', '1_e3', '0X', 1, 1.5]),
    '- "0X0"\n- "+0B1"\n- "-0O7"\n- "1_e3"\n- 0X\n- 1\n- 1.5\n',
  );
});

t.test('the YAML of several lists, one after the other, is the YAML of all their items', async (t) => {
  for (const text of ['x', 'x\n', 'x\n\n', '\n', '\n\n\n', '...\n\n', '---\n\n', ' \n\n'])
    t.strictSame(parseYaml(dumpYaml([{ a: text }]) + dumpYaml([text]) + dumpYaml(['end']), 'x'), {
      value: [{ a: text }, text, 'end'],
    });
});

t.test('xxHash64 of known texts', async (t) => {
  for (const [text, hash] of [
    ['', 'ef46db3751d8e999'],
    ['a', 'd24ec4f1a98c6e5b'],
    ['abc', '44bc2cf5ad770999'],
    ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
  ] as const)
    t.equal(xxHash64(text).toString(16), hash, text);
});

t.test('a condition keeps its time while its status stays', async (t) => {
  const [then, now] = ['2026-01-01T00:00:00Z', new Date('2026-02-02T00:00:00.500Z')];
  const parent = {
    metadata: { generation: 4 },
    status: { conditions: [{ type: 'A', status: 'True', reason: '', message: '', lastTransitionTime: then }] },
  };
  const of = (status: 'True' | 'False') => stamp(parent, [{ type: 'A', status, reason: 'r', message: 'm' }], now)[0];
  t.match(of('True'), { lastTransitionTime: then, observedGeneration: 4, reason: 'r' });
  t.match(of('False'), { lastTransitionTime: '2026-02-02T00:00:00Z' });
});

t.test('regular expressions are those of RE2', async (t) => {
  for (const fine of ['a+', '(?i)a', '\\pL', '[[:alpha:]]', '(?P<n>a)']) t.equal(regexError(fine), '', fine);
  for (const bad of ['(', 'a(?=b)', '(?<!a)b', '\\1', 'a**', '[', '(a{1000}){1000}', '('.repeat(20_000)])
    t.not(regexError(bad), '', bad.slice(0, 20));
  fc.assert(fc.property(fc.string(), (text) => !text.isWellFormed() || regexError(quoteRegex(text)) === ''));
});

t.test('what every JavaScript object has is neither a row of a table nor a member of a section', async (t) => {
  t.equal(row({ a: 1 }, 'a'), 1);
  for (const key of ['constructor', 'toString', '__proto__', undefined])
    t.equal(row({ a: 1 } as Record<string, number>, key), undefined);
  t.strictSame(section({ a: undefined, b: '', c: 0, d: false, e: null, f: [] }), {
    b: '',
    c: 0,
    d: false,
    e: null,
    f: [],
  });
  t.equal(pollutionPath(JSON.parse('{"a":[{"__proto__":1}]}'), 'spec'), 'spec.a[0].__proto__');
  t.equal(pollutionPath({ constructor: { prototype: 1 } }, 'spec'), 'spec.constructor');
  for (const fine of [undefined, null, 'x', { constructor: 'x', prototype: {} }, { a: [{ b: [] }] }])
    t.equal(pollutionPath(fine, 'spec'), undefined);
});

t.test('customize rules take what Metacontroller would send', async (t) => {
  const objects = [
    namespace('shop', { team: 'a' }),
    namespace('play'),
    secret('one', {}, { namespace: 'shop' }),
    secret('two', {}, { namespace: 'play' }),
    configMap('one', {}, { namespace: 'shop' }),
    serviceMonitor({}, { namespace: 'shop', labels: { a: 'b' } }),
  ];
  const take = (rule: object) =>
    Object.values(relatedObjects([{ apiVersion: 'v1', resource: 'secrets', ...rule }], objects)).flatMap((byName) =>
      Object.keys(byName),
    );
  t.strictSame(take({}), ['shop/one', 'play/two']);
  t.strictSame(take({ namespace: 'shop' }), ['shop/one']);
  t.strictSame(take({ names: ['two'] }), ['play/two']);
  t.strictSame(take({ namespaceSelector: { matchLabels: { team: 'a' } } }), ['shop/one']);
  t.strictSame(take({ namespaceSelector: {} }), ['shop/one', 'play/two']);
  t.strictSame(take({ labelSelector: { matchLabels: { a: 'b' } } }), []);
  t.strictSame(
    relatedObjects([{ apiVersion: 'v1', resource: 'nodes' }], objects),
    { 'Node.v1': {} },
    'a kind without objects is there, and empty',
  );
});

t.test('JSON of any depth is what JSON.stringify would write', async (t) => {
  const list = [1, 'x"', null, true, [], {}, { b: undefined, c: [[]] }];
  const plain = { a: list, __proto__: null, ü: '\u2028', '': -0.5 };
  const deep = (inner: string): string => `${'{"a":[1,'.repeat(20_000)}${inner}${',2]}'.repeat(20_000)}`;
  t.equal(jsonOf(plain), JSON.stringify(plain));
  t.ok(jsonOf(JSON.parse(deep(JSON.stringify(plain)))) === deep(JSON.stringify(plain)), 'and deeper than its stack');
});
