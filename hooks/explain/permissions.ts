// Whether the ServiceAccount of a Prometheus may list what its discovery reads, by the rules of RBAC (kubernetes.io:
// using RBAC authorization).
import type { KubernetesObject } from '../core/meta.ts';
import { matches } from '../core/selector.ts';
import { type Cluster, idOf } from './cluster.ts';
import { at, type Fields, fieldsAt, listAt, selectorAt, textAt, textsAt } from './fields.ts';
import { broken, ok, type Step, unknown } from './step.ts';
import type { Workload } from './workloads.ts';

/** A resource that a discovery lists and watches. */
interface Resource {
  readonly group: string;
  readonly resource: string;
}

const core = (resource: string): Resource => ({ group: '', resource });

/** What each role reads (prometheus.io: kubernetes_sd_config). */
const RESOURCES: Readonly<Record<string, readonly Resource[]>> = {
  endpoints: [core('services'), core('endpoints'), core('pods')],
  endpointslice: [core('services'), { group: 'discovery.k8s.io', resource: 'endpointslices' }, core('pods')],
  ingress: [{ group: 'networking.k8s.io', resource: 'ingresses' }],
  node: [core('nodes')],
  pod: [core('pods')],
  service: [core('services')],
};
const VERBS: readonly string[] = ['list', 'watch'];
const NODES: readonly Resource[] = [core('nodes')];

const KINDS: readonly string[] = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'];

/** ClusterRoles of every cluster that may read namespaced resources; the first may do everything. */
const BUILT_IN: readonly string[] = ['cluster-admin', 'admin', 'edit', 'view'];

const holds = (list: readonly string[], wanted: string): boolean => list.includes('*') || list.includes(wanted);

const ruleAllows = (rule: Fields, { group, resource }: Resource, verb: string): boolean =>
  holds(textsAt(rule, 'apiGroups'), group) &&
  holds(textsAt(rule, 'resources'), resource) &&
  holds(textsAt(rule, 'verbs'), verb) &&
  textsAt(rule, 'resourceNames').length === 0;

/** The rules of a role. Those of an aggregated ClusterRole come from others, which a controller copies. */
function rulesOf(role: KubernetesObject, of: Cluster): readonly Fields[] {
  const selectors = listAt(role, 'aggregationRule', 'clusterRoleSelectors');
  const others = selectors.flatMap((selector) =>
    of.of('ClusterRole').filter(({ metadata }) => matches(selectorAt(selector), metadata.labels)),
  );
  return [...listAt(role, 'rules'), ...others.flatMap((one) => listAt(one, 'rules'))];
}

/** Who a ServiceAccount is, for the subjects of bindings. */
function isSubject(subject: Fields, namespace: string, name: string, bindingNamespace: string | undefined): boolean {
  const kind = textAt(subject, 'kind');
  const who = textAt(subject, 'name') ?? '';
  if (kind === 'ServiceAccount')
    return who === name && (textAt(subject, 'namespace') ?? bindingNamespace) === namespace;
  if (kind === 'User') return who === `system:serviceaccount:${namespace}:${name}`;
  return (
    kind === 'Group' &&
    ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'].includes(who)
  );
}

/** A role that is bound to the account, with its namespace; none for all namespaces. */
interface Bound {
  readonly binding: KubernetesObject;
  readonly scope: string | undefined;
  readonly allows: (resource: Resource, verb: string) => boolean;
  /** The role does not exist. */
  readonly missing?: string;
}

function bound(binding: KubernetesObject, of: Cluster): Bound {
  const scope = binding.kind === 'RoleBinding' ? binding.metadata.namespace : undefined;
  const { kind, name } = {
    kind: textAt(binding, 'roleRef', 'kind') ?? '',
    name: textAt(binding, 'roleRef', 'name') ?? '',
  };
  const role = of.get(kind, kind === 'Role' ? binding.metadata.namespace : undefined, name);
  if (!role && kind === 'ClusterRole' && BUILT_IN.includes(name))
    return { binding, scope, allows: ({ resource }) => name === 'cluster-admin' || resource !== 'nodes' };
  if (!role) return { binding, scope, allows: () => false, missing: `${kind} ${name}` };
  const rules = rulesOf(role, of);
  return { binding, scope, allows: (resource, verb) => rules.some((rule) => ruleAllows(rule, resource, verb)) };
}

const boundTo = (namespace: string, name: string, of: Cluster): readonly Bound[] =>
  of.once(`bound ${namespace}/${name}`, () =>
    [...of.of('ClusterRoleBinding'), ...of.of('RoleBinding')]
      .filter((binding) =>
        listAt(binding, 'subjects').some((one) => isSubject(one, namespace, name, binding.metadata.namespace)),
      )
      .map((binding) => bound(binding, of)),
  );

interface Denied extends Resource {
  readonly verb: string;
  /** `undefined`: in all namespaces. */
  readonly namespace: string | undefined;
}

/** What a discovery reads. No namespaces: all of them. */
export interface Reads {
  readonly role: string;
  readonly namespaces: readonly string[] | undefined;
  readonly nodes: boolean;
}

function denied(all: readonly Bound[], { role, namespaces, nodes }: Reads): Denied[] {
  const everywhere = (resources: readonly Resource[]) => resources.map((one) => [one, undefined] as const);
  const wanted = [
    ...(role === 'node' || !namespaces
      ? everywhere(RESOURCES[role] ?? [])
      : namespaces.flatMap((namespace) => (RESOURCES[role] ?? []).map((one) => [one, namespace] as const))),
    ...everywhere(nodes && role !== 'node' ? NODES : []),
  ];
  return wanted.flatMap(([resource, namespace]) =>
    VERBS.flatMap((verb) =>
      all.some(({ scope, allows }) => (scope === undefined || scope === namespace) && allows(resource, verb))
        ? []
        : [{ ...resource, verb, namespace }],
    ),
  );
}

/** The ServiceAccount of a workload. */
export const accountOf = ({ object }: Workload): string => textAt(object, 'spec', 'serviceAccountName') || 'default';

function grant(account: string, { namespace, name }: Workload, found: readonly Denied[]) {
  const [first] = found;
  const resources = [...new Set(found.map(({ group, resource }) => (group ? `${resource}.${group}` : resource)))];
  const kind = first?.namespace === undefined ? 'clusterrole' : 'role';
  const at = first?.namespace === undefined ? '' : ` -n ${first.namespace}`;
  const role = `prometheus-${name}`;
  return [
    {
      action: 'Allow it.',
      command: `kubectl${at} create ${kind} ${role} --verb=get,list,watch --resource=${resources.join(',')}`,
    },
    {
      action: 'Bind the role to the ServiceAccount.',
      command: `kubectl${at} create ${kind}binding ${role} --${kind}=${role} --serviceaccount=${namespace}:${account}`,
    },
  ];
}

/** Whether the Prometheus may list and watch what its discovery reads. */
export function permissions(workload: Workload, reads: Reads, of: Cluster): Step[] {
  const account = accountOf(workload);
  const who = `ServiceAccount ${workload.namespace}/${account}`;
  if (at(workload.object, 'spec', 'apiserverConfig') !== undefined) return [];
  if (at(workload.object, 'spec', 'automountServiceAccountToken') === false)
    return [
      broken(
        'permissions',
        'NoToken',
        `${workload.id} has no token for the API server: spec.automountServiceAccountToken is false`,
        {
          evidence: [
            { object: workload.id, field: 'spec.automountServiceAccountToken', found: 'false', expected: 'true' },
          ],
          repair: [
            {
              action: 'Mount the token.',
              command: `kubectl -n ${workload.namespace} edit ${workload.object.kind.toLowerCase()} ${workload.name}`,
            },
          ],
        },
      ),
    ];
  if (!KINDS.some((kind) => of.knows(kind)))
    return [unknown('permissions', 'NotGiven', `what ${who} may list is not known: no RBAC objects are given`)];
  const key = `denied ${workload.id} ${reads.role} ${reads.nodes} ${reads.namespaces?.join(',') ?? '*'}`;
  const all = boundTo(workload.namespace, account, of);
  const found = of.once(key, () => denied(all, reads));
  const [first] = found;
  if (!first) return [ok('permissions', `${who} may list what the discovery reads`)];
  const place = first.namespace === undefined ? 'in all namespaces' : `in namespace ${first.namespace}`;
  const broke = all.find(({ missing }) => missing !== undefined);
  const because = broke ? `; ${idOf(broke.binding)} refers to ${broke.missing}, which is not there` : '';
  const bindings = all.length === 0 ? '; no role is bound to it' : '';
  const message = `${who} may not ${first.verb} ${first.resource} ${place}${bindings}${because}`;
  const evidence = found.slice(0, 6).map(({ verb, resource, namespace }) => ({
    object: who,
    field: `${verb} ${resource}`,
    found: 'forbidden',
    expected: namespace === undefined ? 'allowed in all namespaces' : `allowed in ${namespace}`,
  }));
  return [broken('permissions', 'Forbidden', message, { evidence, repair: grant(account, workload, found) })];
}

/** What a discovery section of a job reads. */
export const readsOf = (discovery: Fields): Reads => {
  const names = textsAt(discovery, 'namespaces', 'names');
  return {
    role: textAt(discovery, 'role') ?? '',
    namespaces: names.length > 0 ? names : undefined,
    nodes: fieldsAt(discovery, 'attach_metadata')['node'] === true,
  };
};
