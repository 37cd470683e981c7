// `npm run bench:distributed`: queries over very many series. Time, and bytes from the shards, of one server, of remote
// read without and with shards that aggregate, of Thanos and of Thanos in distributed mode. `SERIES=1000000 INTERVAL=300 REPLICAS=1` for more.
import { sum } from '../../../hooks/core/lists.ts';
import { freePort } from '../../support/port.ts';
import { until } from '../../support/until.ts';
import { query, resultOf, type When } from '../answers.ts';
import { queryConfig } from '../configuration.ts';
import { MISSING_THANOS, withThanos } from '../programs.ts';
import { routerBefore } from '../pushdown/env.ts';
import { queryService } from '../queryservice.ts';
import { server } from '../servers.ts';
import { hostOf, querier } from '../thanos/querier.ts';
import { rendered } from '../thanos/rendered.ts';
import { median, milliseconds } from '../timing.ts';
import { routed } from './compare.ts';
import { LOCAL, ROOT, startEnvironment } from './env.ts';
import { LOAD_END, loadBlocks, NAME } from './load.ts';

const SERIES = Number(process.env['SERIES'] ?? 100_000);
const INTERVAL = Number(process.env['INTERVAL'] ?? 60);
const REPLICAS = Number(process.env['REPLICAS'] ?? 2);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const NOW = { time: LOAD_END };
const HOUR = { start: LOAD_END - 3600, end: LOAD_END, step: 60 };
const QUERIES: readonly (readonly [expr: string, when: When])[] = [
  [`count(${NAME})`, NOW],
  [`sum by (job) (${NAME})`, NOW],
  [`topk(10, ${NAME})`, NOW],
  [`sum(rate(${NAME}[1h]))`, NOW],
  [`sum by (job, code) (rate(${NAME}[1h]))`, NOW],
  [`topk(10, sum by (instance) (rate(${NAME}[1h])))`, NOW],
  [`sum by (code) (rate(${NAME}[10m]))`, HOUR],
];

/** The median of the rounds for each server, in turns; the first warms up. */
async function medians(urls: readonly string[], expr: string, when: When): Promise<number[]> {
  const times = urls.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++)
    for (const [i, url] of urls.entries()) {
      const time = await milliseconds(url, expr, when, false);
      if (round > 0) times[i]?.push(time);
    }
  return times.map(median);
}

/** The value of an answer with one series. */
async function value(url: string, expr: string): Promise<number> {
  const [first] = resultOf<{ value: readonly [number, string] }>(await query(url, expr, NOW));
  return Number(first?.value[1]);
}

interface Tier {
  readonly url: string;
  readonly from: readonly { bytes(): number }[];
}

const bytesOf = ({ from }: Tier): number => sum(from.map((one) => one.bytes()));

/** Bytes from the shards for one query. */
async function bytes(tier: Tier, expr: string, when: When): Promise<number> {
  const before = bytesOf(tier);
  await milliseconds(tier.url, expr, when, false);
  return bytesOf(tier) - before;
}

const row = (cells: readonly (string | number)[]): void =>
  console.log(
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(64) : String(Math.round(Number(cell)) || cell).padStart(14)))
      .join(''),
  );

async function run(programs: NonNullable<typeof withThanos>): Promise<void> {
  const from = loadBlocks(programs.promtool, { series: SERIES, interval: INTERVAL });
  const made = await startEnvironment(programs, { from, replicas: REPLICAS });
  const args = rendered(REPLICAS, []);
  const readers = await Promise.all(made.shards.map(({ replicas }) => queryService([replicas[0]?.server.port ?? 0])));
  const port = await freePort();
  const remoteRead = await server(programs.prometheus, {
    config: queryConfig({
      router: port,
      shards: readers.map(({ url }) => url),
      externalLabels: { prometheus: 'monitoring/k8s' },
      filterExternalLabels: true,
    }),
  });
  const pushed = await routerBefore(
    remoteRead.url,
    readers.map(({ url }) => url),
    port,
  );
  const sidecars = await Promise.all(
    made.shards.flatMap(({ replicas }) => replicas.map(({ sidecar }) => queryService([sidecar.grpcPort]))),
  );
  const leaves = await Promise.all(made.shards.map(({ leaf }) => queryService([leaf.grpcPort])));
  const endpoints = (all: readonly { url: string }[]) => all.map(({ url }) => ({ address: hostOf(url), strict: true }));
  const plain = await querier(programs, args, endpoints(sidecars), LOCAL);
  const distributed = await querier(programs, args, endpoints(leaves), ROOT);
  const counts = async (url: string): Promise<boolean> => (await value(url, `count(${NAME})`)) >= SERIES;
  for (const { url } of [plain, distributed, remoteRead, pushed, made.local])
    await until(`${url} reads all series`, () => counts(url), 120);
  await until(
    'the router knows all leaves',
    async () => (await routed(made.router.url, `count(${NAME})`, NOW)).root === 'distributed',
  );

  const tiers: readonly Tier[] = [
    { url: remoteRead.url, from: readers },
    { url: pushed.url, from: readers },
    { url: plain.url, from: sidecars },
    { url: distributed.url, from: leaves },
  ];
  console.log(`${SERIES} series, ${INTERVAL} s between samples, ${REPLICAS} replicas`);
  // All servers share the processors of this machine. A leaf alone shows the time of shards with processors of their own.
  row([
    'milliseconds',
    'one server',
    'behind Thanos',
    'remote read',
    'aggregated',
    'thanos',
    'distributed',
    'a leaf alone',
  ]);
  for (const [expr, when] of QUERIES) {
    const urls = [
      made.whole.url,
      made.wholeQuery.url,
      remoteRead.url,
      pushed.url,
      made.local.url,
      made.router.url,
      made.shards[0]?.leaf.url ?? '',
    ];
    row([expr + ('step' in when ? ' for an hour' : ''), ...(await medians(urls, expr, when))]);
  }
  row(['bytes from the shards', '', '', 'remote read', 'aggregated', 'thanos', 'distributed']);
  for (const [expr, when] of QUERIES) {
    const all: number[] = [];
    for (const tier of tiers) all.push(await bytes(tier, expr, when));
    row([expr + ('step' in when ? ' for an hour' : ''), '', '', ...all]);
  }
  await Promise.all(
    [pushed, remoteRead, plain, distributed, ...readers, ...sidecars, ...leaves].map((one) => one.stop()),
  );
  await made.stop();
}

if (withThanos) await run(withThanos);
else console.log(`skipped: ${MISSING_THANOS}`);
