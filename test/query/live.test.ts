// What blocks of text cannot hold: native histograms, stale markers and exemplars. An agent scrapes real targets and
// writes the same samples to a server without shards and, by the hash of their address, to two shards.
import './background.ts';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';
import { ask, canonical, hasResult, query, resultOf, roughly, type When } from './answers.ts';
import { faults, type Known, type Pair, pairsOf, unanswered, withResult } from './compare.ts';
import { BARE, queryConfig, shardConfig } from './configuration.ts';
import { installed, noPrograms } from './programs.ts';
import { type Server, server } from './servers.ts';
import { shardOf } from './targets.ts';

const SHARDS = 2;

/** A counter with exemplars, and a classic histogram that becomes a native one with custom buckets. */
function exposition(): string {
  const now = Math.floor(Date.now() / 100) % 1_000_000;
  const buckets = [0.1, 1, 10].map((le, i) => `shop_seconds_bucket{le="${le}"} ${now * (i + 1)}`);
  return [
    '# TYPE shop_requests counter',
    `shop_requests_total{code="200"} ${now} # {trace_id="t${now}"} 1`,
    '# TYPE shop_seconds histogram',
    ...buckets,
    `shop_seconds_bucket{le="+Inf"} ${now * 4}`,
    `shop_seconds_count ${now * 4}`,
    `shop_seconds_sum ${now * 2.5}`,
    '# EOF\n',
  ].join('\n');
}

const COUNTER = 'shop_requests_total';
/**
 * Exemplars arrive with the first version of remote write alone, histograms with custom buckets with the second one.
 */
const VERSIONS: readonly (readonly [message: string, action: 'keep' | 'drop'])[] = [
  ['prometheus.WriteRequest', 'keep'],
  ['io.prometheus.write.v2.Request', 'drop'],
];

const agentConfig = (files: string, whole: Server, shards: readonly Server[]): string => {
  const write = ({ url }: Server, rules: readonly object[] = []): object[] =>
    VERSIONS.map(([message, action]) => ({
      url: `${url}/api/v1/write`,
      protobuf_message: message,
      send_exemplars: true,
      send_native_histograms: true,
      queue_config: { batch_send_deadline: '200ms' },
      write_relabel_configs: [{ source_labels: ['__name__'], regex: COUNTER, action }, ...rules],
    }));
  const mine = (shard: number): object[] => [
    { source_labels: ['instance'], target_label: '__tmp_hash', modulus: SHARDS, action: 'hashmod' },
    { source_labels: ['__tmp_hash'], regex: String(shard), action: 'keep' },
    { regex: '__tmp_hash', action: 'labeldrop' },
  ];
  return JSON.stringify({
    global: {
      scrape_interval: '1s',
      scrape_timeout: '1s',
      scrape_native_histograms: true,
      convert_classic_histograms_to_nhcb: true,
    },
    scrape_configs: [{ job_name: 'live', file_sd_configs: [{ files: [files] }] }],
    remote_write: [...write(whole), ...shards.flatMap((shard, i) => write(shard, mine(i)))],
  });
};

const EXPRESSIONS = [
  'up',
  'up[20s]',
  'count(up)',
  'count_over_time(up[1m])',
  'shop_requests_total[15s]',
  'rate(shop_requests_total[10s])',
  'sum(rate(shop_requests_total[10s]))',
  'changes(up[30s])',
  'absent(up{instance=~"127.0.0.8:.*"})',
  'timestamp(up)',
  'count({__name__=~".+"})',
  'scrape_duration_seconds',
  'prometheus_http_request_duration_seconds',
  'prometheus_http_request_duration_seconds[15s]',
  'rate(prometheus_http_request_duration_seconds[10s])',
  'sum(rate(prometheus_http_request_duration_seconds[10s]))',
  'sum by (handler) (increase(prometheus_http_request_duration_seconds[20s]))',
  'histogram_quantile(0.9, sum by (handler) (rate(prometheus_http_request_duration_seconds[20s])))',
  'histogram_quantiles(sum(rate(prometheus_http_request_duration_seconds[20s])), "q", 0.5, 0.99)',
  ...['avg', 'count', 'sum', 'stddev', 'stdvar'].map(
    (name) => `histogram_${name}(prometheus_http_request_duration_seconds)`,
  ),
  'histogram_fraction(0, 0.1, rate(prometheus_http_request_duration_seconds[20s]))',
  'avg(prometheus_http_request_duration_seconds)',
  'avg_over_time(prometheus_http_request_duration_seconds[10s])',
  'last_over_time(prometheus_http_request_duration_seconds[10s])',
  'prometheus_http_request_duration_seconds * 2',
  'prometheus_http_request_duration_seconds - prometheus_http_request_duration_seconds offset 5s',
  'count_values("h", histogram_count(prometheus_http_request_duration_seconds))',
  'sum_over_time(rate(prometheus_http_request_duration_seconds[5s])[10s:2s])',
  'shop_seconds',
  'rate(shop_seconds[10s])',
  'sum(rate(shop_seconds[10s]))',
  'histogram_quantile(0.7, sum(rate(shop_seconds[10s])))',
  'histogram_avg(shop_seconds)',
  'histogram_fraction(0, 1, shop_seconds)',
  'resets(shop_seconds[20s])',
  'start_timestamp(shop_requests_total)',
];

const EMPTY: Known = new Map([
  ['start_timestamp(shop_requests_total)', 'what an agent writes has no start timestamps'],
]);

/** A name of every kind of series. */
const SCRAPED = [
  'up',
  'scrape_duration_seconds',
  'shop_requests_total',
  'shop_seconds',
  'prometheus_http_request_duration_seconds',
];

t.test('samples that were scraped once and kept twice', { skip: noPrograms }, async (t) => {
  const { prometheus } = installed();
  const directory = temporaryFolder('live-');
  const target = createServer((_, response) => {
    response.setHeader('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    response.end(exposition());
  });
  await new Promise<void>((resolve) => target.listen(0, '0.0.0.0', resolve));
  const { port } = target.address() as AddressInfo;
  const whole = await server(prometheus, { config: shardConfig(BARE.query) });
  const shards = await Promise.all(
    Array.from({ length: SHARDS }, () => server(prometheus, { config: shardConfig({}) })),
  );
  const config = queryConfig({
    shards: shards.map(({ url }) => url),
    externalLabels: BARE.query,
    filterExternalLabels: false,
  });
  const tiered = await server(prometheus, { config });
  const files = join(directory, 'targets.json');
  const shops = Array.from({ length: 8 }, (_, i) => `127.0.0.${i + 1}:${port}`);
  const servers = [whole, ...shards, tiered].map((one) => `127.0.0.1:${one.port}`);
  writeFileSync(files, JSON.stringify([{ targets: [...servers, ...shops] }]));
  const agent = await server(prometheus, { config: agentConfig(files, whole, shards), agent: true });
  t.teardown(async () => {
    await Promise.all([agent, tiered, whole, ...shards].map((one) => one.stop()));
    target.closeAllConnections();
    target.close();
    rmSync(directory, { recursive: true });
  });
  const result = async (url: string, expr: string) =>
    resultOf<{ metric: Record<string, string>; value: [number, string] }>(
      await query(url, expr, { time: Date.now() / 1000 }),
    );
  const number = async (url: string, expr: string): Promise<number> =>
    Number((await result(url, expr))[0]?.value[1] ?? 0);

  const every = servers.length + shops.length;
  await until(
    'all targets have 12 samples',
    async () => (await number(whole.url, 'count(count_over_time(up[5m]) >= 12)')) === every,
    60,
  );
  writeFileSync(files, JSON.stringify([{ targets: [...servers, ...shops.slice(0, -1)] }]));
  await until('a target that is gone is stale', async () => (await number(whole.url, 'count(up)')) === every - 1, 60);
  const exemplars = async ({ url }: Server): Promise<number> => {
    const parameters = {
      query: 'shop_requests_total',
      start: String(Date.now() / 1000 - 600),
      end: String(Date.now() / 1000),
    };
    return ((await ask(url, 'query_exemplars', parameters)).data as unknown as unknown[]).length;
  };
  const federated = async ({ url }: Server): Promise<number> => {
    const response = await fetch(`${url}/federate?match[]=up`);
    if (!response.ok) throw new Error(`/federate fails: ${response.status}`);
    return [...(await response.text()).matchAll(/^up\{/gm)].length;
  };
  t.ok(
    (await federated(whole)) > 0 && (await exemplars(whole)) > 0,
    'a server without shards federates, and has exemplars',
  );
  t.equal(await federated(tiered), 0, 'the query server does not federate what the shards have');
  t.equal(await exemplars(tiered), 0, 'nor does it have their exemplars');
  t.ok((await exemplars(shards[0] as Server)) + (await exemplars(shards[1] as Server)) > 0, 'which the shards do');

  // No scrape any more, so that nothing is under way when the agent stops.
  const end = Date.now() / 1000;
  writeFileSync(files, '[]');
  const samples = SCRAPED.map((name) => `sum(count_over_time(${name}[10m]))`).join(' + ');
  // Every series, and not only `up`: each has a stale marker of its own, and the markers do not arrive together.
  const isQuiet = async ({ url }: Server): Promise<boolean> => (await result(url, '{__name__=~".+"}')).length === 0;
  const haveArrived = async (): Promise<boolean> => {
    const time = Date.now() / 1000;
    const [want, have] = [await query(whole.url, samples, { time }), await query(tiered.url, samples, { time })];
    return hasResult(want) && canonical(want) === canonical(have) && (await isQuiet(whole)) && (await isQuiet(tiered));
  };
  await until('all series have ended, and all samples have arrived', haveArrived, 60);
  await agent.stop('SIGTERM');
  for (const [i, shard] of shards.entries()) {
    const instances = (await result(shard.url, 'last_over_time(up[10m])')).map(
      ({ metric }) => metric['instance'] ?? '',
    );
    t.ok(
      instances.length > 0 && instances.every((instance) => shardOf(instance, SHARDS) === i),
      'hashmod is what we take it for',
    );
  }

  const times: readonly When[] = [
    { time: end - 1 },
    { time: end - 6.5 },
    { start: end - 25, end, step: 1 },
    { start: end - 20, end: end + 290, step: 7.3 },
  ];
  const all: Pair[] = [];
  for (const when of times) {
    const expressions = EXPRESSIONS.filter((expr) => 'time' in when || !/^\w+\[\w+\]$/.test(expr));
    const pairs = await pairsOf(whole.url, tiered.url, expressions, when);
    t.strictSame(faults(pairs, {}, roughly), [], `${JSON.stringify(when)}: ${pairs.length} answers`);
    all.push(...pairs);
    const last = pairs.filter(({ want, have }) => canonical(want) !== canonical(have)).map(({ expr }) => expr);
    t.comment(`${withResult(pairs).size} with a result; but for the last digit: ${last.join('; ') || 'none'}`);
  }
  t.strictSame(unanswered(all, { empty: EMPTY }), [], 'every expression has a result at one of the times');
});
