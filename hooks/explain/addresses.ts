// Whether there are addresses behind the Services at the wanted port, and whether they are ready.
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { type Cluster, idOf } from './cluster.ts';
import { containerPorts, type Endpoints, endpointsOf, portOn, servicePods, serviceSelector } from './endpoints.ts';
import { at, listAt, numberAt, textAt } from './fields.ts';
import { mismatchText, nearMisses } from './labels.ts';
import { type PodState, podState } from './podstate.ts';
import { edit, kubectl, patch } from './repair.ts';
import { labelEvidence } from './selection.ts';
import { templatesWith } from './services.ts';
import { broken, type Evidence, ok, type Repair, type Step, unknown, warning } from './step.ts';

/** The addresses of one Service. */
export interface Behind {
  readonly service: KubernetesObject;
  readonly endpoints: Endpoints;
}

export const behind = (services: readonly KubernetesObject[], role: string, of: Cluster): readonly Behind[] =>
  services.map((service) => ({ service, endpoints: endpointsOf(service, role, of) }));

const hasPort = (name: string | undefined) => (port: { readonly name: string }) =>
  name === undefined || port.name === name;

/** The addresses that have the port. */
const addressesAt = (all: readonly Behind[], port: string | undefined) =>
  all.flatMap(({ service, endpoints }) =>
    endpoints.sets
      .filter((set) => set.ports.some(hasPort(port)))
      .flatMap((set) => set.addresses.map((address) => ({ service, address }))),
  );

/** The repair for a pod that is not ready. */
const podRepair = (pod: KubernetesObject, { reason }: PodState): Repair[] => [
  ...(/Crash|Error|OOM/.test(reason)
    ? [
        {
          action: 'See why the container ends.',
          command: `kubectl -n ${pod.metadata.namespace} logs ${pod.metadata.name} --previous`,
        },
      ]
    : []),
  { action: 'See the events of the pod.', command: kubectl('describe', pod) },
];

/** Why none of the pods is ready; `undefined` where one may be. */
export function podsNotReady(pods: readonly KubernetesObject[], who: string): Step | undefined {
  const states = pods.map((pod) => ({ pod, state: podState(pod) }));
  const bad = states.filter(({ state }) => state.state !== 'ready' && state.state !== 'unknown');
  const [first] = bad;
  if (!first || bad.length < states.length) return undefined;
  const cause = bad.every(({ state }) => state.state === 'ended') ? 'PodsEnded' : 'PodsNotReady';
  const message = `no pod ${who} is ready: ${first.pod.metadata.name}: ${first.state.message}`;
  const evidence = bad
    .slice(0, 5)
    .map(({ pod, state }) => ({ object: idOf(pod), field: 'status', found: state.reason, expected: 'Ready' }));
  return broken('endpoints', cause, message, { evidence, repair: podRepair(first.pod, first.state) });
}

/** Controllers with these pod labels that want no pods. */
function scaledToZero(
  matchLabels: Readonly<Record<string, string>>,
  namespace: string | undefined,
  of: Cluster,
): Step | undefined {
  const found = templatesWith({ matchLabels }, of, namespace).filter(({ kind }) => kind !== 'ReplicaSet');
  const idle = found.find((one) => numberAt(one, 'spec', 'replicas') === 0);
  if (!idle) return undefined;
  return broken('endpoints', 'ScaledToZero', `${idOf(idle)} has 0 replicas, so there is no pod`, {
    evidence: [{ object: idOf(idle), field: 'spec.replicas', found: '0', expected: '1 or more' }],
    repair: [{ action: 'Scale it up.', command: kubectl('scale', idle, '--replicas=1') }],
  });
}

/** A Service whose selector matches no pod. */
function selectsNoPod(service: KubernetesObject, selector: Readonly<Record<string, string>>, of: Cluster): Step {
  const { namespace } = service.metadata;
  const text = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const idle = scaledToZero(selector, namespace, of);
  if (idle) return idle;
  const near = nearMisses(of.of('Pod', namespace), { matchLabels: selector });
  const [first] = near;
  const why = first ? `; the nearest is ${idOf(first.object)}: ${first.missed.map(mismatchText).join('; ')}` : '';
  return broken('endpoints', 'ServiceSelectsNoPod', `the selector of ${idOf(service)} (${text}) matches no pod${why}`, {
    evidence: [
      { object: idOf(service), field: 'spec.selector', found: text },
      ...near.slice(0, 3).flatMap((one) => one.missed.map((miss) => labelEvidence(idOf(one.object), miss))),
    ],
    repair: [edit(service, 'Correct spec.selector of the Service.')],
  });
}

/** Target ports by a name that no container has. */
function unresolvedPort(
  service: KubernetesObject,
  pods: readonly KubernetesObject[],
  port: string | undefined,
): Step | undefined {
  const wanted = listAt(service, 'spec', 'ports').filter(
    (one) => port === undefined || (textAt(one, 'name') ?? '') === port,
  );
  const bad = wanted.find((one) => pods.every((pod) => portOn(pod, one) === undefined));
  if (!bad) return undefined;
  const declared = [...new Set(pods.flatMap(containerPorts).map((one) => `${one.name || '(no name)'} (${one.port})`))];
  const target = textAt(bad, 'targetPort') ?? '';
  return broken(
    'endpoints',
    'TargetPortMissing',
    `${idOf(service)} sends port ${quoted(textAt(bad, 'name') ?? '')} to targetPort ${quoted(target)}, ` +
      `and no container port has this name: they are ${declared.join(', ') || '(none)'}`,
    {
      evidence: [
        { object: idOf(service), field: 'spec.ports[].targetPort', found: target, expected: declared.join(', ') },
      ],
      repair: [edit(service, 'Correct targetPort, or name the container port.')],
    },
  );
}

/** Addresses without the wanted port, as in Endpoints that somebody wrote by hand. */
function otherPorts({ service, endpoints }: Behind, port: string): Step | undefined {
  const names = [
    ...new Set(
      endpoints.sets
        .filter(({ addresses }) => addresses.length > 0)
        .flatMap(({ ports }) => ports.map(({ name }) => name)),
    ),
  ];
  if (names.length === 0 || endpoints.from === 'derived') return undefined;
  const shown = names.map((name) => (name ? `${quoted(name)}` : '(no name)')).join(', ');
  return broken(
    'endpoints',
    'EndpointPortMissing',
    `the ${endpoints.from} of ${idOf(service)} have no port named ${quoted(port)}: they have ${shown}`,
    {
      evidence: [{ object: idOf(service), field: `${endpoints.from} ports`, found: shown, expected: port }],
      repair: [edit(service, 'Give the port the same name in the Service and in its endpoints.')],
    },
  );
}

/** An EndpointSlice that is named after the Service but does not belong to it. */
function sliceWithoutLabel({ metadata }: KubernetesObject, of: Cluster): Step | undefined {
  const key = 'kubernetes.io/service-name';
  const slice = of
    .of('EndpointSlice', metadata.namespace)
    .find((one) => one.metadata.name.startsWith(metadata.name) && one.metadata.labels?.[key] !== metadata.name);
  if (!slice || of.get('Service', metadata.namespace, slice.metadata.labels?.[key] ?? '')) return undefined;
  const found = slice.metadata.labels?.[key];
  const miss = { key, cause: 'LabelMissing', expected: metadata.name, value: metadata.name } as const;
  const is = found === undefined ? 'has no label' : `has the value ${quoted(found)} of label`;
  const message =
    `Service ${metadata.name} has no selector, and ` + `${idOf(slice)} ${is} ${key}, which must be ${metadata.name}`;
  return broken('endpoints', 'SliceLabelMissing', message, {
    evidence: [labelEvidence(idOf(slice), miss)],
    repair: [{ action: 'Label it.', command: kubectl('label', slice, `${key}=${metadata.name} --overwrite`) }],
  });
}

/** Why a Service has no address. */
function noAddress(one: Behind, port: string | undefined, of: Cluster): Step {
  const { service, endpoints } = one;
  const selector = serviceSelector(service);
  const evidence: Evidence[] = [{ object: idOf(service), field: endpoints.from, found: 'no address' }];
  if (at(service, 'spec', 'type') === 'ExternalName')
    return broken(
      'endpoints',
      'ExternalName',
      `${idOf(service)} is of type ExternalName, which has no endpoints: use a ScrapeConfig or a Probe`,
      { evidence },
    );
  if (!selector) {
    const unlabelled = sliceWithoutLabel(service, of);
    if (unlabelled) return unlabelled;
    const other = port === undefined ? undefined : otherPorts(one, port);
    return (
      other ??
      broken(
        'endpoints',
        'ServiceWithoutSelector',
        `${idOf(service)} has no selector, and nobody has created Endpoints for it`,
        {
          evidence,
          repair: [
            patch(service, 'Give the Service a selector, or create an EndpointSlice.', {
              spec: { selector: { app: '<name>' } },
            }),
          ],
        },
      )
    );
  }
  const pods = servicePods(service, of);
  if (pods.length === 0 && of.knows('Pod', service.metadata.namespace)) return selectsNoPod(service, selector, of);
  const fallback = broken(
    'endpoints',
    'NoEndpoints',
    `${idOf(service)} has no endpoint: its selector matches no running pod`,
    {
      evidence,
      repair: [
        {
          action: 'See the pods of the selector.',
          command: `kubectl -n ${service.metadata.namespace} get pods -l ${Object.entries(selector)
            .map(([key, value]) => `${key}=${value}`)
            .join(',')}`,
        },
      ],
    },
  );
  return (
    scaledToZeroIfEmpty(pods, selector, service, of) ??
    unresolvedPort(service, pods, port) ??
    podsNotReady(pods, `of ${idOf(service)}`) ??
    (port === undefined ? undefined : otherPorts(one, port)) ??
    fallback
  );
}

const scaledToZeroIfEmpty = (
  pods: readonly KubernetesObject[],
  selector: Readonly<Record<string, string>>,
  { metadata }: KubernetesObject,
  of: Cluster,
): Step | undefined => (pods.length === 0 ? scaledToZero(selector, metadata.namespace, of) : undefined);

/** Addresses that are not ready. */
function readinessStep(all: readonly Behind[], found: ReturnType<typeof addressesAt>, of: Cluster): Step {
  const ready = found.filter(({ address }) => address.ready).length;
  const [first] = found;
  if (ready === found.length)
    return ok('endpoints', `${ready === 1 ? '1 address is' : `${ready} addresses are`} ready`);
  const names = found.filter(({ address }) => !address.ready).map(({ address }) => address.targetName ?? address.ip);
  if (ready > 0)
    return warning(
      'endpoints',
      'SomeNotReady',
      `${found.length - ready} of ${found.length} addresses are not ready: ${names.slice(0, 5).join(', ')}`,
    );
  const pods = found.flatMap(
    ({ service, address }) => of.get('Pod', service.metadata.namespace, address.targetName ?? '') ?? [],
  );
  const who = all.length === 1 && first ? `behind ${idOf(first.service)}` : 'behind the Services';
  return (
    podsNotReady(pods, who) ??
    broken(
      'endpoints',
      'PodsNotReady',
      `none of the ${found.length} addresses ${who} is ready: ${names.slice(0, 5).join(', ')}`,
      {
        evidence: found
          .slice(0, 5)
          .map(({ service, address }) => ({ object: idOf(service), field: address.ip, found: 'not ready' })),
        repair: [{ action: 'See the pods.', command: `kubectl -n ${first?.service.metadata.namespace} get pods` }],
      },
    )
  );
}

/** Whether there are ready addresses at the port. `port`: the name of the Service port; none for any. */
export function endpointSteps(all: readonly Behind[], port: string | undefined, of: Cluster): Step[] {
  const having = all.filter(
    ({ service }) =>
      port === undefined || listAt(service, 'spec', 'ports').some((one) => (textAt(one, 'name') ?? '') === port),
  );
  const found = addressesAt(having, port);
  if (found.length > 0) return [readinessStep(having, found, of)];
  const known = having.filter(({ endpoints }) => endpoints.from !== 'unknown');
  const [external] = having.filter(({ service }) => at(service, 'spec', 'type') === 'ExternalName');
  const [first = external] = known;
  if (first) return [noAddress(first, port, of)];
  for (const { service } of having) {
    const selector = serviceSelector(service);
    const idle = selector && scaledToZero(selector, service.metadata.namespace, of);
    if (idle) return [idle];
    const near = selector && nearMisses(of.of('Pod', service.metadata.namespace), { matchLabels: selector });
    // Pods that are not given may fit, so that only a similar label counts.
    if (selector && near?.[0]?.isSimilar) return [selectsNoPod(service, selector, of)];
  }
  return [unknown('endpoints', 'NotGiven', 'neither endpoints nor pods of the Services are among the objects')];
}
