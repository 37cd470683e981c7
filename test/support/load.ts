// A fake Prometheus that reports its load, at port 9090 of an address of the loopback network.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Metrics as Prometheus writes them, with the series in memory. */
export const metricsBody = (series: number, name = 'prometheus_tsdb_head_series'): string =>
  [
    '# HELP prometheus_tsdb_head_chunks Total number of chunks in the head block.',
    'prometheus_tsdb_head_chunks 5',
    `# HELP ${name} Total number of series.`,
    `# TYPE ${name} gauge`,
    `${name} ${series}`,
    `${name}_created_total 99`,
    '',
  ].join('\n');

/** The answer to the query of the load: what the targets give. */
export const scrapesBody = (series: number, samples: number, job = 'app'): string => {
  const one = (fact: string, value: number, labels: object = {}) => ({
    metric: { fact, ...labels },
    value: [1_796_082_823.033, String(value)],
  });
  return JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: [
        one('series', series),
        one('samples', samples),
        one('job', series, { job }),
        one('target', series, { job, instance: '10.0.0.1:8080' }),
      ],
    },
  });
};

/** The server. `state`: its responses, and the paths that it was asked for. */
export async function fakeLoad(t: { teardown(work: () => unknown): void }, ip: string) {
  const state = { metrics: metricsBody(0), query: scrapesBody(0, 0), status: 200, asked: [] as string[] };
  const server = createServer(({ url = '' }, response) => {
    state.asked.push(url);
    const body = url.endsWith('/metrics') ? state.metrics : url.includes('/api/v1/query?') ? state.query : undefined;
    response.writeHead(body === undefined ? 404 : state.status).end(body);
  }).listen(9090, ip);
  await once(server, 'listening');
  t.teardown(() => server.close());
  return state;
}
