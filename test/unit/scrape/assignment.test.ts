// Which shard has a target: how many move when the number of shards changes, how even the shards are, and that none is
// ever left out. Over 20,000 addresses.
import t from 'tap';
import { parseOptions } from '../../../hooks/core/options.ts';
import type { Section } from '../../../hooks/core/section.ts';
import { type Assignment, assigned, type Sharding } from '../../../hooks/scrape/job/assignment.ts';
import type { ScrapeContext } from '../../../hooks/scrape/job/context.ts';
import { shardingRules } from '../../../hooks/scrape/job/sharding.ts';
import { type Labels, relabeled } from './relabeling.ts';

const COUNT = 20_000;
const TARGETS: readonly Labels[] = Array.from({ length: COUNT }, (_, i) => ({
  __address__: `10.${i >> 12}.${(i >> 5) & 127}.${i & 31}:${8000 + (i % 7)}`,
}));
const MODES: readonly Assignment['mode'][] = ['hashmod', 'consistent'];
const CHANGES = [
  [2, 3],
  [3, 4],
  [4, 5],
  [9, 10],
  [4, 2],
] as const;

const rulesOf = (sharding: Sharding): Section[] =>
  shardingRules(
    { mode: 'server', spec: {}, options: parseOptions(), sharding } as unknown as ScrapeContext,
    '__address__',
  );

/** The shard of each target, by the rules that number them. */
const numbered = new Map<string, readonly number[]>();
function shardsOf(assignment: Assignment): readonly number[] {
  const key = `${assignment.mode}/${assignment.shards}`;
  const rules = assigned(assignment, 'shard');
  const known =
    numbered.get(key) ??
    TARGETS.map(({ __address__: address = '' }) => Number(relabeled({ __tmp_hash: address }, rules)?.['shard']));
  numbered.set(key, known);
  return known;
}

/** The shards that keep a target. What their rules have in common is done once. */
function keepers(target: Labels, rules: readonly Section[], shards: number): readonly number[] {
  const own = rules.findIndex((rule) => JSON.stringify(rule).includes('$(SHARD)'));
  const labels = relabeled(target, rules.slice(0, own)) ?? {};
  const rest = rules.slice(own);
  return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => relabeled(labels, rest, shard));
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

t.test('consistent assignment moves hardly more targets than have to move', async (t) => {
  for (const [from, to] of CHANGES) {
    const least = 1 - Math.min(from, to) / Math.max(from, to);
    const [hashmod = 0, consistent = 0] = MODES.map((mode) => {
      const [before, now] = [shardsOf({ mode, shards: from }), shardsOf({ mode, shards: to })];
      return before.filter((shard, i) => shard !== now[i]).length / COUNT;
    });
    t.comment(
      `${from} -> ${to}: at least ${percent(least)}, consistent ${percent(consistent)}, hashmod ${percent(hashmod)}`,
    );
    t.ok(Math.abs(consistent - least) < 0.01, `${from} to ${to}`);
    t.ok(hashmod >= least - 0.01, 'hashmod moves at least as many');
  }
});

t.test('no shard has much more than its part', async (t) => {
  for (const mode of MODES) {
    for (const shards of [2, 3, 4, 5, 9, 10]) {
      const load = new Array<number>(shards).fill(0);
      for (const shard of shardsOf({ mode, shards })) load[shard] = (load[shard] ?? 0) + 1;
      const most = Math.max(...load) / (COUNT / shards);
      t.comment(`${mode}/${shards}: the fullest shard has ${most.toFixed(3)} times the mean`);
      t.ok(most < 1.05, `${mode}/${shards}`);
    }
  }
});

t.test('a settled target is on one shard, one that moves on the one before and the one to come', async (t) => {
  const some = TARGETS.filter((_, i) => i % 50 === 0);
  for (const mode of MODES) {
    for (const [from, to] of CHANGES) {
      const [before, now]: [Assignment, Assignment] = [
        { mode, shards: from },
        { mode, shards: to },
      ];
      const [old, moving, next] = [rulesOf({ now: before }), rulesOf({ before, now }), rulesOf({ now })];
      const shards = Math.max(from, to);
      const wrong = some.filter((target) => {
        const [was, is] = [keepers(target, old, shards), keepers(target, next, shards)];
        const both = [...new Set([...was, ...is])].sort((a, b) => a - b);
        return (
          was.length !== 1 ||
          is.length !== 1 ||
          JSON.stringify(keepers(target, moving, shards)) !== JSON.stringify(both)
        );
      });
      t.strictSame(wrong, [], `${mode}, ${from} to ${to}`);
    }
  }
});

t.test(
  'a target that stays has the same labels all the way, so that it is scraped at the same moment of the interval',
  async (t) => {
    for (const mode of MODES) {
      const [before, now]: [Assignment, Assignment] = [
        { mode, shards: 3 },
        { mode, shards: 4 },
      ];
      const [old, moving, next] = [rulesOf({ now: before }), rulesOf({ before, now }), rulesOf({ now })];
      const labelSets = TARGETS.slice(0, 300).flatMap((target) =>
        [0, 1, 2, 3].map((shard) =>
          [old, moving, next].map((rules) => relabeled(target, rules, shard)).filter(Boolean),
        ),
      );
      t.strictSame(
        labelSets.filter((labels) => new Set(labels.map((one) => JSON.stringify(one))).size > 1),
        [],
        mode,
      );
    }
  },
);

t.test('users choose what is hashed, and that a target is on every shard', async (t) => {
  for (const mode of MODES) {
    const before: Assignment = { mode, shards: 2 };
    const now: Assignment = { mode, shards: 3 };
    for (const sharding of [{ now }, { before, now }]) {
      const rules = rulesOf(sharding);
      const of = (labels: Labels) => keepers(labels, rules, 3);
      const together = new Set(
        ['a:1', 'b:1', 'c:1', 'd:1', 'e:1'].map((__address__) => String(of({ __address__, __tmp_hash: 'shop' }))),
      );
      t.equal(together.size, 1, `${mode}: targets with one __tmp_hash are together`);
      t.strictSame(of({ __address__: 'a:1', __tmp_hash: 'shop' }), of({ __address__: 'shop' }), 'by what it says');
      t.strictSame(
        of({ __address__: 'a:1', __tmp_disable_sharding: 'true' }),
        [0, 1, 2],
        '__tmp_disable_sharding: every shard',
      );
    }
  }
});
