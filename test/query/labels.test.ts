// What a query server over remote read cannot do, and what becomes of series that carry a label named like an external
// one.
import './background.ts';
import { join } from 'node:path';
import t from 'tap';
import { type Answer, ask, canonical, EDGE, hasResult, query } from './answers.ts';
import { make } from './blocks.ts';
import { faults, type Known, type Pair, pairsOf, unanswered } from './compare.ts';
import { BARE, BLANK, queryConfig, shardConfig, type Variant } from './configuration.ts';
import { installed, noPrograms } from './programs.ts';
import { type Server, servers, tier } from './servers.ts';

/** Of two shards: the first federates from another Prometheus, and its targets have clusters of their own. */
const TEXTS = [
  [
    'up{job="federate",instance="a",prometheus="far/k8s",prometheus_replica="prometheus-far-0"} 1',
    'up{job="federate",instance="b",prometheus_replica="prometheus-k8s-0"} 1',
    'up{job="app",instance="c",cluster="east"} 1',
    'up{job="app",instance="d"} 1',
  ],
  [
    'up{job="app",instance="e",cluster="west"} 1',
    'up{job="app",instance="f",cluster="home"} 1',
    'up{job="app",instance="g",zone="z"} 1',
  ],
] as const;

const EXPRESSIONS = [
  'up',
  'count(up)',
  'sum by (cluster) (up)',
  'count by (prometheus, prometheus_replica) (up)',
  'up{cluster="west"}',
  'up{cluster=""}',
  'up{cluster!="home"}',
  'up{prometheus=~".+"}',
  'absent(up{instance="c"})',
  'rate(up[5m])',
  'up + on (instance) up',
];

const EMPTY: Known = new Map([['absent(up{instance="c"})', 'there is such a target']]);

const text = (lines: readonly string[]): string =>
  lines.flatMap((line) => Array.from({ length: 10 }, (_, i) => `${line} ${EDGE - 540 + 60 * i}\n`)).join('');
const withCluster = ({ query: own, shard, ...rest }: Variant): Variant => ({
  ...rest,
  query: { ...own, cluster: 'home' },
  shard: (i, replica) => (Object.keys(shard(i, replica)).length === 0 ? {} : { ...shard(i, replica), cluster: 'home' }),
});

const get = async (url: string): Promise<Answer & { readonly data?: unknown }> =>
  (await (await fetch(url)).json()) as Answer;

t.test('series with a label named like an external one', { skip: noPrograms }, async (t) => {
  const { prometheus, promtool } = installed();
  const { directory, start } = servers(t, prometheus);
  const parts = TEXTS.map(text);
  for (const [i, part] of parts.entries()) make(promtool, [part], join(directory, `shard-${i}`));
  make(promtool, parts, join(directory, 'whole'));
  const whole = await start(shardConfig({ cluster: 'home' }), join(directory, 'whole'));
  const asked = async (variant: Variant): Promise<Pair[]> => {
    const { query: externalLabels, shard, filterExternalLabels } = withCluster(variant);
    const shards = await Promise.all(
      parts.map((_, i) => start(shardConfig(shard(i, 0)), join(directory, `shard-${i}`))),
    );
    const tiered = await start(
      queryConfig({ shards: shards.map(({ url }) => url), externalLabels, filterExternalLabels }),
    );
    return pairsOf(whole.url, tiered.url, EXPRESSIONS, { time: EDGE });
  };
  const bare = await asked(BARE);
  t.strictSame(faults(bare), [], 'are answered as they are, where shards have no external labels');
  t.strictSame(unanswered(bare, { empty: EMPTY }), [], 'every expression has a result');
  const blank = await asked(BLANK);
  t.strictSame(
    blank.filter(({ want, have }) => want.status !== 'success' || have.status !== 'success').map(({ expr }) => expr),
    [],
  );
  const hidden = blank.filter(({ want, have }) => canonical(want) !== canonical(have)).map(({ expr }) => expr);
  t.ok(hidden.includes('count(up)'), 'are missing without a warning, where shards keep their external labels');
  t.strictSame(blank.find(({ expr }) => expr === 'count(up)')?.have.warnings, undefined);
  t.comment(`shards with external labels: ${hidden.length} of ${EXPRESSIONS.length} differ: ${hidden.join('; ')}`);
});

t.test('apart from PromQL', { skip: noPrograms }, async (t) => {
  const { prometheus, promtool } = installed();
  const { whole, query: tiered, shards, stop } = await tier(prometheus, promtool);
  t.teardown(stop);
  const both = async (path: string): Promise<[want: unknown, have: unknown, answer: Answer]> => {
    const [want, have] = [await get(`${whole.url}/api/v1/${path}`), await get(`${tiered.url}/api/v1/${path}`)];
    t.strictSame([want.status, have.status], ['success', 'success'], `${path}: both answer`);
    return [want.data, have.data, have];
  };
  const sorted = (data: unknown): string[] =>
    (data as object[]).map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();

  const times = `start=${EDGE - 600}&end=${EDGE}`;
  const [series, tieredSeries] = await both(`series?match[]=up&match[]=node_load1&${times}`);
  t.ok(sorted(series).length > 100);
  t.strictSame(sorted(tieredSeries), sorted(series), 'series are listed as without shards');

  for (const path of [`labels?${times}`, `label/job/values?${times}`, `label/job/values?match[]=up&${times}`]) {
    const [want, have, answer] = await both(path);
    t.ok((have as string[]).length < (want as string[]).length, `${path}: only what the query server recorded itself`);
    t.match(answer.warnings?.join(), /not implemented/, 'and says that this is not all');
  }
  const names = await pairsOf(whole.url, tiered.url, ['count by (job) ({__name__!=""})'], { time: EDGE });
  t.strictSame([faults(names), unanswered(names)], [[], []], 'a query returns the values of a label');

  for (const path of ['metadata', 'targets?state=active', 'targets/metadata'])
    t.comment(`${path}: ${JSON.stringify((await get(`${tiered.url}/api/v1/${path}`)).data).slice(0, 100)}`);

  const federated = async ({ url }: Server): Promise<number> =>
    (await (await fetch(`${url}/federate?match[]=up`)).text()).split('\n').length;
  t.comment(
    '/federate answers for now, not for the time of the data: ' +
      `${await federated(tiered)} lines, ${await federated(whole)} without shards`,
  );

  // A selection that comes after another has been read from: storage/secondary.go panics. It takes the flag of
  // experimental functions.
  const info = 'info(temperature_celsius)';
  const want = await query(whole.url, info, { time: EDGE });
  const have = await query(tiered.url, info, { time: EDGE }).catch(() => undefined);
  const pairs = have ? [{ expr: info, want, have }] : [];
  t.ok(hasResult(want), 'info() has a result without shards');
  if (have) t.strictSame([faults(pairs), unanswered(pairs)], [[], []], 'info() is answered as without shards');
  else t.match(tiered.log(), /panic: secondaryQuerier: Select invoked/, 'info() ends the query server');
  t.comment(have ? 'this release answers info() over remote read' : 'this release crashes on info() over remote read');
  t.equal((await ask(shards[0]?.url ?? '', 'query', { query: 'vector(1)' })).status, 'success', 'and no shard');
});
