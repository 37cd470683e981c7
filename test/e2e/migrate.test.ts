// From the Go operator to these hooks, as docs/migrate.md says: what runs keeps running.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { settled, until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { commands, shell } from './document.ts';
import type { Env } from './env.ts';
import { applySetup, goChildren, noField } from './field.ts';
import { httpApi } from './http.ts';
import type { Kubectl } from './kubectl.ts';
import { noNode } from './pods.ts';

interface StatefulSet extends KubernetesObject {
  readonly spec: { readonly template: unknown; readonly replicas: number };
  readonly status: { readonly updateRevision?: string; readonly observedGeneration?: number };
}

const isOwnPod = ({ metadata }: KubernetesObject): boolean =>
  /^(prometheus-k8s|alertmanager-main)-\d$/.test(metadata.name);

/** As in the document: no pod restarts for a flag that the Go operator does not write. */
const FLAGS = ['--alertmanager-start-delay=0s'];

/** Says what a kubelet would say, as there is none: pods are ready. */
async function makeReady(on: Env, namespace: string): Promise<void> {
  const ready = { type: 'Ready', status: 'True', lastTransitionTime: new Date().toISOString() };
  for (const pod of (await on.list('v1', 'Pod', namespace)).filter(isOwnPod))
    if (condition(pod, 'Ready')?.status !== 'True' && !pod.metadata.deletionTimestamp)
      await on.patch(pod, { status: { phase: 'Running', conditions: [ready] } }, 'status');
}

const aNode = async (user: Kubectl): Promise<string | false> =>
  (await noNode(user))
    ? false
    : 'the cluster has a node, and pods of another operator would run there: this test plays the kubelet';

/** Something that has the names of the Go operator and is as harmless as it is stopped. */
async function goOperator(on: Env, namespace: string): Promise<void> {
  const name = 'prometheus-operator';
  const labels = { 'app.kubernetes.io/name': name };
  const rbac = 'rbac.authorization.k8s.io';
  await on.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  await on.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP: 'None', selector: labels },
  });
  const template = { metadata: { labels }, spec: { containers: [{ name, image: 'localhost/pause:1' }] } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  await on.apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec });
  await on.apply({ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules: [] });
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name };
  await on.apply({ apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef });
}

await inBothModes(
  (t, on, strategy) => {
    t.test(
      'children of the Go operator are taken over: same StatefulSets, same pods',
      { timeout: 300_000 },
      async (t) => {
        const namespace = await on.namespace();
        const resume = await on.pauseEngine();
        const given = await applySetup(on, 'kube-prometheus', namespace);
        const parents = given.filter(({ kind }) => kind === 'Prometheus' || kind === 'Alertmanager');
        const api = httpApi(on.client);
        for (const child of goChildren('kube-prometheus', namespace, parents))
          await api.create(child, 'PrometheusOperator');
        const sets = async () => {
          const all = (await on.list('apps/v1', 'StatefulSet', namespace)) as readonly StatefulSet[];
          return all.map(
            ({ metadata, spec, status }) =>
              [
                metadata.name,
                metadata.uid,
                status?.updateRevision,
                spec.template,
                status?.observedGeneration === metadata.generation,
              ] as const,
          );
        };
        const pods = async () =>
          Object.fromEntries(
            (await on.list('v1', 'Pod', namespace))
              .filter(isOwnPod)
              .map(({ metadata }) => [metadata.name, metadata.uid ?? '']),
          );
        await until('the pods are made', async () => Object.keys(await pods()).length === 5);
        await goOperator(on, namespace);
        const here = (script: string) => script.replaceAll('-n monitoring', `-n ${namespace}`);
        const rendered = await shell(commands('migrate.md', 'look').replace('> children.yaml', ''));
        t.match(rendered, /kind: StatefulSet/, 'what would be written can be looked at before');
        await shell(here(commands('migrate.md', 'stop')));

        // Dynamic apply cannot merge lists that name a port twice: the document takes the second one away first, at the
        // price of a restart.
        if (strategy === 'dynamic-apply') await shell(here(commands('migrate.md', 'dynamic')));
        await until('the StatefulSet controller has seen all', async () =>
          (await sets()).every(([, , , , current]) => current),
        );
        // A rollout on its way would go on by itself, and its pods would be replaced for that.
        const areNew = async (): Promise<boolean> => {
          await makeReady(on, namespace);
          const all = (await on.list('apps/v1', 'StatefulSet', namespace)) as readonly StatefulSet[];
          const each = await Promise.all(
            all.flatMap(({ metadata, spec, status }) =>
              Array.from({ length: spec.replicas }, async (_, i) => {
                const pod = await on.get('Pod', `${metadata.name}-${i}`, namespace);
                const isOfThis = pod?.metadata.labels?.['controller-revision-hash'] === status?.updateRevision;
                return isOfThis && condition(pod, 'Ready')?.status === 'True';
              }),
            ),
          );
          return each.every(Boolean);
        };
        await until('all pods have the template and are ready', areNew);
        await settled('the pods', pods);
        const [setsBefore, podsBefore] = [await sets(), await pods()];

        await shell(commands('migrate.md', 'label'));
        await resume();

        for (const [kind, name] of [
          ['Prometheus', 'k8s'],
          ['Alertmanager', 'main'],
        ] as const) {
          await until(`${kind} ${name} has a status`, async () => (await on.get(kind, name, namespace))?.['status']);
        }
        await on.versions(namespace);
        const children = await on.children(namespace);
        for (const parent of parents) {
          const mine = children.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === parent.metadata.uid);
          t.ok(mine.length >= 6, `${parent.kind} owns ${mine.length} children`);
          for (const { kind, metadata } of mine)
            t.equal(metadata.labels?.['controller-uid'], parent.metadata.uid, `${kind} ${metadata.name} is claimed`);
        }
        t.strictSame(await sets(), setsBefore, 'StatefulSets and their pod templates are as they were');
        t.strictSame(await pods(), podsBefore, 'no pod was replaced');
        const before = await on.rested(namespace);
        for (const parent of parents) await on.nudge(parent);
        t.strictSame(await on.versions(namespace), before, 'more syncs write nothing');

        await shell(here(commands('migrate.md', 'remove')));
        for (const parent of parents) await on.patch(parent, { spec: { logLevel: 'debug' } });
        await until('a later change arrives', async () => {
          const all = (await on.list('apps/v1', 'StatefulSet', namespace)) as readonly StatefulSet[];
          return (
            all.length === 2 && all.every(({ spec }) => JSON.stringify(spec.template).includes('--log.level=debug'))
          );
        });
      },
    );
  },
  { flags: FLAGS, needs: [() => noField, aNode], isAlone: true },
);
