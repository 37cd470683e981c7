// When the report of a scrape object changes.
import t from 'tap';
import { type Counts, NO_TARGETS } from '../../../../hooks/prometheus/targets/counts.ts';
import { described, type Entry, nextEntry } from '../../../../hooks/prometheus/targets/entry.ts';

const counts = (
  up: number,
  down = 0,
  errors: Readonly<Record<string, number>> = down > 0 ? { refused: down } : {},
) => ({
  up,
  down,
  unscraped: 0,
  errors: new Map(Object.entries(errors)),
});

/** The reports after each of these reads. */
function reports(reads: readonly (Counts | undefined)[], first?: Entry): (Entry | string)[] {
  let reported = first;
  return reads.map((now, i) => {
    reported = nextEntry(reported, { now, before: reads[i - 1] });
    return described(reported).message ?? '';
  });
}

t.test('the first counts are reported at once, a change when two reads have seen it', async (t) => {
  t.strictSame(reports([counts(3), counts(2, 1), counts(2, 1)]), [
    '3 targets up',
    '3 targets up',
    '2 targets up, 1 down: refused',
  ]);
  t.strictSame(reports([counts(1), counts(0, 1), counts(1), counts(0, 1), counts(1)]), Array(5).fill('1 target up'));
});

t.test('no targets are reported after two reads', async (t) => {
  t.strictSame(reports([NO_TARGETS, NO_TARGETS]), ['', 'no targets: nothing was discovered']);
  t.strictSame(reports([NO_TARGETS, counts(1)]), ['', '1 target up']);
});

t.test('small changes of large counts are no news, those of small counts are', async (t) => {
  t.strictSame(reports([counts(523), counts(480), counts(480), counts(300), counts(300)]), [
    'about 520 targets up',
    'about 520 targets up',
    'about 520 targets up',
    'about 520 targets up',
    'about 300 targets up',
  ]);
  t.strictSame(reports([counts(500), counts(499, 1), counts(499, 1)]).at(-1), 'about 500 targets up, 1 down: refused');
  t.strictSame(reports([counts(20), counts(21), counts(21)]).at(-1), 'about 21 targets up');
});

t.test('a growing count is reported although no two reads are equal', async (t) => {
  t.strictSame(reports([counts(100), counts(150), counts(155)]).at(-1), 'about 160 targets up');
});

t.test('the most frequent error is reported, and stays until another one is twice as frequent', async (t) => {
  const errors = (refused: number, timeout: number) => counts(1, 10, { refused, timeout });
  t.strictSame(reports([errors(6, 4), errors(4, 6), errors(4, 6), errors(2, 8)]), [
    '1 target up, 10 down: refused',
    '1 target up, 10 down: refused',
    '1 target up, 10 down: refused',
    '1 target up, 10 down: timeout',
  ]);
});

t.test('what is not known changes nothing', async (t) => {
  const starting = { up: 0, down: 0, unscraped: 3, errors: new Map() };
  t.strictSame(reports([counts(3), undefined, starting, starting, undefined]), Array(5).fill('3 targets up'));
  t.strictSame(reports([undefined, starting]), ['', '']);
  const partly = { ...counts(1), unscraped: 2 };
  t.strictSame(reports([partly, partly]), ['', '1 target up'], 'new pods all the time do not hide the others');
});

t.test('reasons', async (t) => {
  const reason = (entry: Entry) => described(entry).reason;
  t.strictSame([{ up: 1, down: 0 }, { up: 1, down: 1 }, { up: 0, down: 1 }, { up: 0, down: 0 }, {}].map(reason), [
    'TargetsUp',
    'TargetsDown',
    'TargetsDown',
    'NoTargets',
    undefined,
  ]);
  t.equal(described({ up: 0, down: 2, error: '' }).message, '0 targets up, 2 down');
});
