// `explain --live` on a cluster that the Go operator runs: its objects are there, our controllers are not.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load, loadAll } from 'js-yaml';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { until } from '../support/until.ts';
import { missing } from './both.ts';
import { client } from './client.ts';
import { installCrds } from './env.ts';
import { broken, explain, type Step } from './explaincommand.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';

const CASE = resolve(import.meta.dirname, '../../../shared/conformance/cases/real/shards');
const NAMESPACE = 'default';
const APP = { app: 'example-app' };

const named = (kind: string, name: string, apiVersion = 'v1'): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE },
});

/** What the Go operator wrote; the recording has the files of Secrets as text. */
function childrenOf(folder: string): KubernetesObject[] {
  const { children } = load(readFileSync(`${folder}/expected.yaml`, 'utf8')) as { children: KubernetesObject[] };
  return children.map(({ decodedData, ...child }) => {
    const files = Object.entries((decodedData ?? {}) as Readonly<Record<string, string>>).map(([name, text]) => {
      const bytes = name.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
      return [name, bytes.toString('base64')];
    });
    const { ownerReferences: _owner, ...metadata } = child.metadata as KubernetesObject['metadata'];
    const placed = { namespace: NAMESPACE, ...metadata };
    return { ...child, metadata: placed, ...(child['kind'] === 'Secret' ? { data: Object.fromEntries(files) } : {}) };
  }) as KubernetesObject[];
}

const skip = existsSync(CASE) ? await missing([]) : 'the recorded objects of the Go operator are not there';

t.test('objects of the Go operator are explained without our controllers', { skip, timeout: 300_000 }, async (t) => {
  const how = access();
  if (!how) return;
  const connection = client(how);
  const user = kubectl(connection);
  await installCrds(user);
  const given = loadAll(readFileSync(`${CASE}/input.yaml`, 'utf8')) as KubernetesObject[];
  const service = (port: string): KubernetesObject => ({
    ...named('Service', 'example-app'),
    metadata: { name: 'example-app', namespace: NAMESPACE, labels: APP },
    spec: { selector: APP, ports: [{ name: port, port: 8080 }] },
  });
  const objects = [...given, named('ServiceAccount', 'prometheus'), service('http'), ...childrenOf(CASE)];
  t.teardown(async () => {
    for (const object of objects) await user.delete(object);
    connection.close();
  });
  for (const object of objects) await user.apply(object);
  const monitor = () => explain('servicemonitor/example-app', NAMESPACE);
  const linkOf = (steps: readonly Step[], link: string) => steps.find((step) => step.link === link)?.status;

  const pods = async () =>
    (await user.list('v1', 'Pod', NAMESPACE)).filter(({ metadata }) =>
      metadata.name.startsWith('prometheus-prometheus'),
    );
  await until('both StatefulSets have their pods', async () => (await pods()).length === 4, 60);
  const pending = await monitor();
  t.match(broken(pending.steps), { link: 'running' }, 'the pod has no node');
  for (const link of ['selection', 'acceptance', 'configuration', 'written'])
    t.equal(linkOf(pending.steps, link), 'ok', link);

  // There is no kubelet that would say so.
  const now = new Date().toISOString();
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: now }];
  for (const pod of await pods()) await user.patch(pod, { status: { phase: 'Running', conditions } }, 'status');
  const port = await monitor();
  t.match(broken(port.steps), { link: 'port', cause: 'PortNameDiffers', message: /"http"/ });
  t.equal(port.code, 1);
  await user.apply(service('web'));
  t.match(broken((await monitor()).steps), { link: 'endpoints', cause: 'ServiceSelectsNoPod' });
  const second = {
    ...named('ServiceMonitor', 'second', 'monitoring.coreos.com/v1'),
    metadata: { name: 'second', namespace: NAMESPACE, labels: { team: 'frontend' } },
    spec: {
      selector: { matchLabels: APP },
      endpoints: [{ port: 'web', bearerTokenSecret: { name: 'none', key: 'token' } }],
    },
  };
  objects.push(second);
  await user.apply(second);
  const rejected = await explain('servicemonitor/second', NAMESPACE);
  t.match(broken(rejected.steps), { link: 'acceptance', cause: 'SecretMissing' });
});
