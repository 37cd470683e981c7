// The load of real servers, as the hooks ask for it: a server and an agent that scrape the server.
import t from 'tap';
import { askLoads } from '../../hooks/probe/prometheus/load.ts';
import { until } from '../support/until.ts';
import { installed, noPrograms } from './programs.ts';
import { type Server, server } from './servers.ts';

const LIMITS = { peer: 20_000, total: 30_000, parallel: 1 };

const config = (targets: readonly string[], more = ''): string => `global: {scrape_interval: 1s}
scrape_configs:
- job_name: app
  static_configs: [{targets: ${JSON.stringify(targets)}}]
${more}`;

async function load({ port }: Pick<Server, 'port'>, hasQueries: boolean) {
  const request = { scheme: 'http', before: '', port, hasQueries } as const;
  const [found] = await askLoads(['127.0.0.1'], request, LIMITS);
  return found?.is === 'ok' ? found.value : undefined;
}

t.test('a server reports series in memory, and what its targets give', { skip: noPrograms }, async (t) => {
  const { prometheus } = installed();
  const one = await server(prometheus, { config: config([]) });
  t.teardown(() => one.stop());
  const empty = await load(one, true);
  t.match(empty, { series: 0, scrapes: { is: 'ok', value: { series: 0, samples: 0, jobs: [] } } }, 'without targets');
  const address = `127.0.0.1:${one.port}`;
  await one.reload(config([address, '127.0.0.1:1']));
  const found = await until('its targets are scraped', async () => {
    const now = await load(one, true);
    return now?.scrapes.is === 'ok' && now.scrapes.value.samples > 0 && now.series > 0 ? now : undefined;
  });
  const scrapes = found.scrapes.is === 'ok' ? found.scrapes.value : undefined;
  const metrics = await (await fetch(`http://${address}/metrics`)).text();
  const exposed = metrics.split('\n').filter((line) => line && !line.startsWith('#')).length;
  t.ok(scrapes && scrapes.series > 0.8 * exposed && scrapes.series < 1.2 * exposed, 'about what the target exposes');
  t.ok(scrapes && found.series >= scrapes.series, 'and in memory are those of the targets themselves too');
  t.match(scrapes, { jobs: [['app', scrapes?.series]], target: { job: 'app', instance: address } });
});

t.test('an agent reports its series', { skip: noPrograms }, async (t) => {
  const { prometheus } = installed();
  const target = await server(prometheus, { config: config([]) });
  t.teardown(() => target.stop());
  const write = `remote_write: [{url: "http://127.0.0.1:${target.port}/api/v1/write"}]\n`;
  const agent = await server(prometheus, { config: config([`127.0.0.1:${target.port}`], write), agent: true });
  t.teardown(() => agent.stop());
  const found = await until('it has series', async () => {
    const now = await load(agent, false);
    return now && now.series > 100 ? now : undefined;
  });
  t.match(found.scrapes, { is: 'unknown' });
});
