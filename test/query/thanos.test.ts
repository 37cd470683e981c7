// Thanos Query over the sidecars of sharded servers, with the arguments that the hooks render, against Thanos Query
// over one server that scraped everything: the same answers to the last digit, but for windows over the moment at which
// targets moved to another shard. And what becomes of both, and of rules, while a shard is gone.
import './background.ts';
import t, { type Test } from 'tap';
import { parseDuration } from '../../hooks/core/duration.ts';
import { askServers } from '../../hooks/probe/prometheus/servers.ts';
import { receiver } from '../support/alertreceiver.ts';
import { until } from '../support/until.ts';
import { type Answer, canonical, EDGE, INSTANTS, inTurns, query, resultOf, type When } from './answers.ts';
import { faults, type Pair, pairsOf, unanswered, withResult } from './compare.ts';
import { MOVED, START } from './data.ts';
import { knownInThanos } from './empty.ts';
import { noRules, OWN, ruleExpressions } from './expressions.ts';
import { installedThanos, noThanos } from './programs.ts';
import { size, some } from './size.ts';
import { type Environment, startEnvironment } from './thanos/env.ts';

/** What Thanos adds to an answer is none of PromQL's. */
const plain = (answer: Answer): Answer => {
  const { resultType = '', result } = answer.data ?? {};
  return answer.data ? { ...answer, data: { resultType, result } } : answer;
};

/**
 * How far an expression looks back from when it is asked for, at most: all its durations together, and the lookback.
 * Seconds.
 */
const reach = (expr: string, time: number): number => {
  const durations = [...expr.matchAll(/\b(?:\d+(?:ms|[smhdwy]))+\b/g)].map(
    ([text]) => (parseDuration(text) ?? 0) / 1000,
  );
  const at = [...expr.matchAll(/@ (\d+)/g)].map(([, stamp]) => time - Number(stamp));
  return durations.reduce((sum, one) => sum + one, 300) + Math.max(0, ...at);
};

/**
 * Whether a window of the expression goes back over the moment at which targets moved, where Thanos' deduplication
 * leaves out some samples.
 */
const looksBack = (expr: string, when: When): boolean =>
  'time' in when && when.time >= MOVED && when.time - reach(expr, when.time) <= MOVED;

const MIDDLE = 'in the middle of a block';
const TIMES: readonly (readonly [name: string, when: When])[] = [
  ...INSTANTS.map(([name, time]) => [name, { time }] as const),
  ['a graph until targets move', { start: START - 600, end: MOVED - 240, step: 97 }],
];

/**
 * All expressions in the middle of a block, and at each of the other times another part of them, with those that had no
 * result before. With LONG=1 all at all times.
 */
async function compared(
  t: Test,
  { wholeQuery, query: tier }: Environment,
  expressions: readonly string[],
): Promise<void> {
  const [all, expected]: [Pair[], ReturnType<typeof knownInThanos>] = [[], knownInThanos()];
  const inMotion: Pair[] = [];
  for (const [i, [name, when]] of TIMES.entries()) {
    const answered = withResult(all);
    const isOpen = (expr: string): boolean =>
      expected.failing.has(expr) || (!answered.has(expr) && !expected.empty.has(expr));
    const part = new Set(
      name === MIDDLE ? expressions : [...some(expressions, TIMES.length - 1, i - 1), ...expressions.filter(isOpen)],
    );
    const pairs = (await pairsOf(wholeQuery.url, tier.url, [...part], when)).map(({ expr, want, have }) => ({
      expr,
      want: plain(want),
      have: plain(have),
    }));
    const differ = pairs.filter(({ expr, want, have }) => looksBack(expr, when) && canonical(want) !== canonical(have));
    t.strictSame(
      faults(
        pairs.filter((pair) => !differ.includes(pair)),
        expected,
      ),
      [],
      `${name}: ${pairs.length} answers, ${differ.length} look back over a move`,
    );
    inMotion.push(...differ);
    all.push(...pairs);
  }
  t.strictSame(unanswered(all, expected), [], 'every expression has a result at one of the times');
  t.strictSame(
    inMotion.filter((pair) => !withResult([pair]).has(pair.expr)).map(({ expr }) => expr),
    [],
    'those that look back over a move have a result from both',
  );
  t.ok(inMotion.length < all.length / 10, `they are ${inMotion.length} of ${all.length}`);
}

const RULES = [
  {
    name: 'sharded',
    interval: '1s',
    rules: [
      { record: 'tier:up:count', expr: `count(up @ ${EDGE})` },
      { alert: 'Always', expr: `count(up @ ${EDGE}) > 0`, labels: { severity: 'warning' } },
      { alert: 'NoShop', expr: `absent(up{instance="10.1.0.7:8000"} @ ${EDGE})` },
    ],
  },
  {
    name: 'partial',
    interval: '1s',
    partial_response_strategy: 'warn',
    rules: [{ record: 'tier:up:some', expr: `count(up @ ${EDGE})` }],
  },
];

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
  }[];
}
const health = async (url: string, name: string): Promise<{ health: string; lastError?: string } | undefined> => {
  const { data } = (await (await fetch(`${url}/api/v1/rules`)).json()) as { data: Rules };
  return data.groups.flatMap(({ rules }) => rules).find((rule) => rule.name === name);
};
const newest = async (url: string, name: string): Promise<string | undefined> => {
  const answer = await query(url, name, { time: Date.now() / 1000 });
  return resultOf<{ value: readonly [number, string] }>(answer)[0]?.value[1];
};

t.test('a Thanos tier over four shards of two replicas', { skip: noThanos }, async (t) => {
  const programs = installedThanos();
  const alertmanager = await receiver();
  const made = await startEnvironment(programs, { groups: RULES, alertmanager: alertmanager.address });
  t.teardown(async () => {
    await made.stop();
    await alertmanager.stop();
  });
  const { query: tier, ruler, shards, queryServices: fronts } = made;
  await until(
    'all shards and the ruler are read',
    async () => (await query(tier.url, 'up', { time: EDGE })).warnings === undefined,
    60,
  );

  await t.test('answers are those of one server: every function, aggregation, operator and modifier', (t) =>
    compared(t, made, OWN),
  );
  await t.test('answers are those of one server: the rules of kube-prometheus', { skip: noRules }, (t) =>
    compared(t, made, size(some(ruleExpressions(), 3), ruleExpressions())),
  );

  await t.test('lists of labels and rules are there, which a tier over remote read has not', async (t) => {
    const list = async (path: string) =>
      ((await (await fetch(`${tier.url}/api/v1/${path}`)).json()) as { data: unknown }).data;
    t.ok(((await list('label/instance/values')) as string[]).includes('10.1.0.7:8000'));
    t.match(await list('rules'), { groups: [{ name: 'partial' }, { name: 'sharded' }] });
  });

  await t.test('the ruler records and alerts, and what leaves it has no label of a replica', async (t) => {
    await until('a rule is evaluated', async () => (await newest(tier.url, 'tier:up:count')) === '202', 60);
    const [sent] = await until(
      'an alert is sent',
      () => alertmanager.notices.size > 0 && [...alertmanager.notices.keys()],
      90,
    );
    t.strictSame(JSON.parse(sent ?? ''), [
      ['alertname', 'Always'],
      ['prometheus', 'monitoring/k8s'],
      ['severity', 'warning'],
    ]);
    const found = await askServers([{ uid: 'ruler', ip: '127.0.0.1', port: ruler.httpPort }], {
      scheme: 'http',
      before: '',
      text: 'hashmod/1',
    });
    const { alerts, config } = found.get('ruler') ?? {};
    t.not(config?.is, 'ok', 'it has no configuration to be asked for');
    const states = alerts?.is === 'ok' ? [...alerts.value] : [];
    t.match(
      states,
      [['[["alertname","Always"],["severity","warning"]]', { isFiring: true }]],
      'a resharding compares its alerts',
    );
  });

  // The shard that has the first shop, so that its absence would be wrong.
  const owner = await inTurns(shards, async ([one]) =>
    resultOf(await query(one?.server.url ?? '', 'up{instance="10.1.0.7:8000"}', { time: EDGE })),
  );
  const gone = owner.findIndex((result) => result.length > 0);
  const [first, second] = shards[gone] ?? [];

  await t.test(
    'one replica of a shard ends: answers stay complete, once it is no longer listed without a warning',
    async (t) => {
      await first?.stop();
      fronts[gone]?.serve([second?.sidecar.grpcPort ?? 0]);
      const { data } = await until(
        'no answer warns',
        async () => {
          const answer = await query(tier.url, 'count(up)', { time: EDGE });
          return answer.warnings === undefined && answer;
        },
        60,
      );
      t.match(data?.result, [{ value: [EDGE, '202'] }]);
    },
  );

  await t.test('a shard ends: every answer carries a warning, and rules wait', async (t) => {
    await second?.stop();
    fronts[gone]?.serve([]);
    // Long enough for Thanos Query to remove a replica that does not answer.
    await until('replicas are removed', () => tier.log().split('update of endpoint failed').length > 4, 60);
    for (let i = 0; i < size(5, 20); i++) {
      const { status, warnings } = await query(tier.url, 'count(up)', { time: EDGE });
      t.match([status, warnings?.join()], ['success', /Unavailable|error/]);
    }
    const rule = await until('a rule fails', async () => {
      const rule = await health(ruler.url, 'NoShop');
      return rule?.health === 'err' && rule;
    });
    t.match(rule.lastError, /query/);
    t.equal((await health(ruler.url, 'tier:up:some'))?.health, 'ok', 'a group that prefers some data to none goes on');
    t.notOk(
      [...alertmanager.notices.keys()].some((key) => key.includes('NoShop')),
      'no alert says that a series is absent while its shard cannot be read',
    );
  });
});
