// Two replicas of a shard scrape at other moments. What becomes of a query that reads one series twice depends on
// whether one replica answers both.
import './background.ts';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { type Answer, EDGE, inTurns, query, resultOf } from './answers.ts';
import { make } from './blocks.ts';
import { BARE, queryConfig, shardConfig } from './configuration.ts';
import { installed, noPrograms } from './programs.ts';
import { queryService } from './queryservice.ts';
import { server, servers } from './servers.ts';
import { size } from './size.ts';

const QUERIES = size(50, 200);

const firstValue = (answer: Answer): string | undefined =>
  resultOf<{ value: readonly [number, string] }>(answer)[0]?.value[1];

/** A counter as a replica sees it that scrapes `offset` seconds into each minute. */
const text = (offset: number): string =>
  Array.from({ length: 20 }, (_, i) => EDGE - 1200 + 60 * i + offset)
    .map((time) => `requests_total{instance="a"} ${time % 86_400} ${time}\n`)
    .join('');

t.test('replicas that scraped at other moments', { skip: noPrograms }, async (t) => {
  const { prometheus, promtool } = installed();
  const { directory, start } = servers(t, prometheus);
  const ports: number[] = [];
  for (const [i, offset] of [11, 41].entries()) {
    make(promtool, [text(offset)], join(directory, `replica-${i}`));
    ports.push((await start(shardConfig({}), join(directory, `replica-${i}`))).port);
  }
  const differences = async (sticky: boolean): Promise<number> => {
    const one = await queryService(ports, { sticky });
    t.teardown(one.stop);
    const tiered = await start(
      queryConfig({ shards: [one.url], externalLabels: BARE.query, filterExternalLabels: false }),
    );
    const answers = await inTurns(Array.from({ length: QUERIES }), () =>
      query(tiered.url, 'requests_total - requests_total', { time: EDGE }),
    );
    return answers.filter((answer) => firstValue(answer) !== '0').length;
  };
  t.equal(await differences(true), 0, 'a series less itself is nothing, where a reader stays with one replica');
  t.comment(`in turns: ${await differences(false)} of ${QUERIES} answers mix two replicas`);
});
t.test('a shard that takes a question and never answers', { skip: noPrograms }, async (t) => {
  const { prometheus } = installed();
  const hole = createServer(() => undefined);
  await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(hole.address() as AddressInfo).port}`;
  const config = queryConfig({
    shards: [url],
    externalLabels: BARE.query,
    filterExternalLabels: false,
    remoteTimeout: '2s',
  });
  const tiered = await server(prometheus, { config });
  t.teardown(async () => {
    await tiered.stop();
    hole.close();
  });
  const { status, warnings } = await query(tiered.url, 'up', { time: EDGE });
  t.equal(status, 'success');
  t.match(warnings?.join(), /timed out|deadline/, 'is given up after the timeout, with a warning');
});
