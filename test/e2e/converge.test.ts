// kube-prometheus' own manifests on a real API server: they converge, rest, and leave nothing behind.
import { condition } from '../support/condition.ts';
import { alertmanagerConfig, prometheusConfig } from '../support/config.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { applySetup, noField } from './field.ts';
import { wholeMesh } from './pods.ts';

/** Seconds of rest in which nothing may be written. Here time itself is the condition. */
const REST = Number(process.env['REST_SECONDS'] ?? 120);
const elapsed = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

await inBothModes(
  (t, on) => {
    t.test(
      'kube-prometheus converges, rests, and leaves nothing behind',
      { timeout: (900 + REST) * 1000 },
      async (t) => {
        const namespace = await on.namespace();
        const given = await applySetup(on, 'kube-prometheus', namespace);
        const parents = given.filter(({ kind }) => kind === 'Prometheus' || kind === 'Alertmanager');

        const config = await until('all monitors are in the configuration', async () => {
          const file = prometheusConfig(await on.get('Secret', 'prometheus-k8s', namespace));
          const monitors = given.filter(({ kind }) => kind === 'ServiceMonitor');
          return monitors.every(({ metadata }) =>
            file.scrape_configs.some((job) => job.job_name.startsWith(`serviceMonitor/${namespace}/${metadata.name}/`)),
          )
            ? file
            : undefined;
        });
        t.ok(config.scrape_configs.length >= 12, `${config.scrape_configs.length} scrape jobs`);
        await until('the rules are there', async () => {
          const rules = await on.get('ConfigMap', 'prometheus-k8s-rulefiles-0', namespace);
          return Object.keys((rules?.['data'] ?? {}) as object).length === 8;
        });
        await until('Alertmanager has its configuration', async () => {
          const file = alertmanagerConfig(await on.get('Secret', 'alertmanager-main-generated', namespace));
          return (file['receivers'] as unknown[]).length > 0;
        });
        for (const [kind, name, set] of [
          ['Prometheus', 'k8s', 'prometheus-k8s'],
          ['Alertmanager', 'main', 'alertmanager-main'],
        ] as const) {
          await until(
            `${kind} says that it is reconciled`,
            async () => condition(await on.get(kind, name, namespace), 'Reconciled')?.status === 'True',
          );
          t.ok(await on.get('StatefulSet', set, namespace), `${kind} has its StatefulSet`);
        }

        await wholeMesh(on, namespace);
        const before = await on.rested(namespace);
        for (let i = 0; i < 20; i++) for (const parent of parents) await on.nudge(parent);
        t.strictSame(await on.versions(namespace), before, '20 more syncs write nothing');
        await elapsed(REST);
        t.strictSame(await on.versions(namespace), before, `${REST} seconds later nothing was written either`);

        for (const parent of parents) await on.delete(parent);
        await until('no child is left', async () => (await on.children(namespace)).length === 0);
        for (const object of given.filter(({ kind }) => kind === 'Secret' || kind === 'ConfigMap'))
          t.ok(
            await on.get(object.kind, object.metadata.name, namespace),
            `${object.kind} ${object.metadata.name} of the user is still there`,
          );
      },
    );
  },
  { needs: [() => noField] },
);
