// Whether NetworkPolicies let a Prometheus reach pods (kubernetes.io: network policies). Only a hint: whether the
// cluster enforces them is not known.
import type { KubernetesObject } from '../core/meta.ts';
import { matches } from '../core/selector.ts';
import { type Cluster, idOf } from './cluster.ts';
import { at, type Fields, listAt, selectorAt, textsAt } from './fields.ts';
import { OPERATED } from './generated.ts';
import { edit } from './repair.ts';
import { podsOf } from './running.ts';
import { hint, type Step } from './step.ts';
import type { Workload } from './workloads.ts';

const isFor = (policy: KubernetesObject, pod: KubernetesObject, direction: 'Ingress' | 'Egress'): boolean => {
  const types = textsAt(policy, 'spec', 'policyTypes');
  const applies =
    types.length > 0
      ? types.includes(direction)
      : direction === 'Ingress' || at(policy, 'spec', 'egress') !== undefined;
  return applies && matches(selectorAt(policy, 'spec', 'podSelector') ?? {}, pod.metadata.labels);
};

/** Labels of the pods of a Prometheus: of a pod that is given, otherwise those that every operator sets. */
const labelsOf = (workload: Workload, of: Cluster): Readonly<Record<string, string>> =>
  podsOf(workload, of)[0]?.metadata.labels ?? {
    'app.kubernetes.io/name': 'prometheus',
    'app.kubernetes.io/instance': workload.name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    prometheus: workload.name,
    [OPERATED[workload.object.kind]?.label ?? '']: workload.name,
  };

function admits(peer: Fields, policy: KubernetesObject, workload: Workload, of: Cluster): boolean {
  // Addresses of pods are not known well enough to be compared.
  if (at(peer, 'ipBlock') !== undefined) return true;
  const namespaces = selectorAt(peer, 'namespaceSelector');
  const pods = selectorAt(peer, 'podSelector');
  const inNamespace = namespaces
    ? matches(namespaces, of.namespaces.get(workload.namespace))
    : policy.metadata.namespace === workload.namespace;
  return inNamespace && (!pods || matches(pods, labelsOf(workload, of)));
}

const rulesOf = (policy: KubernetesObject): readonly Fields[] => listAt(policy, 'spec', 'ingress');

const admitsAny = (policy: KubernetesObject, workload: Workload, of: Cluster): boolean =>
  rulesOf(policy).some((rule) => {
    const from = listAt(rule, 'from');
    return from.length === 0 || from.some((peer) => admits(peer, policy, workload, of));
  });

/** A hint where policies select the pods and none of them admits the Prometheus. */
export function networkHints(find: () => readonly KubernetesObject[], workload: Workload, of: Cluster): Step[] {
  if (of.of('NetworkPolicy').length === 0) return [];
  const pods = find();
  for (const pod of pods.slice(0, 20)) {
    const policies = of.of('NetworkPolicy', pod.metadata.namespace).filter((policy) => isFor(policy, pod, 'Ingress'));
    const [first] = policies;
    if (!first || policies.some((policy) => admitsAny(policy, workload, of))) continue;
    const nobody = policies.every((policy) => rulesOf(policy).length === 0);
    const message =
      `${idOf(first)} selects the pods and ` +
      `${nobody ? 'admits nobody' : `does not admit ${workload.id}`}: scrapes may time out`;
    return [
      hint('network', 'NetworkPolicy', message, {
        evidence: policies.map((policy) => ({
          object: idOf(policy),
          field: 'spec.ingress',
          found: JSON.stringify(rulesOf(policy)).slice(0, 200),
          expected: `from namespace ${workload.namespace}`,
        })),
        repair: [edit(first, `Admit the pods of ${workload.id}.`)],
      }),
    ];
  }
  const egress = podsOf(workload, of)
    .slice(0, 1)
    .flatMap((pod) =>
      of
        .of('NetworkPolicy', workload.namespace)
        .filter((policy) => isFor(policy, pod, 'Egress') && listAt(policy, 'spec', 'egress').length === 0),
    );
  return egress.map((policy) =>
    hint('network', 'NetworkPolicy', `${idOf(policy)} lets the pods of ${workload.id} send nothing`, {
      evidence: [{ object: idOf(policy), field: 'spec.egress', found: '(none)' }],
    }),
  );
}
