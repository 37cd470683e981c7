// Which servers are asked for targets, and how often.
import t, { type Test } from 'tap';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { targetFacts } from '../../../../hooks/prometheus/targets/facts.ts';
import { prometheus, readyPod, statefulSet } from '../../../support/objects.ts';
import { kindMap } from '../../../support/requests.ts';
import { fakePrometheus, targetReads, targetsBody } from '../../../support/targets.ts';

const OPTIONS = parseOptions(['--target-health-namespaces=monitoring']);
const MINUTE = 60_000;
let addresses = 0;

/** A Prometheus whose shards have two pods each. Gives a read at a time, and the fake servers of the first pods. */
async function shards(t: Test, count: number, spec: object = {}) {
  const uid = `prometheus-${++addresses}`;
  const sets = Array.from({ length: count }, (_, i) =>
    statefulSet(i === 0 ? 'prometheus-k8s' : `prometheus-k8s-shard-${i}`),
  );
  const ips = sets.map(() => `127.80.${process.pid % 250}.${++addresses}`);
  const servers = await Promise.all(ips.map((ip) => fakePrometheus(t, ip)));
  const pods = sets.flatMap((one, i) =>
    [0, 1].map((ordinal) => {
      const pod = readyPod(one, ordinal);
      return { ...pod, status: { ...(pod['status'] as object), podIP: ordinal === 0 ? ips[i] : '127.80.0.254' } };
    }),
  );
  const read = (at: number, ready: readonly KubernetesObject[] = pods) =>
    targetFacts(
      inputs({
        parent: prometheus({ shards: count, ...spec }, { uid }),
        children: kindMap(sets),
        related: kindMap(ready),
        finalizing: false,
      }),
      new Date(at),
      OPTIONS,
    );
  return { read, servers, pods };
}

const JOB = 'serviceMonitor/a/b/0';
const up = (count: number) => targetsBody(Array.from({ length: count }, () => ({ job: JOB })));

t.test('the targets of all shards are added, and one pod of each is asked once a minute', async (t) => {
  const { read, servers } = await shards(t, 2);
  const [first, second] = servers as [(typeof servers)[0], (typeof servers)[0]];
  [first.body, second.body] = [up(2), targetsBody([{ job: 'serviceMonitor/a/b/1', error: 'timeout' }])];
  const found = await read(0);
  t.match(found?.now, { is: 'ok' });
  const value = found?.now?.is === 'ok' ? found.now.value.get('serviceMonitor/a/b') : undefined;
  t.match(value, { up: 2, down: 1, unscraped: 0 });
  t.strictSame([...(value?.errors ?? [])], [['timeout', 1]]);
  t.strictSame(first.asked, ['/api/v1/targets?state=active']);
  t.match(await read(MINUTE / 2), { now: undefined, next: 30 });
  t.equal(targetReads(second), 1);
  const again = await read(MINUTE);
  t.equal(again?.before?.get('serviceMonitor/a/b')?.up, 2, 'with those of the read before');
  t.equal(targetReads(second), 2);
});

t.test('one shard without an answer makes all unknown, and names its pod', async (t) => {
  const { read, servers, pods } = await shards(t, 2);
  for (const server of servers) server.body = up(1);
  (servers[1] as (typeof servers)[0]).status = 401;
  t.match((await read(0))?.now, { is: 'unknown', reason: 'prometheus-k8s-shard-1-0: HTTP status 401' });
  t.match(await read(MINUTE), { hasFailed: true });
  const few = pods.slice(0, 2);
  t.match((await read(2 * MINUTE, few))?.now, { is: 'unknown', reason: 'prometheus-k8s-shard-1 has no ready pod' });
  (servers[1] as (typeof servers)[0]).status = 200;
  t.match((await read(2 * MINUTE + 1000))?.now, { is: 'ok' }, 'a pod that became ready is asked at once');
});

t.test('a response that is no list of targets is not zero', async (t) => {
  const { read, servers } = await shards(t, 1, { routePrefix: '/a' });
  (servers[0] as (typeof servers)[0]).body = '{"status":"success","data":{"activeTargets":[{"health":"up"';
  t.match((await read(0))?.now, { is: 'bad', reason: 'prometheus-k8s-0: not a list of targets' });
  t.strictSame(servers[0]?.asked, ['/a/api/v1/targets?state=active']);
});

t.test('a Prometheus that is paused or listens locally is not asked', async (t) => {
  for (const spec of [{ paused: true }, { listenLocal: true }]) {
    const { read, servers } = await shards(t, 1, spec);
    t.equal(await read(0), undefined);
    t.equal(targetReads(servers[0] as (typeof servers)[0]), 0);
  }
});
