// The port of an endpoint of a ServiceMonitor: a port of the Services by its name, or a container port of the pods.
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { nearestWord } from '../core/nearest.ts';
import { type Cluster, idOf } from './cluster.ts';
import { type ContainerPort, containerPorts, portOn } from './endpoints.ts';
import { at, type Fields, listAt, numberAt, textAt } from './fields.ts';
import { edit } from './repair.ts';
import { podsBehind } from './services.ts';
import { broken, type Evidence, ok, type Step, unknown, warning } from './step.ts';

interface ServicePort {
  readonly service: KubernetesObject;
  readonly port: Fields;
  readonly name: string;
}

const portsOf = (services: readonly KubernetesObject[]): ServicePort[] =>
  services.flatMap((service) =>
    listAt(service, 'spec', 'ports').map((port) => ({ service, port, name: textAt(port, 'name') ?? '' })),
  );

/** `http (80 -> web)`. */
const portText = ({ port, name }: ServicePort): string =>
  `${name || '(no name)'} ` +
  `(${textAt(port, 'port') ?? ''}${at(port, 'targetPort') === undefined ? '' : ` -> ${textAt(port, 'targetPort')}`})`;

const portEvidence = (one: ServicePort, expected: string): Evidence => ({
  object: idOf(one.service),
  field: 'spec.ports[].name',
  found: portText(one),
  expected,
});

const containerText = ({ container, name, port }: ContainerPort): string =>
  `${name || '(no name)'} ${port} of container ${container}`;

/** What a monitor wants, and where it says so. */
interface Wanted {
  readonly object: KubernetesObject;
  /** `spec.endpoints[0]`. */
  readonly path: string;
}

interface NearMiss {
  readonly cause: string;
  readonly text: string;
}

/** Why no Service has a port of this name. */
function nameNearMiss(wanted: string, ports: readonly ServicePort[], pods: readonly KubernetesObject[]): NearMiss {
  const called = (one: ServicePort) =>
    one.name ? `that port is named ${quoted(one.name)}` : 'that port has no name: give it one, or use targetPort';
  const byNumber = ports.find(({ port }) => textAt(port, 'port') === wanted || textAt(port, 'targetPort') === wanted);
  if (/^\d+$/.test(wanted))
    return {
      cause: 'PortNumberGiven',
      text: `port is the name of a Service port, and ${quoted(wanted)} is a number${byNumber ? `; ${called(byNumber)}` : ''}`,
    };
  const byTarget = ports.find(({ port }) => textAt(port, 'targetPort') === wanted);
  if (byTarget)
    return {
      cause: 'TargetPortNameGiven',
      text:
        `${quoted(wanted)} is the targetPort (the name of the container ` +
        `port) of ${idOf(byTarget.service)}; ${called(byTarget)}`,
    };
  const container = pods.flatMap(containerPorts).find(({ name }) => name === wanted);
  const published =
    container &&
    ports.find(
      ({ port }) => numberAt(port, 'targetPort') === container.port || numberAt(port, 'port') === container.port,
    );
  if (published)
    return {
      cause: 'TargetPortNameGiven',
      text:
        `${quoted(wanted)} is the name of port ${container.port} of the ` +
        `container; in ${idOf(published.service)} ${called(published)}`,
    };
  if (container)
    return {
      cause: 'PortNotInService',
      text:
        `container ${container.container} has a port ${quoted(wanted)} (${container.port}), but ` +
        `no Service publishes it: add it to the Service, or use targetPort or a PodMonitor`,
    };
  const [only] = ports;
  if (ports.length > 0 && ports.every(({ name }) => !name))
    return {
      cause: 'PortUnnamed',
      text:
        `the port of ${only ? idOf(only.service) : 'the Service'} ` +
        `has no name: name it ${quoted(wanted)}, or use targetPort`,
    };
  const near = nearestWord(
    wanted,
    ports.map(({ name }) => name),
  );
  return {
    cause: 'PortNameDiffers',
    text: near
      ? `do you mean ${quoted(near)}?`
      : `the ports are named ${[...new Set(ports.map(({ name }) => `${quoted(name)}`))].join(', ') || '(none)'}`,
  };
}

function byName(wanted: string, services: readonly KubernetesObject[], { object, path }: Wanted, of: Cluster): Step[] {
  const ports = portsOf(services);
  const found = ports.filter(({ name }) => name === wanted);
  const [first] = found;
  if (first)
    return [
      ok(
        'port',
        `port ${quoted(wanted)} is ${portText(first)} of ${idOf(first.service)}`,
        found.slice(0, 5).map((one) => portEvidence(one, wanted)),
      ),
    ];
  const { cause, text } = nameNearMiss(wanted, ports, podsBehind(services, of));
  const which = services.length === 1 && services[0] ? idOf(services[0]) : `the ${services.length} selected Services`;
  const near = ports.find(({ name }) => name && (text.includes(`${quoted(name)}`) || ports.length === 1));
  return [
    broken('port', cause, `no port of ${which} is named ${quoted(wanted)} (${path}.port): ${text}`, {
      evidence: [
        { object: idOf(object), field: `${path}.port`, found: wanted },
        ...ports.slice(0, 8).map((one) => portEvidence(one, wanted)),
      ],
      repair: [edit(object, near?.name ? `Set ${path}.port to ${quoted(near.name)}.` : `Correct ${path}.port.`)],
    }),
  ];
}

const fitsContainer = (wanted: string | number, { name, port }: ContainerPort): boolean =>
  typeof wanted === 'number' ? port === wanted : name === wanted;

/** The step for a container port of pods, by name or number. `field`: the field of the endpoint. */
export function containerPortStep(
  wanted: string | number,
  pods: readonly KubernetesObject[],
  field: string,
  object: KubernetesObject,
): Step {
  const ports = pods.flatMap((pod) => containerPorts(pod));
  const found = ports.find((port) => fitsContainer(wanted, port));
  const text = typeof wanted === 'number' ? String(wanted) : `${quoted(wanted)}`;
  if (found) return ok('port', `port ${text} is ${containerText(found)}`);
  const byNumber = ports.find(({ port }) => String(port) === String(wanted));
  const near =
    typeof wanted === 'string'
      ? nearestWord(
          wanted,
          ports.map(({ name }) => name),
        )
      : undefined;
  const declared = [...new Set(ports.map(containerText))].slice(0, 6).join(', ') || 'no port at all';
  const why = byNumber
    ? `a port is named here, and ${wanted} is the number of ` +
      `${byNumber.name ? `${quoted(byNumber.name)}` : 'a port without a name: give it a name, or set a number'}`
    : near
      ? `do you mean ${quoted(near)}?`
      : `the containers declare ${declared}`;
  const cause = byNumber ? 'PortNumberGiven' : ports.length === 0 ? 'NoContainerPorts' : 'ContainerPortDiffers';
  const [pod] = pods;
  return broken('port', cause, `no container of the pods declares port ${text} (${field}): ${why}`, {
    evidence: [
      { object: idOf(object), field, found: String(wanted) },
      ...(pod
        ? [{ object: idOf(pod), field: 'spec.containers[].ports', found: declared, expected: String(wanted) }]
        : []),
    ],
    repair: [edit(object, `Correct ${field}, or declare the port in the pod.`)],
  });
}

function byTarget(
  wanted: string | number,
  services: readonly KubernetesObject[],
  { object, path }: Wanted,
  of: Cluster,
): Step[] {
  const pods = podsBehind(services, of);
  if (pods.length === 0)
    return [
      unknown('port', 'NotGiven', `the pods behind the Services are not known, so ${path}.targetPort is not checked`),
    ];
  const step = containerPortStep(wanted, pods, `${path}.targetPort`, object);
  const named = portsOf(services).find(({ name }) => name === wanted);
  if (step.status !== 'broken' || !named) return [step];
  const message =
    `no container port is named ${quoted(wanted)} (${path}.targetPort): ` +
    `it is the name of a port of ${idOf(named.service)}; use port`;
  return [
    {
      ...step,
      cause: 'ServicePortNameGiven',
      message,
      repair: [edit(object, `Set ${path}.port instead of targetPort.`)],
    },
  ];
}

/** Whether the Services or their pods have the port of an endpoint. */
export function portSteps(
  endpoint: Fields,
  services: readonly KubernetesObject[],
  wanted: Wanted,
  of: Cluster,
): Step[] {
  const port = textAt(endpoint, 'port');
  if (port) return byName(port, services, wanted, of);
  const target = at(endpoint, 'targetPort');
  if (typeof target === 'string' && target) return byTarget(target, services, wanted, of);
  if (typeof target === 'number' && target) return byTarget(target, services, wanted, of);
  return [ok('port', 'neither port nor targetPort is set: every port is scraped')];
}

/** Service ports whose target no container declares. The process may still listen there. */
export function targetPortSteps(name: string | undefined, services: readonly KubernetesObject[], of: Cluster): Step[] {
  for (const one of portsOf(services)) {
    if (name && one.name !== name) continue;
    const pods = podsBehind([one.service], of);
    const declared = pods.flatMap(containerPorts);
    const numbers = pods.map((pod) => portOn(pod, one.port)).filter((port) => port !== undefined);
    const [number] = numbers;
    if (number === undefined || declared.length === 0 || declared.some(({ port }) => port === number)) continue;
    const text =
      `${idOf(one.service)} sends port ${portText(one)} to ${number}, which no container ` +
      `declares (${[...new Set(declared.map(containerText))].slice(0, 4).join(', ')})`;
    return [
      warning('port', 'TargetPortNotDeclared', text, {
        evidence: [portEvidence(one, String(declared[0]?.port ?? ''))],
        repair: [edit(one.service, 'Correct targetPort if the process does not listen there.')],
      }),
    ];
  }
  return [];
}
