// Label selectors mean what they mean in the API server.
import fc from 'fast-check';
import t from 'tap';
import type { LabelSelector } from '../../../hooks/core/hook.ts';
import { checkSelector, formatSelector, matches } from '../../../hooks/core/selector.ts';
import { isFieldSelector, isLabelSelector, parseLabelSelector } from '../../../hooks/core/selectortext.ts';

const labels = { app: 'cart', tier: 'web', empty: '' };
const one = (key: string, operator: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }],
});

const cases: readonly (readonly [name: string, selector: LabelSelector | null | undefined, want: boolean])[] = [
  ['no selector takes nothing', undefined, false],
  ['null takes nothing', null, false],
  ['an empty one takes everything', {}, true],
  ['empty parts take everything', { matchLabels: {}, matchExpressions: [] }, true],
  ['a label that is equal', { matchLabels: { app: 'cart' } }, true],
  ['a label that differs', { matchLabels: { app: 'search' } }, false],
  ['a label that is missing', { matchLabels: { zone: '' } }, false],
  ['an empty value is a value', { matchLabels: { empty: '' } }, true],
  ['what every JavaScript object has is no label', { matchLabels: { constructor: 'x' } }, false],
  ['In with the value', one('app', 'In', 'search', 'cart'), true],
  ['In without the label', one('zone', 'In', ''), false],
  ['NotIn with another value', one('app', 'NotIn', 'search'), true],
  ['NotIn without the label', one('zone', 'NotIn', 'a'), true],
  ['NotIn with the value', one('app', 'NotIn', 'cart'), false],
  ['Exists', one('empty', 'Exists'), true],
  ['Exists of what every object has', one('toString', 'Exists'), false],
  ['DoesNotExist', one('app', 'DoesNotExist'), false],
  ['an operator that is none', one('app', 'in', 'cart'), false],
  ['all parts must hold', { matchLabels: { app: 'cart' }, ...one('tier', 'NotIn', 'web') }, false],
];

t.test('what a selector takes', async (t) => {
  for (const [name, selector, want] of cases) t.equal(matches(selector, labels), want, name);
  t.equal(matches({ matchLabels: { a: 'b' } }, undefined), false, 'an object without labels');
});

t.test('what the API server would refuse is an issue with a path', async (t) => {
  const issues = (selector: LabelSelector) =>
    checkSelector(selector, 'spec.selector').map(({ path, message }) => `${path}: ${message}`);
  t.strictSame(issues({ matchLabels: { 'example.com/app': 'a-b.c_d', a: '' }, ...one('x', 'Exists') }), []);
  t.strictSame(issues(one('app', 'Near', 'a')), [
    'spec.selector.matchExpressions[0].operator: "Near" is not one of In, NotIn, Exists, DoesNotExist',
  ]);
  t.match(issues(one('app', 'constructor')), [/operator: "constructor" is not one of/]);
  t.match(issues(one('app', 'In')), [/values: operator In needs at least one value/]);
  t.match(issues(one('app', 'Exists', 'a')), [/values: operator Exists takes no values/]);
  for (const key of ['', 'a b', '-a', 'a/b/c', '/a', 'Example.com/a', 'a'.repeat(64)])
    t.match(issues(one(key, 'Exists')), [/is not a label name/], key);
  for (const value of ['a b', '-a', 'ä', 'a'.repeat(64)])
    t.match(issues({ matchLabels: { a: value } }), [/is not a label value/], value);
});

const text: readonly (readonly [selector: LabelSelector, want: string])[] = [
  [{}, ''],
  [{ matchLabels: { b: '2', a: '1' } }, 'a=1,b=2'],
  [{ matchLabels: { m: 'x' }, ...one('a', 'In', 'z', 'y') }, 'a in (y,z),m=x'],
  [one('a', 'NotIn', 'b'), 'a notin (b)'],
  [
    {
      matchExpressions: [
        { key: 'b', operator: 'DoesNotExist' },
        { key: 'a', operator: 'Exists' },
      ],
    },
    'a,!b',
  ],
];

t.test('a selector as text, keys and values in order', async (t) => {
  for (const [selector, want] of text) t.equal(formatSelector(selector), want);
});

t.test('text as a selector', async (t) => {
  for (const fine of [
    '',
    'a',
    '!a',
    'a=b',
    'a==b',
    'a!=b',
    'a in (b,c)',
    'a notin (b), c=d',
    'example.com/a=',
    'a in ()',
    'a = b , !c',
  ])
    t.ok(isLabelSelector(fine), fine);
  for (const bad of ['a b', 'a in b', '=a', 'a=b=c', ',a', 'a,', '(a)', '!']) t.notOk(isLabelSelector(bad), bad);
  for (const fine of ['', 'spec.nodeName=a', 'a!=b,c==d', 'status.phase=Running,']) t.ok(isFieldSelector(fine), fine);
  for (const bad of ['a', 'a in (b)', '=b', 'a=b=c']) t.notOk(isFieldSelector(bad), bad);
});

const key = fc.constantFrom('a', 'b', 'example.com/c', 'd');
const value = fc.constantFrom('', '1', '2', 'x-y');
const expression = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selectors = fc.record({
  matchLabels: fc.dictionary(key, value, { maxKeys: 2 }),
  matchExpressions: fc.array(expression, { maxLength: 3 }),
});
const labelSets = fc.dictionary(key, value);

t.test('a selector printed and read again takes the same labels', async (t) => {
  fc.assert(
    fc.property(selectors, labelSets, (selector, set) => {
      const again = parseLabelSelector(formatSelector(selector));
      return isLabelSelector(formatSelector(selector)) && matches(again, set) === matches(selector, set);
    }),
  );
  t.pass('for any selector and labels');
});

t.test('the order of expressions does not matter, and opposites exclude each other', async (t) => {
  fc.assert(
    fc.property(selectors, labelSets, (selector, set) => {
      const turned = { ...selector, matchExpressions: [...selector.matchExpressions].reverse() };
      return (
        matches(turned, set) === matches(selector, set) &&
        formatSelector(turned).length === formatSelector(selector).length
      );
    }),
  );
  fc.assert(
    fc.property(key, fc.uniqueArray(value, { minLength: 1 }), labelSets, (name, values, set) => {
      return matches(one(name, 'In', ...values), set) !== matches(one(name, 'NotIn', ...values), set);
    }),
  );
  t.pass('for any selector and labels');
});
