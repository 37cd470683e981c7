// Memory stays within its bound, whatever is saved and however many parents look at it.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { serviceMonitor as monitorOf } from '../bench/load.ts';
import { namespace, prometheus, serviceMonitor } from '../support/objects.ts';
import { kindMap, syncRequest } from '../support/requests.ts';
import { attack, attacked, platform } from './attacked.ts';

/** 600 MB in MiB. */
const RESIDENT = 572;
const MEBIBYTE = 1024 * 1024;

t.test('an object of 1 MB that is saved 500 times', { timeout: 600_000 }, async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  for (let save = 0; save < 500; save++) {
    const endpoints = Array.from({ length: 100 }, (_, i) => ({ port: `p${save}-${i}-${'x'.repeat(9000)}` }));
    const { code } = await server.call(
      '/prometheus/sync',
      platform('saved', {}, [serviceMonitor({ endpoints }, { name: 'large', namespace: 'tenant' })]),
    );
    if (code !== 200) t.fail(`save ${save}: ${code}`);
  }
  t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB at most`);
});

t.test('70 Prometheus over 1,000 monitors', { timeout: 600_000 }, async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  const monitors = Array.from({ length: 1000 }, (_, i) => monitorOf(i));
  const spaces = Array.from({ length: 20 }, (_, i) => namespace(`team-${i}`));
  const related = JSON.stringify(kindMap([...spaces, ...monitors]));
  const bodyOf = (i: number): string => {
    const spec = {
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: {},
      externalLabels: { instance: `i${i}` },
    };
    const parent = prometheus(spec, {
      name: `p${i}`,
      namespace: `team-${i % 20}`,
      uid: `uid-${i}`,
      resourceVersion: '1',
      generation: 1,
    });
    return JSON.stringify(syncRequest(parent)).replace('"related":{}', `"related":${related}`);
  };
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < 70; i += 5) {
      const answers = await Promise.all(
        [0, 1, 2, 3, 4].map((more) => server.call('/prometheus/sync', bodyOf(i + more))),
      );
      for (const { code, body } of answers) if (code !== 200) t.fail(`${code}: ${body.slice(0, 200)}`);
    }
  t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB at most`);
});

t.test(
  '10,000 monitors that were never seen: the server goes on, and others are answered',
  { timeout: 600_000 },
  async (t) => {
    const server = await attacked();
    t.teardown(() => server.stop());
    const monitors: KubernetesObject[] = Array.from({ length: 10_000 }, (_, i) => monitorOf(i));
    const spaces = Array.from({ length: 20 }, (_, i) => namespace(`team-${i}`));
    const { answered, health, innocent, missing } = await attack(
      server,
      platform('shared', {}, [...spaces, ...monitors]),
    );
    t.equal(
      answered.code,
      200,
      `${Math.round(answered.milliseconds)} ms for ${Math.round(answered.body.length / MEBIBYTE)} MiB`,
    );
    t.strictSame(missing, []);
    t.ok(health < 250, `its health check waited ${Math.round(health)} ms`);
    t.ok(innocent < 2000, `an innocent Prometheus waited for ${Math.round(innocent)} ms`);
    t.comment(`${server.resident('VmHWM')} MiB at most`);
  },
);
