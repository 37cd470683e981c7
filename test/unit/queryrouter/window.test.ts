import t from 'tap';
import { neededFrom, readWindow, type Window } from '../../../hooks/queryrouter/window.ts';
import { parsed } from './dialect.ts';

const read = (text: string, from = 10_000, to = from): [number, number] | undefined => {
  const window: Window | undefined = readWindow(parsed(text), { from, to }, 300);
  return window && [window.from, window.to];
};

t.test('an expression reads from its oldest to its newest sample', async (t) => {
  const cases: [name: string, text: string, want: [number, number] | undefined][] = [
    ['a selector looks back', 'a', [9_700, 10_000]],
    ['a range', 'rate(a[10m])', [9_400, 10_000]],
    ['an offset', 'a offset 1h', [6_100, 6_400]],
    ['an offset into the future', 'a offset -1h', [13_300, 13_600]],
    ['a fixed time', 'a @ 5000', [4_700, 5_000]],
    ['a fixed time with a range and an offset', 'rate(a[10m] @ 5000 offset 1m)', [4_340, 4_940]],
    ['the widest of both sides', 'a / rate(a[1h])', [6_400, 10_000]],
    ['past and present', 'a - a offset 1h', [6_100, 10_000]],
    ['a parameter', 'topk(scalar(a offset 1h), b)', [6_100, 10_000]],
    ['a subquery adds up', 'max_over_time(rate(a[5m])[1h:1m])', [6_100, 10_000]],
    ['a subquery with an offset', 'max_over_time(a[1h:1m] offset 1h)', [2_500, 6_400]],
    ['a subquery at a fixed time', 'max_over_time(a[1h:1m] @ 5000)', [1_100, 5_000]],
    ['no series', 'vector(1) + time()', undefined],
  ];
  for (const [name, text, want] of cases) t.strictSame(read(text), want, name);
  t.strictSame(read('a', 10_000, 20_000), [9_700, 20_000], 'a range query');
  t.strictSame(read('a @ start()', 10_000, 20_000), [9_700, 10_000], 'the start of a range query');
  t.strictSame(read('rate(a[5m] @ end())', 10_000, 20_000), [19_700, 20_000], 'the end of a range query');
  t.strictSame(
    read('sum_over_time((a @ end())[1h:1m])', 10_000, 20_000),
    [19_700, 20_000],
    'the end of a range query within a subquery',
  );
});

t.test('every shard needs samples for all ranges together, and at every evaluation', async (t) => {
  const needed = (text: string): number => neededFrom(parsed(text), { from: 100_000, to: 100_000 }, 300);
  const cases: [text: string, want: number][] = [
    ['a', 99_700],
    ['rate(a[10m])', 99_100],
    ['rate(a[10m]) / rate(b[10m])', 98_500],
    ['a offset 1h', 96_100],
    ['a offset -1h', 96_100],
    ['a @ 200000', 99_700],
    ['a @ 5000', 4_700],
    ['max_over_time(a[1h:1m])', 92_500],
    ['max_over_time((a @ 200000)[1h:1m])', 92_500],
  ];
  for (const [text, want] of cases) t.equal(needed(text), want, text);
});
