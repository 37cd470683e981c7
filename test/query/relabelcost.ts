// How long Prometheus takes to relabel 50,000 targets by the rules of each assignment: `npx tsx test/query/relabelcost.ts` prints the time of its own metric.
import { parseOptions } from '../../hooks/options.ts';
import type { Assignment } from '../../hooks/scrape/assignment.ts';
import type { ScrapeContext } from '../../hooks/scrape/context.ts';
import { shardingRules } from '../../hooks/scrape/sharding.ts';
import { until } from '../support/until.ts';
import { MISSING, programs } from './programs.ts';
import { server } from './servers.ts';

const COUNT = 50_000;
const ASSIGNMENTS: readonly Assignment[] = [
  { mode: 'hashmod', shards: 10 },
  { mode: 'consistent', shards: 10 },
];

if (!programs) throw new Error(MISSING);
const targets = Array.from({ length: COUNT }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}:9100`);
for (const now of ASSIGNMENTS) {
  const context = { mode: 'server', spec: {}, options: parseOptions(), sharding: { now } } as unknown as ScrapeContext;
  // No shard has the number 99, so nothing is scraped.
  const rules = JSON.stringify(shardingRules(context, '__address__')).replaceAll('$(SHARD)', '99');
  const config = `{"scrape_configs":[{"job_name":"app","relabel_configs":${rules},"static_configs":[{"targets":${JSON.stringify(targets)}}]}]}`;
  const one = await server(programs.prometheus, { config });
  const seconds = await until('the targets are relabeled', async () => {
    const text = await (await fetch(`${one.url}/metrics`)).text();
    return /^prometheus_target_sync_length_seconds_sum\{scrape_job="app"\} (\S+)$/m.exec(text)?.[1];
  });
  console.log(`${now.mode}/${now.shards}: ${COUNT} targets in ${Number(seconds).toFixed(2)} s`);
  await one.stop();
}
