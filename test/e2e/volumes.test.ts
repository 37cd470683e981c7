// Volumes outlive what happens to their StatefulSet.

import { condition } from '../support/condition.ts';
import { prometheus, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { MONITORING } from './env.ts';
import { noNode } from './pods.ts';

const storage = (size: string) => ({
  storage: {
    volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } } },
  },
});
const SPEC = {
  replicas: 1,
  resources: { requests: { cpu: '4m', memory: '50Mi' } },
  securityContext: { runAsUser: 1000, fsGroup: 2000 },
};
/** Seconds until a pod is started or replaced. */
const TIMEOUT_SECONDS = 240;

await inBothModes(
  (t, on) => {
    t.test('storage grows: a new StatefulSet, the same volume, the same data', { timeout: 600_000 }, async (t) => {
      const namespace = await on.namespace();
      const pod = () => on.get('Pod', 'prometheus-k8s-0', namespace);
      /** The time of the oldest sample, which is there as soon as a first one was scraped. */
      const oldest = async () => {
        const text = await on.client.text(`/api/v1/namespaces/${namespace}/pods/prometheus-k8s-0:9090/proxy/metrics`);
        const value = Number(/^prometheus_tsdb_head_min_time_seconds (.*)$/m.exec(text)?.[1]);
        return value > 1e9 && value < 1e10 ? value : undefined;
      };
      await on.apply(prometheus({ ...SPEC, ...storage('1Gi'), scrapeConfigSelector: {} }, { namespace }));
      await on.apply(serviceMonitor({}, { namespace }));
      await on.apply({
        apiVersion: 'monitoring.coreos.com/v1alpha1',
        kind: 'ScrapeConfig',
        metadata: { name: 'self', namespace },
        spec: { scrapeInterval: '1s', scrapeTimeout: '1s', staticConfigs: [{ targets: ['localhost:9090'] }] },
      });
      await until('the pod is ready', async () => condition(await pod(), 'Ready')?.status === 'True', TIMEOUT_SECONDS);
      const before = await until('there are samples', oldest, TIMEOUT_SECONDS);
      const [claim] = await on.list('v1', 'PersistentVolumeClaim', namespace);
      const was = (await pod())?.metadata.uid;

      await on.apply(prometheus({ ...SPEC, ...storage('2Gi'), scrapeConfigSelector: {} }, { namespace }));
      await until(
        'another pod is ready',
        async () => {
          const now = await pod();
          return now?.metadata.uid !== was && condition(now, 'Ready')?.status === 'True';
        },
        TIMEOUT_SECONDS,
      );
      t.equal(await until('there are samples', oldest, TIMEOUT_SECONDS), before, 'the oldest sample is still there');
      const claims = await on.list('v1', 'PersistentVolumeClaim', namespace);
      t.strictSame(
        claims.map(({ metadata }) => metadata.uid),
        [claim?.metadata.uid],
        'the claim is the same',
      );
    });

    t.test(
      'a deleted Prometheus leaves its volumes, unless its retention policy says Delete',
      { timeout: 600_000 },
      async (t) => {
        const namespace = await on.namespace();
        const keep = prometheus({ ...SPEC, ...storage('1Gi') }, { namespace, name: 'keep' });
        const persistentVolumeClaimRetentionPolicy = { whenDeleted: 'Delete' };
        const drop = prometheus(
          { ...SPEC, ...storage('1Gi'), persistentVolumeClaimRetentionPolicy },
          { namespace, name: 'drop' },
        );
        const claims = async () =>
          (await on.list('v1', 'PersistentVolumeClaim', namespace)).map(({ metadata }) => metadata.name);
        const wanted = ['prometheus-keep-db-prometheus-keep-0', 'prometheus-drop-db-prometheus-drop-0'];
        for (const parent of [keep, drop]) await on.apply(parent);
        await until('both have their volume', async () => {
          const there = await claims();
          return wanted.every((name) => there.includes(name));
        });
        for (const name of ['keep', 'drop'])
          await until(
            `the pod of ${name} is ready`,
            async () => condition(await on.get('Pod', `prometheus-${name}-0`, namespace), 'Ready')?.status === 'True',
            TIMEOUT_SECONDS,
          );
        const before = await on.list('v1', 'PersistentVolumeClaim', namespace);
        for (const parent of [keep, drop]) await on.delete(parent);
        await until(
          'the one that may go is gone',
          async () => !(await claims()).includes('prometheus-drop-db-prometheus-drop-0'),
          TIMEOUT_SECONDS,
        );
        await until(
          'no pod is left',
          async () => (await on.list('v1', 'Pod', namespace)).length === 0,
          TIMEOUT_SECONDS,
        );
        // What is applied to an object that is on its way out goes with it.
        await until('both are gone', async () => (await on.list(MONITORING, 'Prometheus', namespace)).length === 0);
        t.strictSame(await claims(), ['prometheus-keep-db-prometheus-keep-0']);

        await on.apply(keep);
        await until(
          'the pod is back',
          async () => condition(await on.get('Pod', 'prometheus-keep-0', namespace), 'Ready')?.status === 'True',
          TIMEOUT_SECONDS,
        );
        const uid = (all: typeof before) =>
          all.find(({ metadata }) => metadata.name === 'prometheus-keep-db-prometheus-keep-0')?.metadata.uid;
        t.equal(uid(await on.list('v1', 'PersistentVolumeClaim', namespace)), uid(before), 'on the volume it had');
      },
    );
  },
  { needs: [noNode] },
);
