// The API server crashes and comes back.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { prometheusConfig } from '../support/config.ts';
import { alertmanager, prometheus, secret, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { kubeconfigFile } from './kubeconfig.ts';

const CLUSTER_DIR = dirname(kubeconfigFile());
const PID = join(CLUSTER_DIR, 'run/kube-apiserver.pid');
const UP = resolve(import.meta.dirname, '../cluster/up.sh');
const remote = existsSync(PID) ? false : 'only in the cluster of test/cluster/up.sh can the API server be killed';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function crash(): Promise<void> {
  const pid = Number(readFileSync(PID, 'utf8'));
  process.kill(pid, 'SIGKILL');
  await until('its process is gone', () => !isAlive(pid));
}

async function restart(): Promise<void> {
  const parts = readFileSync(join(CLUSTER_DIR, 'run/parts'), 'utf8').trim();
  await promisify(execFile)('bash', [UP], { env: { ...process.env, CLUSTER_DIR, PARTS: parts } });
}

await inBothModes(
  (t, on) => {
    t.test(
      'the API server is killed: nothing is lost, nothing is written for it, and what comes later counts',
      async (t) => {
        const namespace = await on.namespace();
        const parents = [
          await on.apply(prometheus({}, { namespace })),
          await on.apply(alertmanager({}, { namespace })),
        ];
        const config = 'route:\n  receiver: team\nreceivers:\n- name: team\n';
        await on.apply(secret('alertmanager-main', { 'alertmanager.yaml': config }, { namespace }));
        const scraped = (name: string) =>
          until(`${name} is scraped`, async () => {
            const { scrape_configs } = prometheusConfig(await on.get('Secret', 'prometheus-k8s', namespace));
            return scrape_configs.some((job) => job.job_name === `serviceMonitor/${namespace}/${name}/0`);
          });
        await on.apply(serviceMonitor({}, { namespace }));
        await scraped('app');
        await until('Alertmanager has its configuration', () =>
          on.get('Secret', 'alertmanager-main-generated', namespace),
        );
        const before = await on.rested(namespace);

        await crash();
        await restart();
        await until('it answers again', async () => (await on.client.text('/readyz')) === 'ok', 60);
        for (const parent of parents) await on.nudge(parent);
        t.strictSame(await on.versions(namespace), before);
        await on.apply(serviceMonitor({}, { namespace, name: 'later' }));
        await scraped('later');
      },
    );
  },
  { needs: [() => remote], isAlone: true },
);
