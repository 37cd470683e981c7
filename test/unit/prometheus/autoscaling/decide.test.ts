// The decision as a table: the state and the load in, the number of shards and the reason out.
import t from 'tap';
import { type Decision, type DecisionInput, decide } from '../../../../hooks/prometheus/autoscaling/decide.ts';
import type { AutoscaleState } from '../../../../hooks/prometheus/autoscaling/state.ts';
import { factsOf, HOUR, MINUTE, ok, START, shardLoad, stored, unknown, wanted } from './simulation.ts';

const TEXT = 'minShards=1,maxShards=8,seriesPerShard=1M';
const state = (shards: number, more: Partial<AutoscaleState> = {}): AutoscaleState => ({
  shards,
  was: shards,
  spec: 1,
  cause: 'up',
  changed: START - 5 * HOUR,
  settled: START - 5 * HOUR,
  ...more,
});

/** A decision at the time START. `million`: series of each shard in millions. */
function at(given: Partial<DecisionInput>, million: readonly number[] = [], text = TEXT): Decision {
  return decide({
    wanted: wanted(text),
    spec: 1,
    state: state(1),
    isMoving: false,
    facts: factsOf(...million.map((one) => one * 1_000_000)),
    memory: 4 * HOUR,
    now: START,
    ...given,
  });
}

type Case = readonly [what: string, given: Partial<DecisionInput>, million: readonly number[], is: readonly unknown[]];

t.test('more shards at once, as many as the load needs', async (t) => {
  const cases: readonly Case[] = [
    ['the load fits', {}, [0.9], [1, 'Steady']],
    ['it is a little above', {}, [1.1], [1, 'Steady']],
    ['it is above by more than a tenth', {}, [1.11], [2, 'Resharding']],
    ['it is six times as large', {}, [5.6], [6, 'Resharding']],
    ['maxShards is the limit', {}, [50], [8, 'Resharding']],
    ['all shards count together', { state: state(2) }, [1.6, 0.2], [2, 'Steady']],
    ['and make the step together', { state: state(2) }, [1.2, 1.2], [3, 'Resharding']],
    ['there are as many as there may be', { state: state(8) }, Array(8).fill(1.2), [8, 'AtMaximum']],
  ];
  for (const [what, given, million, is] of cases) {
    const { state, reason } = at(given, million);
    t.strictSame([state.shards, reason], is, what);
  }
});

t.test('fewer shards slowly, one after the other', async (t) => {
  const low = (since: number, seen = MINUTE) => ({ low: START - since, seen: START - seen });
  const cases: readonly Case[] = [
    ['one less would be too full', { state: state(2) }, [0.36, 0.36], [2, 'Steady']],
    ['one less would have room', { state: state(2) }, [0.35, 0.35], [2, 'LowLoad']],
    ['not for long enough', { state: state(2, low(HOUR - MINUTE)) }, [0.2, 0.2], [2, 'LowLoad']],
    ['for long enough', { state: state(2, low(HOUR)) }, [0.2, 0.2], [1, 'Resharding']],
    ['one at a time', { state: state(5, low(HOUR)) }, [0, 0, 0, 0, 0], [4, 'Resharding']],
    ['it was high in between', { state: state(2, low(HOUR)) }, [0.5, 0.5], [2, 'Steady']],
    ['nobody looked for most of the time', { state: state(2, low(2 * HOUR, HOUR)) }, [0.2, 0.2], [2, 'LowLoad']],
    ['it was high a moment ago', { state: state(2, { left: START - MINUTE }) }, [0.2, 0.2], [2, 'Steady']],
    ['minShards is the limit', { state: state(1, low(HOUR)) }, [0], [1, 'Steady']],
  ];
  for (const [what, given, million, is] of cases) {
    const { state, reason } = at(given, million);
    t.strictSame([state.shards, reason], is, what);
  }
});

t.test('nothing changes while targets move, in the period after, or if a fact is missing', async (t) => {
  const isFirstFailure = { shards: [unknown('no answer')], isFirstFailure: true, next: 60 };
  const oneOfTwo = { ...factsOf(9_000_000), shards: [shardLoad(9_000_000), unknown('connection refused')] };
  const { settled: _settled, ...moved } = state(1);
  const cases: readonly Case[] = [
    ['targets move', { isMoving: true }, [9], [1, 'Resharding', undefined]],
    ['targets have just moved', { state: moved }, [9], [1, 'Resting', undefined]],
    [
      'they moved nine minutes ago',
      { state: state(1, { settled: START - 9 * MINUTE }) },
      [9],
      [1, 'Resting', undefined],
    ],
    [
      'they moved ten minutes ago',
      { state: state(1, { settled: START - 10 * MINUTE }) },
      [9],
      [8, 'Resharding', undefined],
    ],
    ['nobody was asked', { facts: undefined }, [], [1, 'LoadUnknown', 'the servers were not asked']],
    ['a shard is down', { state: state(2), facts: oneOfTwo }, [], [2, 'LoadUnknown', 'shard 1: connection refused']],
    ['for the first time', { facts: isFirstFailure }, [], [1, 'Steady', undefined]],
    [
      'the facts are those of another number',
      { state: state(2) },
      [9],
      [2, 'LoadUnknown', 'the servers were not asked'],
    ],
  ];
  for (const [what, given, million, is] of cases) {
    const { state, reason, unknown } = at(given, million);
    t.strictSame([state.shards, reason, unknown], is, what);
  }
});

t.test('a new number of spec.shards is where it begins again', async (t) => {
  const edited = at({ spec: 3, state: state(5) }, [1, 1, 1, 1, 1]);
  t.match(edited, { reason: 'Resharding', state: { shards: 3, was: 5, spec: 3, cause: 'edit', edits: 1 } });
  t.equal(edited.state.settled, undefined, 'its targets move');
  t.match(at({ spec: 20, state: state(5) }), { state: { shards: 8, spec: 20 } }, 'within the bounds');
  const same = at({ spec: 5, state: state(5) }, [9, 9, 9, 9, 9]);
  t.match(same, { state: { shards: 5, spec: 5, cause: 'edit', settled: START } }, 'it may be the number in force');
  t.match(at({ spec: 5, state: same.state, now: START + MINUTE }, [9, 9, 9, 9, 9]), { reason: 'Resting' });
  t.match(at({ state: state(5) }, [], 'maxShards=2,seriesPerShard=1M'), { state: { shards: 2, cause: 'bounds' } });
  t.match(at({ spec: 3, state: state(5), isMoving: true }), { state: { shards: 3 } }, 'also while targets move');
});

t.test('edits again and again are those of another autoscaler: nothing is decided until it stops', async (t) => {
  let now = START;
  let current = state(2);
  for (const spec of [3, 4, 5]) {
    now += HOUR;
    current = stored(at({ spec, state: current, now }).state);
    current = stored(at({ spec, state: current, now: now + MINUTE }).state);
  }
  t.equal(current.edits, 3);
  const held = at({ spec: 5, state: current, now: now + HOUR }, [9, 9, 9, 9, 9]);
  t.match(held, { reason: 'TwoAutoscalers', state: { shards: 5 }, until: now + 6 * HOUR });
  t.match(at({ spec: 5, state: held.state, now: now + 6 * HOUR }, [9, 9, 9, 9, 9]), { state: { shards: 8 } });
  const rare = at({ spec: 6, state: current, now: now + 7 * HOUR });
  t.equal(rare.state.edits, 1, 'edits of a user, hours apart, are not counted together');
});

t.test('samples count as series do: the larger need decides', async (t) => {
  const text = 'maxShards=8,seriesPerShard=1M,samplesPerShard=10k';
  const facts = { ...factsOf(), shards: [shardLoad(500_000, 500_000, 25_000)] };
  t.match(at({ facts }, [], text), { state: { shards: 3, series: 500_000, samples: 25_000 } });
  const few = { ...factsOf(), shards: [shardLoad(2_500_000, 2_500_000, 100)] };
  t.match(at({ facts: few }, [], text), { state: { shards: 3 } });
  t.match(at({ facts: few }, [], 'maxShards=8,samplesPerShard=10k'), { state: { shards: 1 } }, 'only what is limited');
  const closed = { ...factsOf(), shards: [ok({ series: 1, scrapes: unknown('HTTP status 401') })] };
  t.match(at({ facts: closed }, [], text), { reason: 'LoadUnknown', unknown: 'shard 0: HTTP status 401' });
  t.match(at({ facts: closed }), { reason: 'Steady' }, 'series are enough where samples are not limited');
});

t.test('series of targets that have moved away do not count for more shards', async (t) => {
  const stale = { stale: START + HOUR };
  const both = { ...factsOf(), shards: [shardLoad(3_000_000, 1_000_000), shardLoad(1_000_000)] };
  t.match(at({ state: state(2), facts: both }), { state: { shards: 4 } }, 'without a move they are taken as they are');
  t.match(at({ state: state(2, stale), facts: both }), { state: { shards: 2 } });
  const grown = at({ state: state(2, { ...stale, ratio: 1.5 }), facts: both });
  t.match(grown, { state: { shards: 3, series: 3_000_000, ratio: 1.5 } }, 'with what is in memory beside them');
  const low = { ...factsOf(), shards: [shardLoad(900_000, 100_000), shardLoad(100_000)] };
  t.match(at({ state: state(2, stale), facts: low }), { reason: 'Steady' }, 'but they count for fewer');
  const agent = (million: number) => ({
    ...factsOf(),
    shards: [1, 2].map(() => ok({ series: million * 500_000, scrapes: unknown('an agent has no queries') })),
  });
  t.match(at({ state: state(2, stale), facts: agent(4) }), { reason: 'Resting', until: START + HOUR });
  t.match(at({ state: state(2, stale), facts: agent(0.5) }), { reason: 'LowLoad' });
  t.match(at({ state: state(2), facts: agent(4) }), { state: { shards: 4 } });
});

t.test('a load above the maximum is remarked until it is back', async (t) => {
  const eight = (million: number) => Array(8).fill(million) as number[];
  const high = at({ state: state(8) }, eight(1.2));
  t.match(high, { reason: 'AtMaximum', state: { high: START } });
  const next = (million: number, minutes: number) =>
    at({ state: high.state, now: START + minutes * MINUTE }, eight(million));
  t.match(next(0.9, 10), { reason: 'AtMaximum' }, 'for half an hour at least');
  t.match(next(1.05, 60), { reason: 'AtMaximum' });
  t.match(next(0.9, 60), { reason: 'Steady', state: { high: undefined } });
});
