// `npm run bench:watches -- [NAMESPACES] [MONITORS] [TARGETS]`: a real Prometheus with the jobs of monitors in many
// namespaces, with a discovery for each namespace and with a shared one. Prints the watches at the API server, and the
// processor time and memory of Prometheus: at its start, at rest, and while endpoints change.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { dump } from 'js-yaml';
import { syncPrometheus } from '../../hooks/controllers/prometheus/sync.ts';
import { inputs } from '../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { prometheusConfig } from '../support/config.ts';
import { namespace, prometheus, serviceMonitor } from '../support/objects.ts';
import { freePort } from '../support/port.ts';
import { kindMap } from '../support/requests.ts';
import { until } from '../support/until.ts';
import { type Client, client } from './client.ts';
import { access, kubeconfigFile } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { plane, unstartable } from './planes.ts';
import { peakMiB, processorSeconds } from './processes.ts';

const [spaces = 100, monitors = 1000, targets = 20] = process.argv.slice(2).map(Number);
const PROMETHEUS = join(dirname(kubeconfigFile()), 'bin', 'prometheus');
const SPACES = Array.from({ length: spaces }, (_, i) => `space-${i}`);
/** Seconds that are measured at rest, and while endpoints change. */
const SECONDS = 30;

/** A Service without a selector, and its endpoints. */
function service(space: string, i: number, revision = 0): KubernetesObject[] {
  const metadata = { name: `app-${i}`, namespace: space, labels: { app: `app-${i}` } };
  const address = (_: unknown, n: number) => ({ ip: `10.${i % 250}.${revision % 250}.${n + 1}` });
  const addresses = Array.from({ length: targets }, address);
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'web', port: 80 }] } },
    { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [{ addresses, ports: [{ name: 'web', port: 80 }] }] },
  ];
}

/** The configuration of a Prometheus that selects all monitors, with a kubeconfig for its discovery. */
function config(discovery: string, kubeconfig: string): string {
  const objects = Array.from({ length: monitors }, (_, i) =>
    serviceMonitor(
      { selector: { matchLabels: { app: `app-${i}` } } },
      { name: `app-${i}`, namespace: SPACES[i % spaces] ?? '' },
    ),
  );
  const parent = prometheus({ serviceMonitorNamespaceSelector: {}, scrapeInterval: '1h' });
  const request = { parent, children: {}, related: kindMap([...SPACES.map((name) => namespace(name)), ...objects]) };
  const options = parseOptions([`--discovery=${discovery}`]);
  const { children } = syncPrometheus(inputs({ ...request, finalizing: false }), undefined, new Date(), options);
  const secret = children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-k8s');
  const { scrape_configs: jobs } = prometheusConfig(secret);
  const reached = jobs.map((job) => ({
    ...job,
    kubernetes_sd_configs: (job as unknown as { kubernetes_sd_configs: object[] }).kubernetes_sd_configs.map((one) => ({
      ...one,
      kubeconfig_file: kubeconfig,
    })),
  }));
  return dump({ global: { scrape_interval: '1h' }, scrape_configs: reached }, { noRefs: true });
}

async function watches(on: Client): Promise<number> {
  const lines = (await on.text('/metrics')).split('\n');
  const found = lines.filter((line) => line.startsWith('apiserver_longrunning_requests{') && line.includes('"WATCH"'));
  return found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

async function measure(discovery: string, on: Client, apply: (object: KubernetesObject) => Promise<unknown>) {
  const folder = mkdtempSync(join(tmpdir(), 'watches-'));
  const file = join(folder, 'prometheus.yml');
  // The shards of the reloader.
  writeFileSync(file, config(discovery, kubeconfigFile()).replaceAll('$(SHARD)', '0'));
  const [before, port] = [await watches(on), await freePort()];
  const args = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const server = spawn(PROMETHEUS, args, { stdio: 'ignore' });
  const pids = [server.pid ?? 0];
  const active = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/targets?state=active`).catch(() => undefined);
    if (!answer?.ok) return 0;
    const { data } = (await answer.json()) as { data: { activeTargets: unknown[] } };
    return data.activeTargets.length;
  };
  const spent = async (during: () => Promise<unknown>): Promise<string> => {
    const first = processorSeconds(pids);
    await during();
    return (processorSeconds(pids) - first).toFixed(2);
  };
  const began = performance.now();
  await until('all targets are active', async () => (await active()) === monitors * targets, 600);
  const started = ((performance.now() - began) / 1000).toFixed(1);
  const start = processorSeconds(pids).toFixed(2);
  const open = (await watches(on)) - before;
  const atRest = await spent(() => rest(SECONDS * 1000));
  const changing = await spent(async () => {
    for (let i = 1; i <= SECONDS; i++) {
      const [, endpoints] = service(SPACES[i % spaces] ?? '', i % spaces, i);
      if (endpoints) await apply(endpoints);
      await rest(1000);
    }
  });
  console.log(
    `${discovery}: ${open} watches; all ${monitors * targets} targets after ${started} s, with ${start} s of a processor; ` +
      `${SECONDS} s at rest: ${atRest} s; one change a second for ${SECONDS} s: ${changing} s; peak memory ${peakMiB(pids)} MiB`,
  );
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

const missing = unstartable();
if (missing) throw new Error(missing);
const own = await plane();
process.env['KUBECONFIG'] = own.kubeconfig;
const how = access();
if (!how) throw new Error('no kubeconfig');
const on = client(how);
const { apply } = kubectl(on);
for (const name of SPACES) await apply(namespace(name));
const objects = Array.from({ length: monitors }, (_, i) => service(SPACES[i % spaces] ?? '', i)).flat();
const next = objects.values();
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (const object of next) await apply(object);
  }),
);
for (const discovery of ['namespaces', 'shared']) await measure(discovery, on, apply);
on.close();
await own.stop();
