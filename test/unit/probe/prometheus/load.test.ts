// What servers report of their load.
import t from 'tap';
import { readScrapes, seriesScanner } from '../../../../hooks/probe/prometheus/load.ts';
import { metricsBody, scrapesBody } from '../../../support/load.ts';

const scan = (parts: readonly string[]) => {
  const scanner = seriesScanner();
  for (const part of parts) scanner.add(Buffer.from(part));
  return scanner.done();
};

t.test('the series in memory are found wherever the metrics are cut', async (t) => {
  const long = `# HELP x\n${'x_bucket{le="1"} 5\n'.repeat(20)}`;
  for (const name of ['prometheus_tsdb_head_series', 'prometheus_agent_active_series']) {
    const body = `${long}${metricsBody(1_234_567, name)}${long}`;
    for (let cut = 1; cut < body.length; cut++)
      t.strictSame(scan([body.slice(0, cut), body.slice(cut)]), { is: 'ok', value: 1_234_567 });
    t.strictSame(scan([...body]), { is: 'ok', value: 1_234_567 }, 'byte by byte');
  }
  t.strictSame(scan(['prometheus_tsdb_head_series 7\n']), { is: 'ok', value: 7 }, 'in the first line');
  t.strictSame(scan(['x 1\nprometheus_tsdb_head_series 1.5e+06\n']), { is: 'ok', value: 1_500_000 });
});

t.test('metrics without a number are no load of zero', async (t) => {
  for (const body of [
    '',
    '<html>',
    'prometheus_tsdb_head_series_created_total 5\n',
    'prometheus_tsdb_head_series ',
    'prometheus_tsdb_head_series 12',
    'prometheus_tsdb_head_series NaN\n',
    'prometheus_tsdb_head_series -1\n',
  ])
    t.match(scan([body]), { is: 'bad' }, JSON.stringify(body));
});

t.test('the answer to the query has series, samples, and what is largest', async (t) => {
  t.strictSame(readScrapes(scrapesBody(600, 20.5)), {
    is: 'ok',
    value: {
      series: 600,
      samples: 20.5,
      jobs: [['app', 600]],
      target: { job: 'app', instance: '10.0.0.1:8080', series: 600 },
    },
  });
  const empty = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } });
  t.strictSame(readScrapes(empty), { is: 'ok', value: { series: 0, samples: 0, jobs: [] } }, 'without targets');
});

t.test('another answer is none', async (t) => {
  const strange = { status: 'success', data: { result: [1, null, {}, { metric: 1, value: [] }] } };
  t.match(readScrapes(JSON.stringify(strange)), { is: 'ok', value: { series: 0 } });
  for (const body of ['', 'null', '[]', '{"status":"error"}', '{"status":"success","data":{"result":{}}}'])
    t.match(readScrapes(body), { is: 'bad' }, body);
  t.match(readScrapes(scrapesBody(Number.NaN, -1)), { is: 'ok', value: { series: 0, samples: 0 } });
});
