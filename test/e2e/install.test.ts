// docs/install.md and docs/uninstall.md, command by command, with the hooks in pods and Metacontroller's account
// holding our role alone.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { condition } from '../support/condition.ts';
import { until } from '../support/until.ts';
import { account } from './account.ts';
import type { Test } from './both.ts';
import { client } from './client.ts';
import { installMetacontroller } from './definitions.ts';
import { commands, shell } from './document.ts';
import { controllers, engine } from './engine.ts';
import { MONITORING, sweep, unreachable } from './env.ts';
import { access, kubeconfigFile } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';

const SOCKET = join(dirname(kubeconfigFile()), 'run/containerd.sock');
const EXAMPLE = 'monitoring';

/** These tests remove every Prometheus there is: only in a cluster of our own. */
const reason = async (): Promise<string | false> =>
  (await unreachable()) ?? (existsSync(SOCKET) ? false : 'only in the cluster of test/cluster/up.sh with a node');

const SETS = ['prometheus-shop', 'alertmanager-main'] as const;
type Status = { observedGeneration?: number };
/** What the new version writes into each pod template. */
const NEW = '9m';

/** Upgrades the hooks to a version with another pod template, while all parents are synced again and again. */
async function upgraded(t: Test, user: Kubectl): Promise<void> {
  /** Each template that a StatefulSet has ever had leaves a revision; what else is written of it does not. */
  const templates = async () => {
    const revisions = await user.list('apps/v1', 'ControllerRevision', EXAMPLE);
    return SETS.map(
      (name) =>
        revisions.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name)).length,
    );
  };
  /** Its controller makes a revision some time after a StatefulSet is written. */
  const observed = () =>
    until('the revision of each template exists', async () => {
      const sets = await Promise.all(SETS.map((name) => user.get('StatefulSet', name, EXAMPLE)));
      return sets.every(
        (found) => found && (found['status'] as Status | undefined)?.observedGeneration === found.metadata.generation,
      );
    });
  const generation = async () => (await user.get('StatefulSet', SETS[0], EXAMPLE))?.metadata.generation ?? 0;
  const parents = [
    ...(await user.list(MONITORING, 'Prometheus', EXAMPLE)),
    ...(await user.list(MONITORING, 'Alertmanager', EXAMPLE)),
  ];
  let syncs = 0;
  const nudge = async () => {
    const annotations = { 'kubectl.kubernetes.io/nudge': String(syncs++) };
    for (const parent of parents) await user.patch(parent, { metadata: { annotations } });
  };
  await observed();
  const before = { templates: await templates(), generation: await generation() };
  const hooks = 'kubectl -n prometheus-metacontroller';
  const flag = JSON.stringify([
    { op: 'add', path: '/spec/template/spec/containers/0/args/-', value: `--config-reloader-cpu-request=${NEW}` },
  ]);
  await shell(`${hooks} patch deployment prometheus-metacontroller --type=json -p '${flag}'`);
  await until(
    'every pod template is that of the new version',
    async () => {
      await nudge();
      const sets = await Promise.all(SETS.map((name) => user.get('StatefulSet', name, EXAMPLE)));
      return sets.every((found) => JSON.stringify(found?.['spec']).includes(`"cpu":"${NEW}"`));
    },
    300,
  );
  await shell(`${hooks} rollout status deployment/prometheus-metacontroller --timeout=3m`);
  const first = syncs;
  await until('twenty more rounds of syncs', async () => {
    await nudge();
    return syncs > first + 20;
  });
  await observed();
  t.equal(await generation(), before.generation + 1, 'the StatefulSet of the Prometheus is written once');
  t.strictSame(
    await templates(),
    before.templates.map((count) => count + 1),
    'each StatefulSet has one new template',
  );
}

const skip = await reason();
t.test('install, use, upgrade and uninstall, as the documents say', { skip, timeout: 1_200_000 }, async (t) => {
  const how = access();
  if (!how) return;
  const connection = client(how);
  const user = kubectl(connection);
  const made = await installMetacontroller(user);
  const metacontroller = await account(how, user);
  const theirs = client(metacontroller.access);
  await shell('bash test/cluster/image.sh');

  const start = async () => {
    const service = await user.get('Service', 'prometheus-metacontroller', 'prometheus-metacontroller');
    const { clusterIP } = (service?.['spec'] ?? {}) as { clusterIP?: string };
    const url = `http://${clusterIP}:8080`;
    await until('the Service answers', async () => {
      const { ok, status } = await fetch(`${url}/readyz`);
      if (!ok) throw new Error(`status ${status}`);
      return ok;
    });
    const settings = {
      client: theirs,
      config: metacontroller.file,
      kubectl: user,
      controllers: controllers(url, [], true),
    };
    const { data } = (await user.get('Secret', 'prometheus-metacontroller-token', 'prometheus-metacontroller')) as {
      data?: { token?: string };
    };
    const token = Buffer.from(data?.token ?? '', 'base64').toString();
    return engine({ ...settings, strategy: 'server-side-apply', url, token });
  };
  const set = () => user.get('StatefulSet', 'prometheus-shop', EXAMPLE);

  await shell(commands('install.md', 'token'));
  await shell(commands('install.md', 'install'));
  await sweep(user);
  const pods = await user.list('v1', 'Pod', 'prometheus-metacontroller');
  t.equal(
    pods.filter((pod) => condition(pod, 'Ready')?.status === 'True').length,
    2,
    'two pods of the hooks are ready',
  );

  let running = await start();
  t.teardown(async () => {
    if (!t.passing()) {
      for (const error of running.errors().slice(-20)) t.comment(error);
      for (const name of SETS) t.comment(`${name}: ${JSON.stringify(await user.get('StatefulSet', name, EXAMPLE))}`);
      await running.stop();
      // What was installed would be in the way of other tests.
      for (const part of ['hooks', 'everything', 'crds'])
        await shell(commands('uninstall.md', part)).catch((error) => t.comment(`${error}`));
    }
    theirs.close();
    connection.close();
  });
  const table = async () => shell(commands('install.md', 'example'));
  await until(
    'the table of kubectl says RECONCILED',
    async () => /prometheus\S*\/shop .* True /.test(await table()),
    60,
  );
  t.ok(await set(), 'the example has its StatefulSet');
  await until('the kubelet Service is there', () => user.get('Service', 'kubelet', 'kube-system'));
  t.strictSame(
    running.errors().filter((line) => /forbidden/i.test(line)),
    [],
    'our role is enough',
  );

  await upgraded(t as Test, user);
  const before = await set();
  await running.stop();
  await shell(commands('uninstall.md', 'hooks'));
  t.equal((await set())?.metadata.uid, before?.metadata.uid, 'without the hooks all that runs keeps running');
  const left = await user.get('Prometheus', 'shop', EXAMPLE);
  t.notOk(left?.metadata.finalizers?.length, 'no finalizer is left');

  await shell(commands('install.md', 'token'));
  await shell(commands('install.md', 'install'));
  running = await start();
  await until(
    'they are taken up again',
    async () => (await user.get('Prometheus', 'shop', EXAMPLE))?.metadata.finalizers?.length,
  );
  t.equal((await set())?.metadata.uid, before?.metadata.uid);

  await shell(commands('uninstall.md', 'everything'));
  await running.stop();
  await until(
    'nothing of ours is left',
    async () => !(await set()) && !(await user.get('Namespace', 'prometheus-metacontroller')),
    120,
  );
  await shell(commands('uninstall.md', 'crds'));
  const definitionsLeft = await user.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  t.strictSame(
    definitionsLeft.map(({ metadata }) => metadata.name).filter((name) => name.endsWith('.monitoring.coreos.com')),
    [],
    'no definition is left',
  );

  // A pod that was asked to end before it could listen takes its whole grace period, and its Namespace waits for it.
  await connection.send('DELETE', `/api/v1/namespaces/${EXAMPLE}/pods`, {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    gracePeriodSeconds: 0,
  });
  await shell('kubectl delete --ignore-not-found -f manifests/examples/getting-started.yaml || true');
  for (const object of made) await user.delete(object);
  await user.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'metacontroller' } });
});
