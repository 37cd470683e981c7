// An environment for tests: a real API server with our CRDs, the hooks, what calls them, and a fresh namespace for each
// test.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Strategy } from '../driver/apply.ts';
import { settled, until } from '../support/until.ts';
import { type Client, client } from './client.ts';
import { controllers, type Engine, engine } from './engine.ts';
import { type Hooks, hooks } from './hooks.ts';
import { type Access, access, kubeconfigFile } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';
import { isAbandoned, LABEL, labelled, newScope, scoped } from './scope.ts';

const CRDS = resolve(import.meta.dirname, '../../manifests/crds');
export const MONITORING = 'monitoring.coreos.com/v1';
const PARENTS: readonly [apiVersion: string, kind: string, controller: string][] = [
  [MONITORING, 'Prometheus', 'prometheus'],
  [MONITORING, 'Alertmanager', 'alertmanager'],
  [MONITORING, 'ThanosRuler', 'thanosruler'],
  ['monitoring.coreos.com/v1alpha1', 'PrometheusAgent', 'agent'],
];
const MONITORS: readonly [apiVersion: string, kind: string][] = [
  [MONITORING, 'ServiceMonitor'],
  [MONITORING, 'PodMonitor'],
  [MONITORING, 'Probe'],
  [MONITORING, 'PrometheusRule'],
  ['monitoring.coreos.com/v1alpha1', 'ScrapeConfig'],
  ['monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig'],
];
const CHILDREN: readonly [apiVersion: string, kind: string][] = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['policy/v1', 'PodDisruptionBudget'],
];
const ONLY = process.env['APPLY_STRATEGY'];
/** Both, or the one that APPLY_STRATEGY names. */
export const STRATEGIES: readonly Strategy[] = (['server-side-apply', 'dynamic-apply'] as const).filter(
  (one) => !ONLY || one === ONLY,
);

/** How the hooks are run with some flags: one process unless a test wants more. */
export type Serve = (flags: readonly string[]) => Promise<Hooks>;

export interface Settings {
  readonly flags?: readonly string[];
  readonly serve?: Serve;
  /** Pods are annotated with what they mount. */
  readonly propagates?: boolean;
  /** No other environment uses the cluster: the controllers keep their names and see every parent there is. */
  readonly isAlone?: boolean;
  /** Starts what calls the hooks, where it is not `engine` of engine.ts. */
  readonly caller?: typeof engine;
}

export interface Env extends Kubectl {
  readonly client: Client;
  /** The label's value of everything in this environment. */
  readonly scope: string;
  readonly hooks: Hooks;
  readonly engine: Engine;
  /** Makes a namespace. It is deleted with the environment. */
  namespace(labels?: Readonly<Record<string, string>>): Promise<string>;
  /** All that a parent owns in a namespace. */
  children(namespace: string): Promise<readonly KubernetesObject[]>;
  /** `kind/name` -> version of every child, once nothing moves any more. */
  versions(namespace: string): Promise<Readonly<Record<string, string>>>;
  /**
   * The same, after everything that is under way. Metacontroller says nothing of its work, but it syncs a parent again
   * only after it has written what the sync before gave: each parent is synced twice.
   */
  rested(namespace: string): Promise<Readonly<Record<string, string>>>;
  /** Makes a parent be synced once more, and waits until it was. */
  nudge(parent: KubernetesObject): Promise<void>;
  /** Stops what calls the hooks; the answer starts it again. */
  pauseEngine(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Changes with every write that is not of the status alone, which follows the pods. */
function version({ metadata, ...rest }: KubernetesObject): string {
  if (rest['status'] === undefined || metadata.generation === undefined) return metadata.resourceVersion ?? '';
  const { generation, labels, annotations, managedFields } = metadata;
  const writes = managedFields?.filter(({ subresource }) => subresource !== 'status');
  const text = JSON.stringify([metadata.uid, generation, labels, annotations, writes]);
  return `${generation} ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

/** Why no test can run, or `undefined` where an API server answers. */
export async function unreachable(how: Access | undefined = access()): Promise<string | undefined> {
  if (!how) return `no kubeconfig at ${kubeconfigFile()}; test/cluster/up.sh makes one`;
  const connection = client(how);
  try {
    await connection.text('/readyz');
    return undefined;
  } catch (error) {
    return `${how.server} does not answer: ${error instanceof Error ? error.message : error}`;
  } finally {
    connection.close();
  }
}

/** Every object of a file or of the YAML files in a folder. */
export function manifests(path: string): KubernetesObject[] {
  const files = path.endsWith('.yaml') ? [path] : readdirSync(path).map((file) => join(path, file));
  return files
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('kustomization.yaml'))
    .flatMap((file) => loadAll(readFileSync(file, 'utf8')) as KubernetesObject[])
    .filter(Boolean);
}

/** Annotation of a CRD: the digest of what was applied. */
const DIGEST = 'prometheus-metacontroller.dev/e2e-digest';

/** Applies those of our CRDs that are not there as they are in manifests/, and waits until all are served. */
export async function installCrds(user: Kubectl): Promise<void> {
  const there = await user.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
  for (const crd of manifests(CRDS)) {
    const digest = createHash('sha256').update(JSON.stringify(crd)).digest('hex').slice(0, 16);
    const found = there.find(({ metadata }) => metadata.name === crd.metadata.name);
    if (found?.metadata.annotations?.[DIGEST] === digest && !found.metadata.deletionTimestamp) continue;
    await user.apply({
      ...crd,
      metadata: { ...crd.metadata, annotations: { ...crd.metadata.annotations, [DIGEST]: digest } },
    });
  }
  for (const [apiVersion, kind] of [...PARENTS, ...MONITORS])
    await until(`${kind} is served`, () => user.list(apiVersion, kind));
}

/**
 * Removes what interrupted runs have left: parents whose finalizers no controller removes, and their namespaces. Runs
 * that go on keep theirs.
 */
export async function sweep(user: Kubectl): Promise<void> {
  for (const space of await user.list('v1', 'Namespace')) {
    const scope = space.metadata.labels?.[LABEL];
    if (scope === undefined || !isAbandoned(scope)) continue;
    for (const [apiVersion, kind] of PARENTS)
      for (const parent of await user.list(apiVersion, kind, space.metadata.name)) {
        await user.patch(parent, { metadata: { finalizers: null } });
        await user.delete(parent);
      }
    await user.delete(space);
  }
}

let namespaces = 0;
/** Makes a namespace with a name of its own. */
export async function freshNamespace(
  user: Kubectl,
  scope: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<string> {
  const name = `e2e-${scope}-${Date.now().toString(36)}-${(namespaces++).toString(36)}`;
  await user.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [LABEL]: scope, ...labels } } });
  return name;
}

/** All that a parent owns in a namespace. */
export async function childrenIn(user: Kubectl, namespace: string): Promise<readonly KubernetesObject[]> {
  const all = await Promise.all(CHILDREN.map(([apiVersion, kind]) => user.list(apiVersion, kind, namespace)));
  return all.flat().filter(({ metadata }) => metadata.ownerReferences?.some(({ controller }) => controller));
}

/** The flag with which the controller of the kubelet's Service has something to do. */
const KUBELET = '--kubelet-service=';

/** The flag that needs the controller of bundles, and that controller. */
const BUNDLES = '--bundle-namespace=';
const BUNDLES_CONTROLLER = resolve(import.meta.dirname, '../../manifests/bundles/controller.yaml');

/** Where the hooks and what calls them run with an apply strategy. Close it, or processes stay behind. */
export async function env(
  strategy: Strategy,
  { flags = [], serve = hooks, isAlone = false, propagates = isAlone, caller = engine }: Settings = {},
): Promise<Env> {
  const how = access();
  if (!how) throw new Error('no cluster');
  const connection = client(how);
  const user = kubectl(connection);
  const scope = newScope();
  await installCrds(user);
  await sweep(user);
  const service = await serve([
    `--apply-strategy=${strategy}`,
    '--feature-gates=StatusForConfigurationResources=true',
    ...flags,
  ]);
  const hasKubelet = flags.some((flag) => flag.startsWith(KUBELET));
  const left = [...(isAlone || hasKubelet ? [] : ['kubelet']), ...(propagates ? [] : ['pods'])];
  const more = flags.some((flag) => flag.startsWith(BUNDLES)) ? [BUNDLES_CONTROLLER] : [];
  const all = controllers(service.url, more).filter(({ metadata }) => !left.includes(metadata.name));
  const settings = isAlone ? { controllers: all } : { controllers: all.map((one) => scoped(one, scope)), scope };
  const start = () => caller({ client: connection, kubectl: user, strategy, url: service.url, ...settings });
  let running: Engine;
  try {
    await service.start();
    running = await start();
  } catch (error) {
    // Else this process would wait for the hooks for ever.
    await service.stop('SIGKILL');
    connection.close();
    throw error;
  }
  const spaces: string[] = [];
  const parentsLeft = async () =>
    (
      await Promise.all(
        spaces.flatMap((space) => PARENTS.map(([apiVersion, kind]) => user.list(apiVersion, kind, space))),
      )
    ).flat();

  const children = (namespace: string) => childrenIn(user, namespace);
  const versions = (namespace: string) =>
    settled(
      `the children in ${namespace}`,
      async () =>
        Object.fromEntries(
          (await children(namespace)).map((child) => [`${child.kind}/${child.metadata.name}`, version(child)]).sort(),
        ),
      { worker: running.worker },
    );
  const nudge = async (parent: KubernetesObject): Promise<void> => {
    const [, , controller = ''] = PARENTS.find(([, kind]) => kind === parent.kind) ?? [];
    const before = await service.calls(controller, 'sync');
    await user.patch(parent, { metadata: { annotations: { 'kubectl.kubernetes.io/nudge': String(before + 1) } } });
    await until(
      `${parent.kind} ${parent.metadata.name} is synced again`,
      async () => (await service.calls(controller, 'sync')) > before,
    );
  };
  const parentsIn = async (namespace: string): Promise<readonly KubernetesObject[]> => {
    const all = await Promise.all(PARENTS.map(([apiVersion, kind]) => user.list(apiVersion, kind, namespace)));
    return all.flat().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  };
  return {
    ...user,
    apply: (object) => user.apply(labelled(object, scope)),
    client: connection,
    scope,
    hooks: service,
    get engine() {
      return running;
    },
    namespace: async (labels) => {
      const name = await freshNamespace(user, scope, labels);
      spaces.push(name);
      return name;
    },
    children,
    versions,
    rested: async (namespace) => {
      if (!running.worker)
        for (let i = 0; i < 2; i++) for (const parent of await parentsIn(namespace)) await nudge(parent);
      return versions(namespace);
    },
    nudge,
    pauseEngine: async () => {
      await running.stop();
      return async () => {
        running = await start();
      };
    },
    close: async () => {
      for (const parent of await parentsLeft()) await user.delete(parent);
      await until('all parents are gone', async () => (await parentsLeft()).length === 0, 120);
      await running.stop();
      await service.stop();
      // A pod that was asked to end before it could listen takes its whole grace period.
      const now = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 };
      for (const name of spaces) await connection.send('DELETE', `/api/v1/namespaces/${name}/pods`, now);
      // There is no wait for their end: no other environment sees what is in them.
      for (const name of spaces) await user.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      connection.close();
    },
  };
}
