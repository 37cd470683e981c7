// Targets up and down in the status of monitors, tried with Metacontroller's behaviour in both apply modes and a fake
// Prometheus.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { namespace, prometheus, readyPod, serviceMonitor } from '../support/objects.ts';
import { type FakeTarget, fakePrometheus, targetReads, targetsBody } from '../support/targets.ts';
import { STRATEGIES, start } from './monitoring.ts';

const LISTED = '--target-health-namespaces=monitoring';
const GATE = '--feature-gates=StatusForConfigurationResources=true';
const targets = (job: string, ...errors: string[]): FakeTarget[] => errors.map((error) => ({ job, error }));
const SERVER = { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} };
const REFUSED = 'dial tcp 10.0.0.9:8080: connect: connection refused';

/** Each cluster has an address and a day of its own: uids are the same in all. */
let addresses = 0;
for (const strategy of STRATEGIES) {
  const cluster = async (t: Parameters<typeof start>[0], flags: readonly string[]) => {
    const ip = `127.78.${process.pid % 250}.${++addresses}`;
    const server = await fakePrometheus(t, ip);
    const clock = { now: Date.UTC(2026, 11, addresses) };
    const w = await start(t, strategy, { flags, clock: () => new Date(clock.now) });
    const [mine, theirs] = ['serviceMonitor/monitoring/app/0', 'serviceMonitor/tenant/app/0'];
    await w.apply(namespace('tenant'));
    await w.apply(serviceMonitor());
    await w.apply(serviceMonitor({}, { namespace: 'tenant' }));
    server.body = targetsBody([...targets(mine, '', '', ''), ...targets(theirs, REFUSED)]);
    await w.apply(prometheus(SERVER));
    const set = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
    const pod = readyPod(set);
    await w.apply(pod);
    await w.api.updateStatus({ ...pod, status: { ...(pod['status'] as object), podIP: ip } }, 'kubelet');
    await w.driver.settle();
    return {
      w,
      server,
      mine,
      theirs,
      bindings: async (ns: string) =>
        ((await w.get('servicemonitors', 'app', ns))?.['status'] as { bindings?: object[] } | undefined)?.bindings,
      minutes: async (count: number) => {
        for (let i = 0; i < count; i++) {
          clock.now += 60_000;
          await w.driver.resync();
        }
      },
    };
  };

  t.test(`with ${strategy}`, async (t) => {
    t.test('each monitor has the targets of its own, and what changed twice in a row', async (t) => {
      const { w, server, mine, theirs, bindings, minutes } = await cluster(t, [LISTED]);
      const binding = {
        group: 'monitoring.coreos.com',
        resource: 'prometheuses',
        namespace: 'monitoring',
        name: 'k8s',
      };
      const accepted = (reason: string, message: string) => [
        { ...binding, conditions: [{ type: 'Accepted', status: 'True', reason, message }] },
      ];
      t.match(await bindings('monitoring'), accepted('TargetsUp', '3 targets up'));
      t.match(await bindings('tenant'), accepted('TargetsDown', '0 targets up, 1 down: connection refused'));
      t.match(condition((await w.get('prometheuses', 'k8s', 'monitoring')) as KubernetesObject, 'TargetsRead'), {
        status: 'True',
      });
      t.equal(targetReads(server), 1);

      w.writes();
      for (let i = 0; i < 3; i++) await w.driver.resync();
      t.equal(targetReads(server), 1, 'once a minute');
      await minutes(5);
      t.equal(targetReads(server), 6);
      t.strictSame(w.writes(), [], 'at rest nothing is written');

      server.body = targetsBody([...targets(mine, '', '', 'context deadline exceeded'), ...targets(theirs, REFUSED)]);
      await minutes(1);
      t.strictSame(w.writes(), [], 'one read changes nothing');
      await minutes(1);
      t.match(await bindings('monitoring'), accepted('TargetsDown', '2 targets up, 1 down: context deadline exceeded'));
      t.equal(w.writes().length, 2, 'the ConfigMap and the status of this monitor');

      server.body = targetsBody(targets(theirs, REFUSED));
      await minutes(2);
      t.match(await bindings('monitoring'), accepted('NoTargets', /^no targets/ as never));

      server.status = 503;
      await minutes(2);
      t.match(condition((await w.get('prometheuses', 'k8s', 'monitoring')) as KubernetesObject, 'TargetsRead'), {
        status: 'Unknown',
        reason: 'NoAnswer',
        message: 'prometheus-k8s-0: HTTP status 503',
      });
      t.match(await bindings('tenant'), accepted('TargetsDown', '0 targets up, 1 down: connection refused'));
      await minutes(11);
      t.notMatch(JSON.stringify(await bindings('tenant')), /reason/, 'old counts are forgotten, not zero');
      t.match(await bindings('tenant'), [{ conditions: [{ type: 'Accepted', status: 'True' }] }]);
    });

    t.test('a rejected monitor says why, and the annotation turns it all off', async (t) => {
      const { w, bindings, minutes } = await cluster(t, [LISTED]);
      await w.apply(serviceMonitor({ endpoints: [{ port: 'web', relabelings: [{ action: 'drop', regex: '(' }] }] }));
      t.match(await bindings('monitoring'), [
        { conditions: [{ status: 'False', reason: 'InvalidConfiguration', message: /relabelings/ }] },
      ]);
      await w.apply(prometheus(SERVER, { annotations: { 'prometheus-metacontroller.dev/target-health': 'false' } }));
      await minutes(1);
      t.strictSame([await bindings('monitoring'), await bindings('tenant')], [undefined, undefined]);
      t.equal(await w.get('configmaps', 'prometheus-k8s-targets', 'monitoring', 'v1'), undefined);
    });

    t.test('with the feature gate the bindings have generation and targets', async (t) => {
      const { bindings } = await cluster(t, [LISTED, GATE]);
      t.match(await bindings('tenant'), [{ conditions: [{ observedGeneration: 1, reason: 'TargetsDown' }] }]);
    });

    t.test('a namespace that is not listed reports nothing, and a ConfigMap of another one neither', async (t) => {
      const { w, server, bindings } = await cluster(t, ['--target-health-namespaces=elsewhere']);
      t.equal(targetReads(server), 0);
      await w.apply(prometheus(SERVER, { annotations: { 'prometheus-metacontroller.dev/target-health': 'true' } }));
      t.match(condition((await w.get('prometheuses', 'k8s', 'monitoring')) as KubernetesObject, 'TargetsRead'), {
        status: 'False',
        reason: 'NamespaceNotListed',
      });
      t.equal(await bindings('monitoring'), undefined);
    });
  });
}
