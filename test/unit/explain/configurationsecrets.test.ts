// A configuration in several Secrets: a job may be in any of them, and a server shows only those of the first file.
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { explain } from '../../../hooks/explain/explain.ts';
import { MONITOR } from './setups/setup.ts';
import { configSecret, serviceMonitor, setup } from './world.ts';

const JOB = 'serviceMonitor/apps/web/0';

const first = (): KubernetesObject => {
  const made = configSecret(['other']);
  const annotations = { 'prometheus-metacontroller.dev/configuration-secrets': '2' };
  return { ...made, metadata: { ...made.metadata, annotations } };
};
const further = (job: string): KubernetesObject => {
  const made = configSecret([], 'prometheus-k8s-jobs-1');
  const text = `scrape_configs:\n- job_name: ${job}\n`;
  return { ...made, data: { 'jobs.yaml.gz': gzipSync(text).toString('base64') } };
};
const CONFIG =
  'scrape_config_files:\n- /etc/prometheus/config_out/jobs-1.env.yaml\nscrape_configs:\n- job_name: other\n';
const facts = (pools: readonly string[]) => ({
  servers: [
    {
      ...{ kind: 'Prometheus', namespace: 'monitoring', name: 'k8s', config: CONFIG },
      targets: { activeTargets: pools.map((scrapePool) => ({ scrapePool, scrapeUrl: 'http://a', health: 'up' })) },
    },
  ],
});
const step = (name: string, objects: readonly KubernetesObject[], known = {}) =>
  explain(objects, known, MONITOR).find(({ link }) => link === name);

t.test('a job is written where any Secret has it', async (t) => {
  t.match(step('written', setup(serviceMonitor(), first(), further(JOB))), { status: 'ok' });
  t.match(step('written', setup(serviceMonitor(), first(), further('more'))), {
    status: 'broken',
    message: /^Secret monitoring\/prometheus-k8s, together with 1 more of its jobs, does not hold job/,
  });
  t.match(step('written', setup(serviceMonitor(), first())), { status: 'unknown' }, 'one Secret is not given');
});

t.test('a job of another file is loaded where the server has targets of it, and else nothing is known', async (t) => {
  const objects = setup(serviceMonitor(), first(), further(JOB));
  t.match(step('loaded', objects, facts([JOB])), { status: 'ok' });
  t.match(step('loaded', objects, facts(['other'])), { status: 'unknown', cause: 'NoTargets' });
});
