// The fields that differ between two values.
import t from 'tap';
import { fieldChanges, never } from '../../../../hooks/app/diff/values.ts';

const lines = (before: unknown, after: unknown): string[] =>
  fieldChanges(before, after).map(({ path, kind, from, to }) => `${path} ${kind} ${from ?? '-'} ${to ?? '-'}`);

t.test('fields are compared by their paths', async (t) => {
  t.strictSame(lines({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3, d: true } }), ['a.c changed 2 3', 'a.d added - true']);
  t.strictSame(lines({ a: 1 }, {}), ['a removed 1 -']);
});

t.test('members of lists are compared by their names, arguments by their flags', async (t) => {
  const container = (name: string, image: string) => ({ name, image });
  t.strictSame(
    lines({ c: [container('a', 'x'), container('b', 'y')] }, { c: [container('b', 'z'), container('a', 'x')] }),
    ['c[b].image changed y z'],
  );
  t.strictSame(lines({ args: ['--a=1', '--b'] }, { args: ['--b', '--a=2', '--c=3'] }), [
    'args[--a] changed --a=1 --a=2',
    'args[--c] added - --c=3',
  ]);
});

t.test('other lists are compared as sets, and another order is a change without values', async (t) => {
  t.strictSame(lines({ l: [1, 2] }, { l: [2, 3, 4] }), ['l removed 1 -', 'l added - 3', 'l added - 4']);
  t.strictSame(lines({ l: [1, 2] }, { l: [2, 1] }), ['l changed - -']);
  t.strictSame(lines({ l: [{ x: 1 }, { x: 2 }] }, { l: [{ x: 1 }, { x: 3 }] }), ['l[1].x changed 2 3']);
});

t.test('values can be hidden, and long ones are shortened', async (t) => {
  t.strictSame(fieldChanges({ a: 'hunter2' }, { a: 'hunter3' }, never), [{ path: 'a', kind: 'changed' }]);
  const [{ to = '' } = {}] = fieldChanges({}, { a: 'x'.repeat(1000) });
  t.equal(to.length, 120);
});
