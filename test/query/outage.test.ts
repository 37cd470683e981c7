// What users see while shards or their replicas are gone: answers that are whole, or say that they are not.
import './background.ts';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';
import { canonical, EDGE, hasResult, inTurns, query, resultOf } from './answers.ts';
import { blocks } from './blocks.ts';
import { faults, type Pair, pairsOf, unanswered } from './compare.ts';
import { BARE, queryConfig, shardConfig } from './configuration.ts';
import { known } from './empty.ts';
import { OWN } from './expressions.ts';
import { installed, noPrograms } from './programs.ts';
import { type QueryService, queryService } from './queryservice.ts';
import { type Server, server } from './servers.ts';
import { some } from './size.ts';

const RULES = `
groups:
- name: sharded
  interval: 1s
  rules:
  - record: tier:up:count
    expr: count(up @ ${EDGE})
  - record: tier:requests:rate
    expr: sum by (code) (rate(http_requests_total[10m] @ ${EDGE}))
  - alert: Down
    expr: up @ ${EDGE} == 0
    labels: { severity: warning }
    annotations: { where: '{{ $labels.instance }} of {{ $externalLabels.prometheus }}' }
  - alert: NoShop
    expr: absent(up{instance="10.1.0.7:8000"} @ ${EDGE})
  - alert: FewTargets
    expr: tier:up:count < 200
`;

/** Without a result at the edge of a block. */
const EMPTY = new Set([
  'absent(up)',
  'absent_over_time(http_requests_total{instance="10.1.7.7:8000"}[5m])',
  'count(count_over_time(up[10m]) < 5)',
]);
const { failing, empty } = known();
/** Of those with a result at that time. */
const EXPRESSIONS = some(
  OWN.filter((expr) => !failing.has(expr) && !empty.has(expr) && !EMPTY.has(expr)),
  8,
);
/** A limit that no answer keeps to, were it for one that is streamed; and one read at a time. */
const LIMITS = ['--storage.remote.read-sample-limit=10', '--storage.remote.read-concurrent-limit=1'];

const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'))];
  return found.reduce((sum, [, value]) => sum + Number(value), 0);
};

interface AlertList {
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: unknown;
    readonly value: string;
  }[];
}
const alerts = async (url: string): Promise<string[]> => {
  const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as { data: AlertList };
  return data.alerts
    .map(({ labels, annotations, value }) => JSON.stringify([Object.entries(labels).sort(), annotations, value]))
    .sort();
};

interface RuleList {
  readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[];
}
const health = async (url: string): Promise<string[]> => {
  const { data } = (await (await fetch(`${url}/api/v1/rules`)).json()) as { data: RuleList };
  return [...new Set(data.groups.flatMap(({ rules }) => rules.map((rule) => rule.health)))];
};

const evaluated = async (url: string, rounds: number): Promise<boolean> => {
  const before = await metric(url, 'prometheus_rule_group_iterations_total');
  return await until(
    'rules are evaluated',
    async () => (await metric(url, 'prometheus_rule_group_iterations_total')) >= before + rounds,
    60,
  );
};

/** The newest sample of each recorded series, by its labels. */
const recorded = async (url: string): Promise<string[]> => {
  const answer = await query(url, 'last_over_time({__name__=~"tier:.+"}[1m])', { time: Date.now() / 1000 });
  const rows = resultOf<{ metric: object; value: readonly [number, string] }>(answer);
  return rows.map(({ metric: labels, value }) => JSON.stringify([labels, value[1]])).sort();
};

t.test('two replicas of each shard behind one address', { skip: noPrograms }, async (t) => {
  const { prometheus, promtool } = installed();
  const made = blocks(promtool);
  const directory = temporaryFolder('rules-');
  const rules = join(directory, 'rules.yaml');
  writeFileSync(rules, RULES);
  const start = (from: string): Promise<Server> =>
    server(prometheus, { config: shardConfig({}), blocks: from, flags: LIMITS });
  const replicas: (readonly [Server, Server])[] = [];
  for (const from of made.shards) replicas.push(await Promise.all([start(from), start(from)]));
  const queryServices: QueryService[] = await Promise.all(
    replicas.map((both) => queryService(both.map(({ port }) => port))),
  );
  const whole = await server(prometheus, {
    config: JSON.stringify({ global: { external_labels: BARE.query }, rule_files: [rules] }),
    blocks: made.whole,
  });
  const config = queryConfig({
    shards: queryServices.map(({ url }) => url),
    externalLabels: BARE.query,
    filterExternalLabels: false,
    ruleFiles: [rules],
  });
  const tier = await server(prometheus, { config, blocks: made.recorded });
  t.teardown(async () => {
    await Promise.all([tier, whole, ...replicas.flat()].map((one) => one.stop()));
    await Promise.all(queryServices.map((one) => one.stop()));
    rmSync(directory, { recursive: true });
  });

  const answers = (): Promise<Pair[]> => pairsOf(whole.url, tier.url, EXPRESSIONS, { time: EDGE });
  /** Answers that are not those of one server; both servers have to answer. */
  const unequal = async (): Promise<string[]> => {
    const pairs = await answers();
    return [...faults(pairs), ...unanswered(pairs)];
  };
  const differing = (pairs: readonly Pair[]): Pair[] =>
    pairs.filter(({ want, have }) => canonical(want) !== canonical(have));
  /** Answers of less than all that do not say so. */
  const silent = (pairs: readonly Pair[]): string[] =>
    differing(pairs)
      .filter(({ have }) => !have.warnings?.some((warning) => warning.includes('remote_read')))
      .map(({ expr, have }) => `${expr}: ${have.status} ${have.error ?? ''}`);

  t.strictSame(await unequal(), [], `${EXPRESSIONS.length} answers are equal whichever replica gives them`);
  const used = queryServices.map(({ taken }) => taken.size);
  t.strictSame(used, [2, 2, 2, 2], 'both replicas of each shard were asked');

  const sum = 'sum(rate(http_requests_total[10m]))';
  const alone = await query(whole.url, sum, { time: EDGE });
  const atOnce = await Promise.all(Array.from({ length: 60 }, () => query(tier.url, sum, { time: EDGE })));
  t.ok(hasResult(alone));
  t.strictSame(
    [...new Set(atOnce.map(canonical))],
    [canonical(alone)],
    'queries that come together wait for their turn, and the limit on samples is none to them',
  );

  await until(
    'all rules are evaluated',
    async () => (await recorded(tier.url)).length === 4 && (await recorded(whole.url)).length === 4,
    60,
  );
  // Alerts come after records in a group.
  await Promise.all([evaluated(whole.url, 2), evaluated(tier.url, 2)]);
  t.strictSame(await recorded(tier.url), await recorded(whole.url), 'rules record the same values');
  const firing = await alerts(whole.url);
  t.ok(firing.length > 0, 'some alerts fire');
  t.strictSame(await alerts(tier.url), firing, 'the same alerts fire, with the same labels, annotations and values');

  // One replica of a shard ends.
  const [first, second] = replicas[1] as readonly [Server, Server];
  await first.stop();
  const half = await answers();
  t.strictSame(silent(half), [], 'while its address still leads there, an answer is whole or carries a warning');
  t.comment(
    `${differing(half).length} of ${half.length} answers carried a warning while a stopped replica was still listed`,
  );
  queryServices[1]?.serve([second.port]);
  t.strictSame(await unequal(), [], 'once it is no longer listed, every answer is whole');
  await evaluated(tier.url, 3);
  t.strictSame(await alerts(tier.url), firing, 'and the same alerts fire');

  // And the other: the shard is gone. It is the one that has the first shop, so that its absence would be wrong.
  const owner = await inTurns(replicas, async ([, one]) =>
    resultOf(await query(one.url, 'up{instance="10.1.0.7:8000"}', { time: EDGE })),
  );
  const gone = owner.findIndex((result) => result.length > 0);
  for (const one of replicas[gone] ?? []) await one.stop();
  const [failuresBefore, partial] = [
    await metric(tier.url, 'prometheus_rule_evaluation_failures_total'),
    await answers(),
  ];
  t.strictSame(silent(partial), [], 'an answer without the data of a stopped shard carries a warning');
  const warned = partial.find(({ have }) => have.warnings?.length)?.have.warnings?.[0];
  t.match(warned, /remote_read/);
  t.comment(
    `${partial.filter(({ have }) => have.warnings?.length).length} of ${partial.length} carried a warning, ` +
      `such as: ${warned}`,
  );
  await evaluated(tier.url, 3);
  const after = await alerts(tier.url);
  t.ok(
    after.some((alert) => alert.includes('NoShop')),
    'rules do not get the warning: series of a stopped shard are absent for them',
  );
  t.strictSame(await health(tier.url), ['ok'], 'and count as evaluated well');
  t.equal(await metric(tier.url, 'prometheus_rule_evaluation_failures_total'), failuresBefore, 'without a failure');
  t.comment(`${firing.length} alerts before, ${after.length} after`);
});
