import t from 'tap';
import { distributedSince, type Leaf, parseLeaves, parseTopology } from '../../../hooks/queryrouter/topology.ts';

t.test('the file of the hooks names shards and moves', async (t) => {
  t.strictSame(parseTopology('{"partitions":["0","rules"]}'), { partitions: ['0', 'rules'], moves: [] });
  t.strictSame(parseTopology('{"partitions":["0"],"moves":[{"from":1,"to":2},{"from":3,"to":null},{"from":4}]}'), {
    partitions: ['0'],
    moves: [
      { from: 1, to: 2 },
      { from: 3, to: Number.POSITIVE_INFINITY },
      { from: 4, to: Number.POSITIVE_INFINITY },
    ],
  });
});

t.test('another file is none', async (t) => {
  for (const text of [
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"partitions":[]}',
    '{"partitions":[1]}',
    '{"partitions":["0"],"moves":{}}',
    '{"partitions":["0"],"moves":[{"to":2}]}',
    '{"partitions":["0"],"moves":[{"from":3,"to":2}]}',
    '{"partitions":["0"],"moves":[{"from":3,"to":"x"}]}',
    '{"partitions":["0"],"moves":[null]}',
  ])
    t.equal(parseTopology(text), undefined, text);
});

const store = (name: string, sets: readonly object[], more = {}) => ({
  name,
  lastCheck: '2026-01-10T00:00:00Z',
  lastError: null,
  labelSets: sets,
  minTime: 5000,
  maxTime: 9000,
  ...more,
});
const answer = (data: object): string => JSON.stringify({ status: 'success', data });

t.test('the answer of Thanos Query names its leaves', async (t) => {
  const text = answer({
    query: [
      store('a:1', [
        { shard: '0', replica: 'x' },
        { shard: '0', replica: 'y' },
      ]),
      store('b:1', [], { lastError: 'connection refused' }),
      store('c:1', [{ zone: 'z' }]),
    ],
  });
  t.strictSame(parseLeaves(text, 'shard'), [
    { name: 'a:1', partitions: ['0'], from: 5 },
    { name: 'b:1', partitions: [], from: 5, error: 'connection refused' },
    { name: 'c:1', partitions: [''], from: 5 },
  ]);
  t.equal(
    parseLeaves(answer({ sidecar: [store('a:1', [{ shard: '0' }])] }), 'shard'),
    undefined,
    'a sidecar is no leaf',
  );
  for (const other of ['', '{}', '{"status":"error"}', answer({ query: [{}] }), answer({ query: 'x' })])
    t.equal(parseLeaves(other, 'shard'), undefined, other);
});

t.test('queries are distributed if each shard has exactly one leaf', async (t) => {
  const topology = { partitions: ['0', '1'], moves: [] };
  const leaf = (partitions: readonly string[], from = 5): Leaf => ({ name: 'a', partitions, from });
  t.strictSame(
    distributedSince(topology, [leaf(['1'], 7), leaf(['0'], 5)]),
    { from: 7 },
    'since the youngest has samples',
  );
  const withRules = { partitions: ['0', 'rules'], moves: [] };
  const never = 2 ** 63 / 1000;
  t.strictSame(
    distributedSince(withRules, [leaf(['0'], 7), leaf(['rules'], never)]),
    { from: 7 },
    'no rule has recorded',
  );
  t.strictSame(
    distributedSince(withRules, [leaf(['0'], never), leaf(['rules'], 7)]),
    { from: never },
    'a shard is empty',
  );
  const cases: [name: string, leaves: readonly Leaf[] | undefined, reason: string][] = [
    ['nothing is known', undefined, 'LeavesUnknown'],
    ['there are none', [], 'LeavesDiffer'],
    ['one is missing', [leaf(['0'])], 'LeavesDiffer'],
    ['one is too many', [leaf(['0']), leaf(['1']), leaf(['2'])], 'LeavesDiffer'],
    ['one is there twice', [leaf(['0']), leaf(['1']), leaf(['1'])], 'LeavesDiffer'],
    ['one reads two shards', [leaf(['0', '1']), leaf(['1'])], 'LeavesDiffer'],
    ['one has no label', [leaf(['0']), leaf([''])], 'LeavesDiffer'],
    ['one has no store', [leaf(['0']), leaf([])], 'LeavesDiffer'],
    ['one is down', [leaf(['0']), { ...leaf(['1']), error: 'x' }], 'LeafDown'],
  ];
  for (const [name, leaves, reason] of cases) t.strictSame(distributedSince(topology, leaves), { reason }, name);
});
