// Control planes of their own, without nodes, beside whatever cluster there is: each with the hooks and what calls
// them, as a cluster with a name.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Strategy } from '../driver/apply.ts';
import { freePort } from '../support/port.ts';
import { settled, until } from '../support/until.ts';
import { client } from './client.ts';
import { controllers, engine } from './engine.ts';
import { childrenIn, installCrds } from './env.ts';
import { hooks } from './hooks.ts';
import { access, kubeconfigFile } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';
import { exportsOf, installSharing } from './sharing.ts';

const SCRIPTS = resolve(import.meta.dirname, '../cluster');
const EXPORTS = resolve(import.meta.dirname, '../../manifests/federation/controller.yaml');
const PROGRAMS = join(dirname(kubeconfigFile()), 'bin');
const run = promisify(execFile);

/** Why no control plane can be started, or `undefined`. */
export function unstartable(): string | undefined {
  const missing = ['kube-apiserver', 'kube-controller-manager', 'kubectl'].find(
    (name) => !existsSync(join(PROGRAMS, name)),
  );
  if (missing) return `${missing} is not in ${PROGRAMS}; test/cluster/up.sh brings it`;
  const places = (process.env['PATH'] ?? '').split(delimiter);
  return places.some((place) => existsSync(join(place, 'etcd'))) ? undefined : 'etcd is not in PATH';
}

export interface Plane {
  readonly kubeconfig: string;
  /** With these test/cluster/up.sh starts again what has ended of it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A control plane in a folder of its own: etcd, API server, controller manager. It ends with this process. */
export async function plane(): Promise<Plane> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-cluster-'));
  symlinkSync(PROGRAMS, join(folder, 'bin'));
  const names = ['API_PORT', 'ETCD_PORT', 'ETCD_PEER_PORT', 'CONTROLLERS_PORT'];
  const ports = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, String(await freePort())] as const)),
  );
  const own = { ...ports, CLUSTER_DIR: folder, CLUSTER_BIN: PROGRAMS, PARTS: 'control' };
  const env = { ...process.env, ...own };
  // Its input ends with this process, however that ends.
  const keeper = spawn('bash', ['-c', 'cat > /dev/null; ALL=1 exec bash "$0"', join(SCRIPTS, 'down.sh')], {
    env,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.unref();
  (keeper.stdin as Socket).unref();
  await run('bash', [join(SCRIPTS, 'up.sh')], { env });
  return {
    kubeconfig: join(folder, 'kubeconfig'),
    env: own,
    stop: async () => {
      keeper.ref();
      const gone = once(keeper, 'exit');
      keeper.stdin.end();
      await gone;
    },
  };
}

export interface Cluster extends Kubectl {
  readonly name: string;
  /** Children of all parents in a namespace. */
  children(namespace: string): Promise<readonly KubernetesObject[]>;
  /** `kind/name` -> resourceVersion of every child and every ServiceExport, once nothing moves any more. */
  versions(namespace: string): Promise<Readonly<Record<string, string>>>;
  /** Makes a Prometheus be synced once more, and waits until it was. */
  nudge(name: string, namespace: string): Promise<void>;
  errors(): readonly string[];
  close(): Promise<void>;
}

/** A cluster that shares Services with others. Close it, or processes stay behind. */
export async function cluster(name: string, strategy: Strategy): Promise<Cluster> {
  const { kubeconfig, stop } = await plane();
  const how = access(kubeconfig);
  if (!how) throw new Error(`no kubeconfig at ${kubeconfig}`);
  const connection = client(how);
  const user = kubectl(connection);
  await installCrds(user);
  await installSharing(user);
  const service = await hooks([
    `--apply-strategy=${strategy}`,
    `--cluster-name=${name}`,
    '--multicluster-services=v1beta1',
  ]);
  await service.start();
  const { url } = service;
  const running = await engine({
    client: connection,
    config: kubeconfig,
    kubectl: user,
    strategy,
    url,
    controllers: controllers(url, [EXPORTS]),
  });
  return {
    ...user,
    name,
    children: (namespace) => childrenIn(user, namespace),
    versions: (namespace) =>
      settled(
        `the children in ${name}`,
        async () => {
          const all = [...(await childrenIn(user, namespace)), ...(await exportsOf(user))];
          return Object.fromEntries(
            all.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.resourceVersion ?? '']).sort(),
          );
        },
        { worker: running.worker },
      ),
    nudge: async (parent, namespace) => {
      const before = await service.calls('prometheus', 'sync');
      const object = {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        metadata: { name: parent, namespace },
      };
      await user.patch(object, { metadata: { annotations: { 'kubectl.kubernetes.io/nudge': String(before + 1) } } });
      await until(`${parent} is synced again`, async () => (await service.calls('prometheus', 'sync')) > before);
    },
    errors: running.errors,
    close: async () => {
      await running.stop();
      await service.stop();
      connection.close();
      await stop();
    },
  };
}
