import t from 'tap';
import { type Facts, route } from '../../../hooks/queryrouter/route.ts';
import { DIALECT } from './dialect.ts';

const SETTINGS = { label: 'shard', dialect: DIALECT, lookback: 300 };
const FACTS: Facts = {
  topology: { partitions: ['0', '1'], moves: [{ from: 50_000, to: 50_120 }] },
  leaves: [
    { name: 'a', partitions: ['0'], from: 1_000 },
    { name: 'b', partitions: ['1'], from: 2_000 },
  ],
  now: 100_000.7,
};

const routed = (parameters: Record<string, string>, facts: Facts = FACTS) => {
  const found = route({ isRange: 'step' in parameters, parameters: new URLSearchParams(parameters) }, facts, SETTINGS);
  return found.to === 'local' ? found.reason : Object.fromEntries(found.parameters);
};
const SUM = { query: 'sum without (x) (a)' };
const SUMMED = 'sum without (x, shard) (a)';

t.test('a query goes to the root in distributed mode, at whole seconds', async (t) => {
  t.strictSame(routed(SUM), { query: SUMMED, time: '100000', partial_response: 'false' }, 'without a time: now');
  t.strictSame(
    routed({ ...SUM, time: '70000.9' }),
    { query: SUMMED, time: '70000', partial_response: 'false' },
    'a fraction of a second',
  );
  t.strictSame(
    routed({ ...SUM, time: '1970-01-01T19:26:40.5Z' }),
    { query: SUMMED, time: '70000', partial_response: 'false' },
    'RFC 3339',
  );
  t.strictSame(
    routed({
      ...SUM,
      time: '1970-01-01T19:26:40.123456789+00:00',
      dedup: 'true',
      partial_response: 'false',
      engine: '',
      explain: 'false',
      analyze: 'false',
    }),
    {
      query: SUMMED,
      time: '70000',
      dedup: 'true',
      partial_response: 'false',
      engine: '',
      explain: 'false',
      analyze: 'false',
    },
    'as a ruler asks',
  );
  t.strictSame(
    routed({ ...SUM, start: '70000.25', end: '70060.5', step: '15', timeout: '30s' }),
    { query: SUMMED, start: '70000', end: '70060', step: '15', timeout: '30s', partial_response: 'false' },
    'a range',
  );
  t.strictSame(
    routed({ ...SUM, start: '70000.75', end: '70060.75', step: '1m' }),
    { query: SUMMED, start: '70000', end: '70060', step: '60', partial_response: 'false' },
    'a range keeps its number of points',
  );
});

t.test('other queries go to the root in local mode', async (t) => {
  const cases: [name: string, parameters: Record<string, string>, reason: string][] = [
    ['no query', { time: '70000' }, 'Parameters'],
    ['no PromQL', { query: 'sum(' }, 'NotParsed'],
    ['a function that is not known', { query: 'newest_function(a)' }, 'NotParsed'],
    ['too long', { query: `a + ${'1 + '.repeat(10_000)} 1` }, 'TooLong'],
    ['a time that is none', { ...SUM, time: 'now' }, 'Parameters'],
    ['a step of less than a second', { ...SUM, start: '70000', end: '70060', step: '0.5' }, 'Parameters'],
    ['a step with a fraction', { ...SUM, start: '70000', end: '70060', step: '1.5' }, 'Parameters'],
    ['an end before the start', { ...SUM, start: '70000', end: '60000', step: '15' }, 'Parameters'],
    ['a parameter that is not known', { ...SUM, stats: 'all' }, 'Parameters'],
    ['another look-back', { ...SUM, lookback_delta: '10m' }, 'Parameters'],
    ['no deduplication', { ...SUM, dedup: 'false' }, 'Parameters'],
    ['another engine', { ...SUM, engine: 'prometheus' }, 'Parameters'],
    ['the label itself', { query: 'sum by (shard) (a)' }, 'NamesPartition'],
    ['a range of samples', { query: 'a[5m]' }, 'NoVector'],
    ['no series', { query: 'vector(1)' }, 'NoSeries'],
    ['a time before the youngest shard', { ...SUM, time: '2300' }, 'BeforeShards'],
    ['a range that begins before it', { query: 'sum(rate(a[2d]))' }, 'BeforeShards'],
    ['a fixed time, asked for before it', { query: 'a @ 90000', time: '1500' }, 'BeforeShards'],
    [
      'more ranges than the engine sees data for',
      { query: 'sum(rate(a[1h])) / sum(rate(b[1h]))', time: '9000' },
      'BeforeShards',
    ],
    ['a time at which targets moved', { ...SUM, time: '50100' }, 'TargetsMoved'],
    ['look-back to it', { ...SUM, time: '50420' }, 'TargetsMoved'],
    ['a range back to it', { query: 'sum(rate(a[14h]))' }, 'TargetsMoved'],
    ['an offset to it', { query: 'sum(a offset 50000s)' }, 'TargetsMoved'],
    ['a graph over it', { ...SUM, start: '40000', end: '60000', step: '60' }, 'TargetsMoved'],
  ];
  for (const [name, parameters, reason] of cases) t.equal(routed(parameters), reason, name);
  t.match(routed({ ...SUM, time: '50421' }), { time: '50421' }, 'after the move');
  t.match(routed({ ...SUM, time: '49999' }), { time: '49999' }, 'before the move');
  t.match(routed({ ...SUM, time: '2301' }), { time: '2301' }, 'after the youngest shard began');
});

t.test('while targets move, queries for the present go to the root in local mode', async (t) => {
  const moves = [{ from: 99_000, to: Number.POSITIVE_INFINITY }];
  const facts = { ...FACTS, topology: { partitions: ['0', '1'], moves } };
  t.equal(routed(SUM, facts), 'TargetsMoved');
  t.match(routed({ ...SUM, time: '98000' }, facts), { time: '98000' });
});

t.test('a repeated parameter goes to the root in local mode', async (t) => {
  const parameters = new URLSearchParams([
    ['query', 'sum(a)'],
    ['query', 'sum(b)'],
  ]);
  t.strictSame(route({ isRange: false, parameters }, FACTS, SETTINGS), { to: 'local', reason: 'Parameters' });
});

t.test('nothing is distributed without knowledge of the shards', async (t) => {
  t.equal(routed(SUM, { ...FACTS, topology: undefined }), 'TopologyUnknown');
  t.equal(routed(SUM, { ...FACTS, leaves: undefined }), 'LeavesUnknown');
  t.equal(routed(SUM, { ...FACTS, leaves: FACTS.leaves?.slice(1) }), 'LeavesDiffer');
});
