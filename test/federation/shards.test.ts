// A member of two shards behind a query tier: what the tier records and what each shard scrapes are one member's
// series, each once.
import { rmSync } from 'node:fs';
import t from 'tap';
import { installed, noPrograms } from '../query/programs.ts';
import { queryService } from '../query/queryservice.ts';
import { type Server, server } from '../query/servers.ts';
import { prometheusConfig } from '../support/config.ts';
import { until } from '../support/until.ts';
import { consumer, consumerConfig, type Made, member, RULES, rendered, ruleFolder, scrapeConfig } from './env.ts';
import { labelSets, samples, vector } from './series.ts';
import { shop } from './shop.ts';

const FLAGS = ['--cluster-name=eu-1', '--query-tier=remote-read'];
const SHOPS = 4;

/**
 * A configuration of the member as a pod reads it. `values`: what its reloader fills in, and addresses of this machine
 * in place of Services.
 */
function podConfig(parent: Made, name: string, folder: string, values: Record<string, string>): string {
  const secret = parent.children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name);
  let text = JSON.stringify(prometheusConfig(secret)).replaceAll('/etc/prometheus/rules', folder);
  for (const [from, to] of Object.entries(values)) text = text.replaceAll(from, to);
  return text;
}

t.test(
  'a sharded member gives what its tier records and what its shards scrape',
  { skip: noPrograms, timeout: 300_000 },
  async (t) => {
    const { prometheus } = installed();
    const shops = await Promise.all(Array.from({ length: SHOPS }, (_, i) => shop(`s${i}`)));
    const big = member('big', {}, { shards: 2, replicas: 1 });
    const parent = rendered([big, RULES, scrapeConfig('big', ...shops.map(({ address }) => address))], 'big', FLAGS);
    const folder = ruleFolder(parent);
    const shards: readonly Server[] = await Promise.all(
      ['0', '1'].map((shard) =>
        server(prometheus, {
          config: podConfig(parent, 'prometheus-big', folder, {
            '$(SHARD)': shard,
            '$(POD_NAME)': `prometheus-big-shard-${shard}-0`,
          }),
        }),
      ),
    );
    const addresses = Object.fromEntries(
      shards.map(({ port }, i) => [`prometheus-big-shard-${i}.monitoring.svc:9090`, `127.0.0.1:${port}`]),
    );
    const tier = await server(prometheus, {
      config: podConfig(parent, 'prometheus-big-query', folder, {
        ...addresses,
        '$(POD_NAME)': 'prometheus-big-query-0',
      }),
    });
    const [first, second, query] = await Promise.all([...shards, tier].map(({ port }) => queryService([port])));
    if (!first || !second || !query) return;
    const global = await server(prometheus, {
      config: consumerConfig(rendered([consumer(), big], 'global', FLAGS), {
        'prometheus-big-query.monitoring.svc': query,
        'prometheus-big-shard-0.monitoring.svc': first,
        'prometheus-big-shard-1.monitoring.svc': second,
      }),
    });
    t.teardown(async () => {
      await Promise.all([global, tier, ...shards, first, second, query].map((one) => one.stop()));
      for (const one of shops) one.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const mine = 'prometheus="monitoring/big", cluster="eu-1"';
    const up = async (job: string) => (await vector(global.url, `up{${mine}, job="${job}"}`)).length;
    const targets = async () => (await vector(global.url, `shop:targets:count{${mine}}`))[0]?.value[1];
    await until('all targets of both shards are there', async () => (await up('shop')) === SHOPS, 60);
    await until('and what the tier records', async () => (await targets()) === String(SHOPS + shards.length), 60);
    t.equal(await up('prometheus-shards'), shards.length, 'the tier says which shards are up');
    t.equal(
      (await vector(global.url, `job_path:shop_requests:sum{${mine}}`)).length,
      2,
      'records are of the whole, not of each shard',
    );
    t.strictSame(await labelSets(global.url, '{prometheus_replica=~".+"}'), [], 'none says which replica it is from');
    const all = await labelSets(global.url, '{__name__=~".+:.+|up", prometheus="monitoring/big"}');
    t.equal(all.length, SHOPS + shards.length + 3, 'nothing is there twice');
    const scrapes = (await samples(global.url, 'up{job="federate/eu-1/monitoring/big"}', 30)).flatMap(
      ({ values }) => values,
    );
    t.strictSame(
      [...new Set(scrapes.map(([, value]) => value))],
      ['1'],
      `${scrapes.length} scrapes of tier and shards, none failed`,
    );
  },
);
