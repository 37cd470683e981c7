// Thanos Query over the sidecars of sharded servers, with the arguments that the hooks render, against Thanos Query over one server that scraped everything: the same answers
// to the last digit, but for windows over the moment at which targets moved to another shard. And what becomes of both, and of rules, while a shard is gone.
import './aside.ts';
import t, { type Test } from 'tap';
import { askServers } from '../../hooks/facts/servers.ts';
import { parseDuration } from '../../hooks/promql/duration.ts';
import { receiver } from '../support/alertreceiver.ts';
import { until } from '../support/until.ts';
import { type Answer, canonical, EDGE, INSTANTS, inTurns, query, type When } from './answers.ts';
import { MOVED, START } from './data.ts';
import { OWN, ruleExpressions } from './expressions.ts';
import { installedThanos, noThanos } from './programs.ts';
import { type Stage, stage } from './thanos/stage.ts';

/** What Thanos adds to an answer is none of PromQL's. */
const plain = (answer: Answer): Answer => {
  const { resultType = '', result } = answer.data ?? {};
  return answer.data ? { ...answer, data: { resultType, result } } : answer;
};

/** How far an expression looks back from when it is asked for, at most: all its durations together, and the lookback. Seconds. */
const reach = (expr: string, time: number): number => {
  const durations = [...expr.matchAll(/\b(?:\d+(?:ms|[smhdwy]))+\b/g)].map(([text]) => (parseDuration(text) ?? 0) / 1000);
  const at = [...expr.matchAll(/@ (\d+)/g)].map(([, stamp]) => time - Number(stamp));
  return durations.reduce((sum, one) => sum + one, 300) + Math.max(0, ...at);
};

async function compare(
  t: Test,
  { wholeQuery, query: tier }: Stage,
  expressions: readonly string[],
  title: string,
  when: When,
): Promise<void> {
  const pairs = await inTurns(expressions, async (expr) => {
    const [want, have] = await Promise.all([query(wholeQuery.url, expr, when), query(tier.url, expr, when)]);
    return { expr, want: plain(want), have: plain(have), equal: canonical(plain(want)) === canonical(plain(have)) };
  });
  const unequal = pairs.filter(({ equal }) => !equal);
  const wrong = unequal.filter(({ expr }) => !('time' in when) || when.time - reach(expr, when.time) > MOVED || when.time < MOVED);
  for (const { expr, want, have } of wrong.slice(0, 5))
    t.comment(`${expr}\n  want ${canonical(want).slice(0, 500)}\n  have ${canonical(have).slice(0, 500)}`);
  t.equal(wrong.length, 0, `${title}: ${pairs.length - unequal.length} of ${pairs.length} equal, the others look back over a move`);
  t.comment(`${title}: ${pairs.filter(({ have }) => have.status !== 'success').length} errors, the same in both`);
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
  { name: 'partial', interval: '1s', partial_response_strategy: 'warn', rules: [{ record: 'tier:up:some', expr: `count(up @ ${EDGE})` }] },
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
  const { data } = await query(url, name, { time: Date.now() / 1000 });
  return (data?.result as readonly { value: readonly [number, string] }[] | undefined)?.[0]?.value[1];
};

t.test('a Thanos tier over four shards of two replicas', { skip: noThanos }, async (t) => {
  const programs = installedThanos();
  const alertmanager = await receiver();
  const made = await stage(programs, { groups: RULES, alertmanager: alertmanager.address });
  t.teardown(async () => {
    await made.stop();
    await alertmanager.stop();
  });
  const { query: tier, ruler, shards, fronts } = made;
  await until('all shards and the ruler are read', async () => (await query(tier.url, 'up', { time: EDGE })).warnings === undefined, 60);

  await t.test('answers are those of one server', async (t) => {
    const rules = ruleExpressions();
    const all = [...rules, ...OWN];
    for (const [i, [name, time]] of INSTANTS.entries()) await compare(t, made, i % 2 === 0 ? all : OWN, name, { time });
    await compare(t, made, all, 'a graph until targets move', { start: START - 600, end: MOVED - 240, step: 97 });
  });

  await t.test('lists of labels and rules are there, which a tier over remote read has not', async (t) => {
    const list = async (path: string) => ((await (await fetch(`${tier.url}/api/v1/${path}`)).json()) as { data: unknown }).data;
    t.ok(((await list('label/instance/values')) as string[]).includes('10.1.0.7:8000'));
    t.match(await list('rules'), { groups: [{ name: 'partial' }, { name: 'sharded' }] });
  });

  await t.test('the ruler records and alerts, and what leaves it has no label of a replica', async (t) => {
    await until('a rule is evaluated', async () => (await newest(tier.url, 'tier:up:count')) === '202', 60);
    const [sent] = await until('an alert is sent', () => alertmanager.notices.size > 0 && [...alertmanager.notices.keys()], 90);
    t.strictSame(JSON.parse(sent ?? ''), [
      ['alertname', 'Always'],
      ['prometheus', 'monitoring/k8s'],
      ['severity', 'warning'],
    ]);
    const found = await askServers([{ uid: 'ruler', ip: '127.0.0.1', port: ruler.httpPort }], 'http', '', 'hashmod/1');
    const { alerts, contains } = found.get('ruler') ?? {};
    t.not(contains?.is, 'ok', 'it has no configuration to be asked for');
    const states = alerts?.is === 'ok' ? [...alerts.value] : [];
    t.match(states, [['[["alertname","Always"],["severity","warning"]]', { isFiring: true }]], 'a resharding compares its alerts');
  });

  // The shard that has the first shop, so that its absence would be wrong.
  const owner = await inTurns(
    shards,
    async ([one]) => (await query(one?.server.url ?? '', 'up{instance="10.1.0.7:8000"}', { time: EDGE })).data?.result as unknown[],
  );
  const gone = owner.findIndex((result) => result.length > 0);
  const [first, second] = shards[gone] ?? [];

  await t.test('one replica of a shard dies: answers stay whole, once it is no longer listed without a warning', async (t) => {
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
  });

  await t.test('a shard dies: every answer says so, and rules wait', async (t) => {
    await second?.stop();
    fronts[gone]?.serve([]);
    // Long enough for Thanos Query to forget a replica that does not answer.
    await until('replicas are forgotten', () => tier.log().split('update of endpoint failed').length > 4, 60);
    for (let i = 0; i < 20; i++) {
      const { status, warnings } = await query(tier.url, 'count(up)', { time: EDGE });
      t.match([status, warnings?.join()], ['success', /Unavailable|error/]);
    }
    const told = await until('a rule fails', async () => {
      const rule = await health(ruler.url, 'NoShop');
      return rule?.health === 'err' && rule;
    });
    t.match(told.lastError, /query/);
    t.equal((await health(ruler.url, 'tier:up:some'))?.health, 'ok', 'a group that prefers some data to none goes on');
    t.notOk(
      [...alertmanager.notices.keys()].some((key) => key.includes('NoShop')),
      'nobody is told that something is absent which only cannot be seen',
    );
  });
});
