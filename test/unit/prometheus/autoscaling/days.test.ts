// Days and weeks, simulated: how often the number of shards changes, and what never happens. LONG=1 simulates more.
import t from 'tap';
import { random } from '../../../support/random.ts';
import { DAY, HOUR, MINUTE, reversals, type Simulated, simulate } from './simulation.ts';

const TEXT = 'minShards=1,maxShards=8,seriesPerShard=1M';
const BASE = 600_000;
const isLong = process.env['LONG'] !== undefined;
/** All of a list, or each third of it. */
const some = <T>(list: readonly T[]): readonly T[] => (isLong ? list : list.filter((_, i) => i % 3 === 1));

/** Noise of 20 % at every read. */
function noisy(load: (time: number) => number, seed: number, part = 0.2): (time: number) => number {
  const { next } = random(seed);
  return (time) => load(time) * (1 + part * (2 * next() - 1));
}

/** The load grows to six times within `length`, and is back as fast eight hours later. */
const hill =
  (length: number, base = BASE) =>
  (time: number): number => {
    const part = (from: number) => Math.min(1, Math.max(0, (time - from) / length));
    return base * (1 + 5 * (part(4 * HOUR) - part(12 * HOUR)));
  };

/** A wave with one peak a day. */
const wave =
  (least: number, most: number) =>
  (time: number): number =>
    1_000_000 * (least + ((most - least) * (1 - Math.cos((2 * Math.PI * time) / DAY))) / 2);

t.test('a load of 1x, 6x and 1x again: up fast, down slowly, one change of direction', async (t) => {
  for (const length of isLong ? [1, 30 * MINUTE, 2 * HOUR, 4 * HOUR] : [1, 2 * HOUR]) {
    const result = simulate({ text: TEXT, load: hill(length), duration: 2 * DAY });
    const most = Math.max(...result.path);
    t.ok(most === 4 || most === 5, `${length / MINUTE} minutes: ${result.path.join(' -> ')}`);
    t.equal(result.path.at(-1), 2);
    t.equal(reversals(result), 1);
    const highest = result.changes.findLast(({ to }) => to === most)?.at ?? 0;
    t.ok(highest <= 4 * HOUR + length + 15 * MINUTE, 'the shards are there within minutes');
    const noise = simulate({ text: TEXT, load: noisy(hill(length), 7), duration: 2 * DAY });
    t.equal(reversals(noise), 1, `with noise: ${noise.path.join(' -> ')}`);
  }
});

t.test('an agent does the same, with time between its steps', async (t) => {
  const result = simulate({ text: TEXT, load: hill(30 * MINUTE), duration: 2 * DAY, isAgent: true });
  t.ok(Math.max(...result.path) <= 5, result.path.join(' -> '));
  t.equal(reversals(result), 1);
});

t.test('a week with noise of 20 %: the number goes up at most, and never back', async (t) => {
  for (const million of some([0.3, 0.6, 0.75, 0.9, 1, 1.2, 1.5, 1.8, 2, 2.5, 3.3, 4, 5])) {
    const result = simulate({ text: TEXT, load: noisy(() => million * 1e6, 3), duration: 7 * DAY });
    t.equal(reversals(result), 0, `${million} million: ${result.path.join(' -> ')}`);
    t.ok(
      result.changes.every(({ at }) => at < DAY / 4),
      'and after a quarter of a day it stays',
    );
    t.ok(result.writes <= 12, `the state was written ${result.writes} times`);
  }
});

t.test('a week with a wave each day: two changes a day, or none with a longer window', async (t) => {
  const waves = [
    [0.5, 1],
    [1, 2],
    [2, 4],
  ] as const;
  for (const [least, most] of some(waves)) {
    const followed = simulate({ text: TEXT, load: noisy(wave(least, most), 5, 0.05), duration: 7 * DAY });
    t.ok(followed.changes.length <= 16, `${least} to ${most} million: ${followed.changes.length} changes`);
    t.ok(followed.writes < 200, `written ${followed.writes} times`);
    const text = `${TEXT},stabilizationWindow=1d`;
    const calm = simulate({ text, load: noisy(wave(least, most), 5), duration: 7 * DAY });
    t.equal(reversals(calm), 0, `with a window of a day: ${calm.path.join(' -> ')}`);
  }
});

t.test('hooks that were down, or did not know the load, do not take it for low', async (t) => {
  const load = (time: number) => (time < 3 * HOUR ? 3e6 : time < 6 * HOUR ? 0.5e6 : time < 12 * HOUR ? 3e6 : 0.5e6);
  const gap = (time: number) => time < 6.2 * HOUR || time > 12.05 * HOUR;
  const whole = { text: TEXT, load, duration: 13 * HOUR };
  for (const missing of [{ isUp: gap }, { isKnown: gap }]) {
    const result = simulate({ ...whole, ...missing });
    const after = result.changes.filter(({ at }) => at > 6.2 * HOUR && at < 13 * HOUR);
    t.strictSame(after, [], `${Object.keys(missing)}: the window begins again: ${result.path.join(' -> ')}`);
  }
});

/** A random load, with missing facts, hooks that are down, and edits of `spec.shards`. */
function anything(seed: number): Simulated {
  const { next, below, pick } = random(seed);
  const load = noisy(pick([hill(HOUR), wave(0.2, 6), () => next() * 9e6, () => 2e6]), seed);
  const gaps = [below(24), below(24)] as const;
  const isKnown = (time: number) => Math.floor(time / HOUR) !== gaps[0] && next() > 0.02;
  const edit = next() < 0.5 ? 1 + below(9) : 1;
  return {
    text: `minShards=${pick([1, 2])},maxShards=${pick([2, 5, 8])},seriesPerShard=${pick(['500k', '1M'])}`,
    load,
    duration: DAY,
    every: pick([1, 5, 30]) * MINUTE,
    move: pick([4 * MINUTE, HOUR]),
    isKnown,
    isUp: (time) => Math.floor(time / HOUR) !== gaps[1],
    spec: (time) => (time < 12 * HOUR ? 1 : edit),
    isAgent: next() < 0.2,
  };
}

/** What must not happen in a simulation. */
function problems(given: Simulated): string[] {
  const [, min = 0, max = 0] = (/minShards=(\d),maxShards=(\d)/.exec(given.text) ?? []).map(Number);
  const { decisions } = simulate(given);
  const outside = decisions.filter(({ state }) => state.shards < min || state.shards > max).map(() => 'outside');
  const changes = decisions.flatMap((decision, i) => {
    const was = decisions[i - 1]?.state.shards ?? decision.state.shards;
    return was === decision.state.shards || decision.state.cause === 'edit' ? [] : [{ ...decision, was }];
  });
  const wrong = changes.flatMap(({ was, state, reason, time, isMoving }, i) => [
    ...(isMoving ? ['a change while targets move'] : []),
    ...(reason === 'LoadUnknown' ? ['a change without facts'] : []),
    ...(state.cause === 'down' && was - state.shards !== 1 ? ['several removed at once'] : []),
    ...(time - (changes[i - 1]?.time ?? Number.NEGATIVE_INFINITY) < 10 * MINUTE ? ['two changes in a period'] : []),
  ]);
  return [...outside, ...wrong];
}

t.test('whatever happens: within the bounds, not while targets move, one step a period', async (t) => {
  for (let seed = 1; seed <= (isLong ? 150 : 40); seed++) t.strictSame(problems(anything(seed)), [], `seed ${seed}`);
});
