// Bundles: Metacontroller sends a Prometheus the bundles of its namespaces, and the configuration is the same.
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject, Secret } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheus, prometheusRule, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import type { Env } from './env.ts';
import { LABEL } from './scope.ts';

const BUNDLES = 'default';
const JOBS = /job_name: (\S+)/g;

/** The jobs in the configuration of a Prometheus. */
async function jobs(on: Env, namespace: string): Promise<string[]> {
  const found = (await on.get('Secret', 'prometheus-k8s', namespace)) as Secret | undefined;
  const file = found?.data?.['prometheus.yaml.gz'];
  if (!file) throw new Error('no configuration');
  return [...gunzipSync(Buffer.from(file, 'base64')).toString().matchAll(JOBS)].map(([, name = '']) => name).sort();
}

const hasJobs = (on: Env, namespace: string, expected: readonly string[]) =>
  until(`the jobs are ${expected.join(', ') || 'none'}`, async () => {
    const found = await jobs(on, namespace);
    if (found.join() === expected.join()) return true;
    throw new Error(`they are ${found.join(', ')}`);
  });

const job = (namespace: string, name = 'app') => `serviceMonitor/${namespace}/${name}/0`;

await inBothModes(
  (t, on) => {
    t.test('monitors and rules of all selected namespaces are configured, changed and removed', async (t) => {
      const [own, shop] = [await on.namespace(), await on.namespace()];
      const ours = { matchLabels: { [LABEL]: on.scope } };
      const parent = await on.apply(
        prometheus(
          { serviceMonitorNamespaceSelector: ours, ruleSelector: {}, ruleNamespaceSelector: ours },
          { namespace: own },
        ),
      );
      await on.apply(serviceMonitor({}, { namespace: own }));
      const monitor = await on.apply(serviceMonitor({}, { namespace: shop }));
      await on.apply(prometheusRule([{ name: 'g', rules: [{ record: 'a', expr: 'up' }] }], { namespace: shop }));
      await hasJobs(on, own, [job(own), job(shop)].sort());
      await until('the rules are written', async () => {
        const maps = await on.list('v1', 'ConfigMap', own);
        return maps.some((map) => JSON.stringify(map['data'] ?? {}).includes('record: a'));
      });

      const bundle = await on.get('ConfigMap', `bundle-${shop}-1-0`, BUNDLES);
      t.ok(bundle, 'the namespace has a bundle');
      const late = await on.namespace();
      await on.apply(serviceMonitor({}, { namespace: late }));
      await hasJobs(on, own, [job(own), job(shop), job(late)].sort());
      await on.delete(monitor);
      await hasJobs(on, own, [job(own), job(late)].sort());
      t.equal(condition(await on.get('Prometheus', 'k8s', own), 'Reconciled')?.status, 'True');

      const before = await on.rested(own);
      for (let i = 0; i < 3; i++) await on.nudge(parent);
      t.strictSame(await on.versions(own), before, 'nothing is written at rest');
    });

    t.test('a bundle that somebody edits or deletes is written again', async () => {
      const own = await on.namespace();
      await on.apply(prometheus({}, { namespace: own }));
      await on.apply(serviceMonitor({}, { namespace: own }));
      await hasJobs(on, own, [job(own)]);
      const name = `bundle-${own}-1-0`;
      const isBack = (uid: string | undefined) => async () => {
        const found = (await on.get('ConfigMap', name, BUNDLES)) as KubernetesObject | undefined;
        return found?.metadata.uid !== uid && found?.['binaryData'] !== undefined;
      };
      const made = (await on.get('ConfigMap', name, BUNDLES)) as KubernetesObject;
      await on.patch(made, { binaryData: { 'objects.jsonl.gz': 'bm90IGd6aXA=' } });
      await until('its content is back', async () => {
        const found = await on.get('ConfigMap', name, BUNDLES);
        return JSON.stringify(found?.['binaryData']) === JSON.stringify(made['binaryData']);
      });
      await on.delete(made);
      await until('it is back', isBack(made.metadata.uid));
      await hasJobs(on, own, [job(own)]);
    });
  },
  { flags: [`--bundle-namespace=${BUNDLES}`] },
);
