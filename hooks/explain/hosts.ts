// Addresses of Services in configurations: `name.namespace.svc:port`. Whether the Service exists and has the port.
import type { KubernetesObject } from '../core/meta.ts';
import { nearestWord } from '../core/nearest.ts';
import { behind, endpointSteps } from './addresses.ts';
import { type Cluster, idOf } from './cluster.ts';
import { listAt, numberAt, textAt } from './fields.ts';
import { edit } from './repair.ts';
import { broken, type Link, ok, type Step } from './step.ts';

/** A name of a Service in the DNS of a cluster. */
export interface ServiceHost {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * The Service that a `host:port` names, seen from a pod of `namespace` (kubernetes.io: DNS for Services and Pods).
 * `undefined` for other names. `name.namespace` without `.svc` counts only where the namespace exists.
 */
export function serviceHost(address: string, namespace: string, of: Cluster): ServiceHost | undefined {
  const [, host = '', port] = /^([^:/]+)(?::(\d+))?$/.exec(address) ?? [];
  const parts = host.replace(/\.$/, '').split('.');
  const [name = '', second, third, ...rest] = parts;
  if (!parts.every((part) => LABEL.test(part)) || /^[\d.]+$/.test(host)) return undefined;
  const number = port === undefined ? undefined : Number(port);
  if (second === undefined) return { namespace, name, port: number };
  const isService = third === 'svc' && (rest.length === 0 || rest.at(-1) === 'local');
  if (isService || (third === undefined && of.namespaces.has(second))) return { namespace: second, name, port: number };
  return undefined;
}

/** What a configuration says about a host. */
interface Named {
  readonly object: KubernetesObject;
  /** `spec.prober.url`. */
  readonly field: string;
  readonly link: Link;
}

/** The steps for the Service of a host: whether it exists, has the port and has ready endpoints. */
export function hostSteps(host: ServiceHost, { object, field, link }: Named, of: Cluster): Step[] {
  const { namespace, name, port } = host;
  const service = of.get('Service', namespace, name);
  if (!service && !of.knows('Service', namespace)) return [];
  if (!service) {
    const near = nearestWord(
      name,
      of.of('Service', namespace).map(({ metadata }) => metadata.name),
    );
    const other = of.of('Service').find(({ metadata }) => metadata.name === name);
    const why = near ? `; do you mean ${near}?` : other ? `; there is ${idOf(other)}` : '';
    return [
      broken(link, 'ServiceMissing', `${field} names Service ${namespace}/${name}, which does not exist${why}`, {
        evidence: [
          {
            object: idOf(object),
            field,
            found: `${name}.${namespace}`,
            ...(near || other ? { expected: near ?? idOf(other as KubernetesObject) } : {}),
          },
        ],
        repair: [edit(object, `Correct ${field}.`)],
      }),
    ];
  }
  const ports = listAt(service, 'spec', 'ports');
  const found = ports.find((one) => numberAt(one, 'port') === port);
  const isHeadless = textAt(service, 'spec', 'clusterIP') === 'None';
  if (port !== undefined && ports.length > 0 && !found && !isHeadless) {
    const shown = ports.map((one) => textAt(one, 'port')).join(', ');
    return [
      broken(link, 'ServicePortMissing', `${field} names port ${port} of ${idOf(service)}, which has ${shown}`, {
        evidence: [{ object: idOf(service), field: 'spec.ports[].port', found: shown, expected: String(port) }],
        repair: [edit(object, `Correct ${field}.`)],
      }),
    ];
  }
  const portName = found ? (textAt(found, 'name') ?? '') : undefined;
  return [
    ok(link, `${field} names ${idOf(service)}`),
    ...endpointSteps(behind([service], 'endpoints', of), portName, of),
  ];
}
