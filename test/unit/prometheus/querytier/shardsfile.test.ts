import t from 'tap';
import type { ConfigMap } from '../../../../hooks/core/meta.ts';
import { SHARDS_FILE, type ShardsInput, shardsFile } from '../../../../hooks/prometheus/querytier/shardsfile.ts';
import { parseTopology } from '../../../../hooks/queryrouter/topology.ts';

/** Seconds that a move goes on after the hooks have finished it. */
const SETTLING = 900;

const map = (text: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm' },
  data: { [SHARDS_FILE]: text },
});
const given = (text: string | undefined, more: Partial<ShardsInput> = {}): ShardsInput => ({
  observed: text === undefined ? undefined : map(text),
  partitions: ['0', '1', 'rules'],
  assignment: { mode: 'hashmod', shards: 2 },
  isMoving: false,
  now: new Date(5_000_000),
  ...more,
});
const moves = (text: string) => (JSON.parse(text) as { moves: unknown }).moves;

t.test('without a file nothing of the past is distributed', async (t) => {
  t.strictSame(moves(shardsFile(given(undefined))), [{ from: 0, to: 5_000 + SETTLING }]);
  t.strictSame(moves(shardsFile(given('not JSON'))), [{ from: 0, to: 5_000 + SETTLING }]);
  t.strictSame(moves(shardsFile(given(undefined, { isMoving: true }))), [{ from: 0, to: null }]);
});

t.test('a move begins and ends once, and at rest the file stays as it is', async (t) => {
  const first = shardsFile(given(undefined));
  t.equal(shardsFile(given(first, { now: new Date(6_000_000) })), first, 'at rest');
  const wanted = { mode: 'hashmod', shards: 3 } as const;
  const moving = shardsFile(given(first, { isMoving: true, assignment: wanted, now: new Date(7_000_000) }));
  t.strictSame(moves(moving), [
    { from: 0, to: 5_900 },
    { from: 7_000, to: null },
  ]);
  const later = given(moving, { isMoving: true, assignment: wanted, now: new Date(7_100_000) });
  t.equal(shardsFile(later), moving, 'while targets move');
  const done = shardsFile(given(moving, { assignment: wanted, now: new Date(7_200_000) }));
  t.strictSame(moves(done), [
    { from: 0, to: 5_900 },
    { from: 7_000, to: 7_200 + SETTLING },
  ]);
  t.equal(shardsFile(given(done, { assignment: wanted, now: new Date(9_000_000) })), done, 'at rest again');
});

t.test('targets that move at once are a move', async (t) => {
  const first = shardsFile(given(undefined));
  const assignment = { mode: 'consistent', shards: 2 } as const;
  const other = shardsFile(given(first, { assignment, now: new Date(7_000_000) }));
  t.strictSame(moves(other), [
    { from: 0, to: 5_900 },
    { from: 7_000, to: 7_000 + SETTLING },
  ]);
});

t.test('old moves become one', async (t) => {
  let text = shardsFile(given(undefined));
  for (let i = 1; i <= 120; i++)
    text = shardsFile(
      given(text, { assignment: { mode: 'hashmod', shards: 2 + (i % 2) }, now: new Date((5_000 + i * 10_000) * 1000) }),
    );
  const all = parseTopology(text)?.moves ?? [];
  t.equal(all.length, 50);
  t.strictSame(all[0], { from: 0, to: 5_000 + 71 * 10_000 + SETTLING });
  t.strictSame(all.at(-1), { from: 1_205_000, to: 1_205_000 + SETTLING });
});
