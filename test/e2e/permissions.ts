// What calls the hooks, with an account of its own that has the role of manifests/operator/rbac.yaml in three parts.
// Each part can be taken away: the API server refuses these requests then.
import { resolve } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { until } from '../support/until.ts';
import { account } from './account.ts';
import { client } from './client.ts';
import { controllers, type Engine, type EngineSettings, engine } from './engine.ts';
import { manifests } from './env.ts';
import { access } from './kubeconfig.ts';
import { counted, metricsServer } from './requestcounts.ts';
import { type Controller, LABEL, scoped } from './scope.ts';

const ROLE = resolve(import.meta.dirname, '../../manifests/operator/rbac.yaml');
const API = 'rbac.authorization.k8s.io/v1';
const READS: readonly string[] = ['get', 'list', 'watch'];

export type Part = 'reads' | 'statuses' | 'writes';
const PARTS: readonly Part[] = ['reads', 'statuses', 'writes'];

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of a part. */
function rulesOf(part: Part): Rule[] {
  const role = manifests(ROLE).find(({ kind }) => kind === 'ClusterRole') as { rules?: readonly Rule[] } | undefined;
  const isStatus = ({ resources }: Rule) => resources.every((resource) => resource.endsWith('/status'));
  return (role?.rules ?? []).flatMap((rule) => {
    if (part !== 'reads' && isStatus(rule) !== (part === 'statuses')) return [];
    const verbs = rule.verbs.filter((verb) => READS.includes(verb) === (part === 'reads'));
    return verbs.length > 0 ? [{ ...rule, verbs }] : [];
  });
}

const roleOf = (namespace: string, part: Part): KubernetesObject => ({
  apiVersion: API,
  kind: 'ClusterRole',
  metadata: { name: `${namespace}-${part}` },
  rules: rulesOf(part),
});

/** What gives a part to the account in a namespace. */
export const permission = (namespace: string, part: Part): KubernetesObject => ({
  apiVersion: API,
  kind: 'ClusterRoleBinding',
  metadata: { name: `${namespace}-${part}` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${namespace}-${part}` },
  subjects: [{ kind: 'ServiceAccount', name: 'metacontroller', namespace }],
});

/** The kubelet's controller for another Namespace than kube-system, so that no other test sees its Service. */
function moved(controller: Controller, namespace: string, scope: string): Controller {
  const labelSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  const { metadata, spec } = controller;
  const resources = (spec.resources ?? []).map((resource) => ({ ...resource, labelSelector }));
  return scoped({ ...controller, metadata: { ...metadata, name: 'kubelets' }, spec: { ...spec, resources } }, scope);
}

/**
 * For `Settings.caller`: an account in a new namespace with this name, which is also that of the kubelet Service.
 * Metacontroller's metrics are served on a port of all addresses. The driver has none, so a server of this process has
 * the one that our rules read: the requests that the driver really sends.
 */
export const restricted =
  (namespace: string, metricsPort: number) =>
  async (settings: EngineSettings): Promise<Engine> => {
    const { kubectl: user, url, scope = '' } = settings;
    const how = access();
    if (!how) throw new Error('no cluster');
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { [LABEL]: scope } } };
    const own = await account(how, user, space);
    const granted = PARTS.flatMap((part) => [roleOf(namespace, part), permission(namespace, part)]);
    for (const object of granted) await user.apply(object);
    const connection = counted(client(own.access));
    await until('the account may read', () => connection.send('GET', '/api/v1/nodes'));
    const isReal = Boolean(process.env['METACONTROLLER']);
    const close = isReal ? undefined : await metricsServer(metricsPort, connection.metrics);
    const kubelet = controllers(url).filter(({ metadata }) => metadata.name === 'kubelet');
    const running = await engine({
      ...settings,
      client: connection,
      config: own.file,
      metricsAddress: `0.0.0.0:${metricsPort}`,
      controllers: [
        ...settings.controllers.filter(({ metadata }) => metadata.name !== 'kubelet'),
        ...kubelet.map((one) => moved(one, namespace, scope)),
      ],
    });
    return {
      ...running,
      stop: async () => {
        await running.stop();
        close?.();
        connection.close();
        for (const object of [...granted.reverse(), space]) await user.delete(object);
      },
    };
  };
