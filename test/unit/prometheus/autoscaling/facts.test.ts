// Which servers are asked for their load, and how often.
import t, { type Test } from 'tap';
import { agentFacts } from '../../../../hooks/controllers/agent/sync.ts';
import { prometheusFacts } from '../../../../hooks/controllers/prometheus/facts.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { autoscaleAnnotations } from '../../../../hooks/prometheus/autoscaling/state.ts';
import { fakeLoad, metricsBody, scrapesBody } from '../../../support/load.ts';
import { prometheus, readyPod, statefulSet } from '../../../support/objects.ts';
import { kindMap } from '../../../support/requests.ts';
import { START } from './simulation.ts';

const MINUTE = 60_000;
const ANNOTATION = { 'prometheus-metacontroller.dev/autoscale': 'maxShards=8,seriesPerShard=1M' };
let addresses = 0;

/** The configuration Secret with a number of shards. */
const secretWith = (prefix: string, shards: number): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: prefix,
    namespace: 'monitoring',
    annotations: {
      'prometheus-metacontroller.dev/sharding': `consistent/${shards}`,
      ...autoscaleAnnotations({ shards, was: 1, spec: 1, cause: 'up', changed: START, settled: START }),
    },
  },
});

/** A Prometheus with two shards of two pods each. Gives a read at a time, and the fake server of each pod. */
async function shards(t: Test, spec: object = {}, kind = 'Prometheus') {
  const prefix = kind === 'Prometheus' ? 'prometheus-k8s' : 'prom-agent-k8s';
  const sets = [statefulSet(prefix), statefulSet(`${prefix}-shard-1`)];
  const uid = `followed-${++addresses}`;
  const pods = sets.flatMap((one) =>
    [0, 1].map((ordinal) => {
      const pod = readyPod(one, ordinal);
      const podIP = `127.81.${process.pid % 250}.${++addresses}`;
      return { ...pod, status: { ...(pod['status'] as object), podIP } };
    }),
  );
  const servers = await Promise.all(pods.map(({ status }) => fakeLoad(t, status.podIP)));
  const read = (at: number, { ready = pods, annotations = ANNOTATION as Record<string, string> } = {}) => {
    const given = inputs({
      parent: { ...prometheus(spec as Record<string, unknown>, { uid, annotations }), kind },
      children: kindMap([...sets, secretWith(prefix, 2)]),
      related: kindMap(ready),
      finalizing: false,
    });
    const facts = kind === 'Prometheus' ? prometheusFacts : agentFacts;
    return facts(given, new Date(START + at), parseOptions(['--query-tier=none'])).then(({ load }) => load);
  };
  return { read, servers: servers as [Server, Server, Server, Server], pods };
}
type Server = Awaited<ReturnType<typeof fakeLoad>>;

const asked = (servers: readonly Server[]): number => servers.reduce((sum, server) => sum + server.asked.length, 0);

t.test('the larger replica of each shard counts, and all are asked once a minute', async (t) => {
  const { read, servers } = await shards(t);
  const [a, b, c, d] = servers;
  [a.metrics, b.metrics, c.metrics, d.metrics] = [metricsBody(5), metricsBody(700), metricsBody(9), metricsBody(8)];
  [a.query, b.query] = [scrapesBody(400, 4), scrapesBody(600, 20)];
  const found = await read(0);
  t.match(found, { isFirstFailure: false, next: 60 });
  t.match(found?.shards[0], { is: 'ok', value: { series: 700, scrapes: { value: { series: 600, samples: 20 } } } });
  t.match(found?.shards[1], { is: 'ok', value: { series: 9 } });
  t.equal(asked(servers), 8, 'metrics and a query of each');
  t.strictSame((await read(MINUTE / 2))?.shards, found?.shards, 'a sync in between has the same facts');
  t.equal(asked(servers), 8);
  await read(MINUTE);
  t.equal(asked(servers), 16);
});

t.test('a shard is known while one of its replicas answers', async (t) => {
  const { read, servers, pods } = await shards(t);
  const [a, b] = servers;
  a.status = 401;
  b.metrics = metricsBody(3);
  t.match((await read(0))?.shards[0], { is: 'ok', value: { series: 3 } });
  b.status = 500;
  const failed = await read(MINUTE);
  t.match(failed?.shards[0], { is: 'unknown', reason: 'HTTP status 401' });
  t.equal(failed?.isFirstFailure, true);
  t.equal((await read(2 * MINUTE))?.isFirstFailure, false);
  const ready = pods.slice(0, 2);
  t.match((await read(3 * MINUTE, { ready }))?.shards[1], { is: 'unknown', reason: 'it has no ready pod' });
});

t.test('a server without queries has its series only, and an agent is asked for those alone', async (t) => {
  const closed = await shards(t);
  for (const server of closed.servers) server.query = '{"status":"error"}';
  t.match((await closed.read(0))?.shards[0], { is: 'ok', value: { series: 0, scrapes: { is: 'bad' } } });
  const agents = await shards(t, { routePrefix: '/a' }, 'PrometheusAgent');
  for (const server of agents.servers) server.metrics = metricsBody(42, 'prometheus_agent_active_series');
  t.match((await agents.read(0))?.shards[1], { is: 'ok', value: { series: 42, scrapes: { is: 'unknown' } } });
  t.strictSame(agents.servers[0].asked, ['/a/metrics']);
});

t.test('who does not follow the load is not asked', async (t) => {
  const { read, servers } = await shards(t);
  const wrong = { 'prometheus-metacontroller.dev/autoscale': 'maxShards=x' };
  t.equal(await read(0, { annotations: {} }), undefined);
  t.equal(await read(0, { annotations: wrong }), undefined);
  for (const spec of [{ paused: true }, { listenLocal: true }]) {
    const other = await shards(t, spec);
    t.equal(await other.read(0), undefined);
    t.equal(asked(other.servers), 0);
  }
  t.equal(asked(servers), 0);
});
