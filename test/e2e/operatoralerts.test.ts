// The eight PrometheusOperator alerts of kube-prometheus at a running Prometheus that scrapes the hooks and
// Metacontroller: each cause makes its alerts fire and no other of the eight. They end with their cause.
import { noAlerts } from '../oracle/operatorrules.ts';
import { freePort } from '../support/port.ts';
import { until } from '../support/until.ts';
import { inOneMode, type Test } from './both.ts';
import type { Env } from './env.ts';
import { alerts, HEALTHY, monitor, nodeWithoutAddress, other, RANGE, setup } from './operatorsetup.ts';
import { permission, restricted } from './permissions.ts';
import { answers, firingAlerts, hostAddress, nodeElsewhere } from './pods.ts';

const POD = 'prometheus-operator-0';
/** Seconds until the pod is started and has scraped, and until alerts fire or are over. */
const TIMEOUT_SECONDS = 240;
/** Milliseconds between two changes of objects. */
const CHANGE_INTERVAL = 1000;

const PORTS = { hooks: await freePort(), metacontroller: await freePort() };
/** The namespace of Metacontroller's account and of the kubelet Service. */
const ACCOUNT = `e2e-operator-${process.pid.toString(36)}-${Date.now().toString(36)}`;
const NODE = nodeWithoutAddress(ACCOUNT);

type Change = (count: number) => Promise<void>;

/** What waits for alerts, each time with changes of objects: these are calls of the hooks and statuses to write. */
function observer(t: Test, on: Env, namespace: string) {
  let count = 0;
  const awaited = async (title: string, check: () => Promise<boolean>, changes: readonly Change[]): Promise<void> => {
    let next = 0;
    const checkAndChange = async (): Promise<boolean> => {
      if (Date.now() >= next) {
        next = Date.now() + CHANGE_INTERVAL;
        count++;
        for (const change of changes) await change(count);
      }
      return check();
    };
    await until(title, checkAndChange, TIMEOUT_SECONDS);
    t.pass(title);
  };
  return {
    /** Waits until these alerts fire, and no others of the eight. */
    fires: (wanted: readonly string[], ...changes: readonly Change[]): Promise<void> => {
      const check = async (): Promise<boolean> => {
        const found = (await firingAlerts(on, namespace, POD)).flatMap(({ alertname = '', controller = '' }) => {
          const [, name] = /^PrometheusOperator(.*)/.exec(alertname) ?? [];
          return name ? [`${name} ${controller}`.trim()] : [];
        });
        const all = [...new Set(found)].sort().join(', ');
        if (all !== wanted.join(', ')) throw new Error(`firing: ${all}`);
        return true;
      };
      return awaited(`exactly these fire: ${wanted.join(', ')}`, check, changes);
    },
    /** Waits until none of the eight has fired for as long as they look back. */
    quiet: (...changes: readonly Change[]): Promise<void> => {
      const fired = `count by (alertname) (count_over_time(ALERTS{alertname=~"PrometheusOperator.*"}[${RANGE}]))`;
      const check = async (): Promise<boolean> => {
        const all = (await answers(on, namespace, POD, fired)).map(({ metric }) => metric['alertname']);
        if (all.length > 0) throw new Error(`fired: ${all.join(', ')}`);
        return true;
      };
      return awaited(`none fires for ${RANGE}`, check, changes);
    },
  };
}

await inOneMode(
  (t, on) => {
    t.test('each alert fires by its cause, and ends with it', { timeout: 1_500_000 }, async (t) => {
      const host = await hostAddress(on);
      const namespace = await on.namespace();
      let isDown = false;
      t.teardown(async () => {
        for (const part of ['reads', 'statuses'] as const) await on.apply(permission(ACCOUNT, part));
        if (isDown) await on.hooks.start();
        await on.delete(NODE);
      });
      const { fires, quiet } = observer(t as Test, on, namespace);
      const change: Change = (count) =>
        on.patch(other(namespace), { spec: { scrapeInterval: `${30 + (count % 2)}s` } });
      const changeNode: Change = (count) => on.patch(NODE, { metadata: { annotations: { count: String(count) } } });

      t.equal(alerts().flatMap(({ rules }) => rules).length, 8, 'there are eight');
      await on.apply(other(namespace));
      const targets = { hooks: `${host}:${PORTS.hooks}`, metacontroller: `${host}:${PORTS.metacontroller}` };
      for (const object of setup(namespace, targets)) await on.apply(object);
      const areRecorded = async (): Promise<boolean> => {
        const all = await answers(on, namespace, POD, 'count by (__name__) ({__name__=~"prometheus_operator_.*"})');
        const missing = HEALTHY.filter((name) => !all.some(({ metric }) => metric['__name__'] === name));
        if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
        return true;
      };
      await until('the metrics of the Go operator are recorded', areRecorded, TIMEOUT_SECONDS);
      await quiet(change);

      // A monitor is rejected.
      await on.apply(monitor(namespace, '('));
      await fires(['RejectedResources prometheus'], change);

      // It is corrected, and a Prometheus cannot be reconciled.
      await on.apply(monitor(namespace, '.*'));
      await on.apply(other(namespace, { version: 'none' }));
      await fires(['ReconcileErrors prometheus', 'SyncFailed prometheus'], change);

      // It is corrected, and a Node has no address.
      await on.apply(other(namespace));
      await on.apply(NODE);
      await fires(['NodeLookupErrors'], change, changeNode);

      // The Node is gone, and the API server refuses statuses.
      await on.delete(NODE);
      await on.delete(permission(ACCOUNT, 'statuses'));
      await fires(['StatusUpdateErrors metacontroller'], change);

      // It accepts statuses again, and refuses reads.
      await on.apply(permission(ACCOUNT, 'statuses'));
      await on.delete(permission(ACCOUNT, 'reads'));
      await fires(['ListErrors metacontroller', 'WatchErrors metacontroller'], change);

      // It answers again, and the hooks have ended.
      await on.apply(permission(ACCOUNT, 'reads'));
      await on.hooks.stop();
      isDown = true;
      await fires(['alertmanager', 'prometheus', 'prometheus-agent', 'thanos'].map((name) => `NotReady ${name}`));

      await on.hooks.start();
      isDown = false;
      await quiet(change);
      const ready = await answers(on, namespace, POD, 'prometheus_operator_ready');
      const values = ready.map(({ value }) => value[1]);
      t.strictSame(values, ['1', '1', '1', '1'], 'all controllers are ready');
    });
  },
  {
    flags: [`--metrics-address=0.0.0.0:${PORTS.hooks}`, `--kubelet-service=${ACCOUNT}/kubelet`],
    caller: restricted(ACCOUNT, PORTS.metacontroller),
    needs: [() => noAlerts, nodeElsewhere],
  },
);
