// The chain of a target: which Pod or Service has the address, which object should scrape it, and why it does not.
import type { LabelSelector } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { matches } from '../core/selector.ts';
import { behind } from './addresses.ts';
import { type Cluster, idOf } from './cluster.ts';
import { containerPorts, serviceSelector } from './endpoints.ts';
import type { ActiveTarget } from './facts.ts';
import { at, listAt, selectorAt, textAt, textsAt } from './fields.ts';
import { serviceHost } from './hosts.ts';
import { mismatchText, nearMisses } from './labels.ts';
import { broken, ok, type Step, unknown } from './step.ts';

/** Explains an object: the chain that `explain` gives for it. */
export type Explain = (object: KubernetesObject) => readonly Step[];

/** A URL or `host:port` in its parts. */
interface Place {
  /** `host:port`, or the host alone. */
  readonly address: string;
  readonly host: string;
  readonly port: string | undefined;
  readonly path: string | undefined;
}

function placeOf(url: string): Place {
  const [, scheme = '', address = '', path] = /^(?:(https?):\/\/)?([^/?#]+)([^?#]*)/.exec(url) ?? [];
  const [, host = address, port] = /^(.*?):(\d+)$/.exec(address) ?? [];
  const fallback = scheme === 'https' ? '443' : scheme === 'http' ? '80' : undefined;
  return {
    address: address || url,
    host: host.replace(/^\[|\]$/g, ''),
    port: port ?? fallback,
    path: path || undefined,
  };
}

const fits = ({ address, path }: Place, { scrapeUrl, labels }: ActiveTarget): boolean => {
  const theirs = placeOf(scrapeUrl);
  return (
    (theirs.address === address && (path === undefined || theirs.path === path)) || labels?.['instance'] === address
  );
};

const KINDS: Readonly<Record<string, string>> = {
  podMonitor: 'PodMonitor',
  probe: 'Probe',
  scrapeConfig: 'ScrapeConfig',
  serviceMonitor: 'ServiceMonitor',
};

/** The object that a job belongs to, by the name of the job. */
function ownerOf(job: string, of: Cluster): KubernetesObject | undefined {
  const [kind = '', namespace, name = ''] = job.split('/');
  return KINDS[kind] ? of.get(KINDS[kind], namespace, name) : undefined;
}

/** What a server says about the target. */
function fromServers(place: Place, of: Cluster, explain: Explain): Step[] | undefined {
  for (const server of of.facts.servers ?? []) {
    const found = server.targets?.activeTargets?.find((target) => fits(place, target));
    if (!found) continue;
    const who = `${server.kind} ${server.namespace}/${server.name}`;
    const owner = ownerOf(found.scrapePool, of);
    const first = ok('discovery', `${who} has the target ${found.scrapeUrl} in job ${found.scrapePool}`);
    if (found.health === 'up') return [first, ok('scrape', `the target is up`)];
    const chain = owner ? explain(owner) : [];
    if (chain.some(({ status }) => status === 'broken')) return [first, ...chain];
    const error = found.lastError || found.health;
    return [
      first,
      ...chain,
      broken('scrape', 'ScrapeFailed', `the target is ${found.health}: ${error}`, {
        evidence: [{ object: found.scrapeUrl, field: 'lastError', found: error }],
      }),
    ];
  }
  return undefined;
}

/** The pods and Services that have an address. */
interface Owners {
  readonly pods: readonly KubernetesObject[];
  readonly services: readonly KubernetesObject[];
}

function ownersOf({ address, host }: Place, of: Cluster): Owners {
  const pods = of.of('Pod').filter((pod) => textAt(pod, 'status', 'podIP') === host);
  const dns = serviceHost(address, 'default', of);
  const named = dns ? of.get('Service', dns.namespace, dns.name) : undefined;
  const services = of
    .of('Service')
    .filter(
      (service) =>
        service === named ||
        textAt(service, 'spec', 'clusterIP') === host ||
        pods.some(
          (pod) =>
            pod.metadata.namespace === service.metadata.namespace &&
            matches({ matchLabels: serviceSelector(service) ?? { '': '' } }, pod.metadata.labels),
        ) ||
        behind([service], 'endpointslice', of).some(({ endpoints }) =>
          endpoints.sets.some(({ addresses }) => addresses.some(({ ip }) => ip === host)),
        ),
    );
  return { pods, services };
}

const selectorOf = (object: KubernetesObject): LabelSelector => selectorAt(object, 'spec', 'selector') ?? {};

const mentions = (object: KubernetesObject, { address }: Place): boolean =>
  [
    ...listAt(object, 'spec', 'staticConfigs').flatMap((one) => textsAt(one, 'targets')),
    ...textsAt(object, 'spec', 'targets', 'staticConfig', 'static'),
  ].some((target) => target === address || placeOf(target).address === address);

/** Whether an endpoint of a monitor is for the port. */
function isForPort(object: KubernetesObject, { port }: Place, { pods, services }: Owners): boolean {
  if (port === undefined) return true;
  const endpoints = listAt(object, 'spec', object.kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints');
  const names = [
    ...services.flatMap((service) =>
      listAt(service, 'spec', 'ports')
        .filter(
          (one) =>
            textAt(one, 'port') === port ||
            textAt(one, 'targetPort') === port ||
            pods.some((pod) =>
              containerPorts(pod).some((own) => String(own.port) === port && own.name === textAt(one, 'targetPort')),
            ),
        )
        .map((one) => textAt(one, 'name') ?? ''),
    ),
    ...pods
      .flatMap(containerPorts)
      .filter((one) => String(one.port) === port)
      .map(({ name }) => name),
  ];
  return endpoints.some((endpoint) => {
    const wanted = [at(endpoint, 'port'), at(endpoint, 'targetPort'), at(endpoint, 'portNumber')].filter(
      (one) => one !== undefined && one !== '',
    );
    return wanted.length === 0 || wanted.some((one) => String(one) === port || names.includes(String(one)));
  });
}

/** Monitors that select one of the owners, and configurations that name the address. */
function candidates(place: Place, { pods, services }: Owners, of: Cluster): readonly KubernetesObject[] {
  return [
    ...of
      .of('ServiceMonitor')
      .filter((monitor) => services.some(({ metadata }) => matches(selectorOf(monitor), metadata.labels))),
    ...of
      .of('PodMonitor')
      .filter((monitor) => pods.some(({ metadata }) => matches(selectorOf(monitor), metadata.labels))),
    ...[...of.of('ScrapeConfig'), ...of.of('Probe')].filter((one) => mentions(one, place)),
  ];
}

/** No object is for the target: the nearest monitor. */
function nobody(place: Place, owners: Owners, of: Cluster): Step {
  const [owner] = [...owners.services, ...owners.pods];
  if (!owner) {
    const known = of.knows('Pod') || of.knows('Service');
    return (known ? broken : unknown)(
      'discovery',
      'AddressUnknown',
      `no Pod, Service or object among the given ones has the address ${place.address}`,
    );
  }
  const monitors = [...of.of('ServiceMonitor'), ...of.of('PodMonitor')];
  const near = monitors
    .map((monitor) => {
      const from = monitor.kind === 'PodMonitor' ? owners.pods : owners.services;
      return { monitor, missed: nearMisses(from, selectorOf(monitor))[0]?.missed };
    })
    .filter(({ missed }) => missed !== undefined && missed.length > 0)
    .sort((a, b) => (a.missed?.length ?? 0) - (b.missed?.length ?? 0))[0];
  const why = near ? `; the nearest is ${idOf(near.monitor)}: ${(near.missed ?? []).map(mismatchText).join('; ')}` : '';
  const isAnnotated = Object.keys(owner.metadata.annotations ?? {}).some((key) => key.startsWith('prometheus.io/'));
  const note = isAnnotated ? '; annotations prometheus.io/* are not read' : '';
  return broken(
    'discovery',
    'NoMonitor',
    `${idOf(owner)} has the address ${place.address}, but no ServiceMonitor or PodMonitor selects it${why}${note}`,
    {
      evidence: [{ object: idOf(owner), field: 'metadata.labels', found: JSON.stringify(owner.metadata.labels ?? {}) }],
      repair: [{ action: `Create a ${owner.kind === 'Service' ? 'ServiceMonitor' : 'PodMonitor'} for it.` }],
    },
  );
}

/** The chain of a target. */
export function explainTarget(url: string, of: Cluster, explain: Explain): Step[] {
  const place = placeOf(url);
  const reported = fromServers(place, of, explain);
  if (reported) return reported;
  const owners = ownersOf(place, of);
  const found = candidates(place, owners, of);
  const [first] = found;
  if (!first) return [nobody(place, owners, of)];
  const isStatic = (object: KubernetesObject) => object.kind === 'ScrapeConfig' || object.kind === 'Probe';
  const right = found.filter((object) => isStatic(object) || isForPort(object, place, owners));
  const chains = (right.length > 0 ? right : found).map((object) => ({ object, steps: explain(object) }));
  const best = chains.find(({ steps }) => !steps.some(({ status }) => status === 'broken')) ?? chains[0];
  const step = ok('object', `${idOf(best?.object ?? first)} is for ${place.address}`);
  if (right.length > 0) return [step, ...(best?.steps ?? [])];
  const other = broken(
    'port',
    'PortNotScraped',
    `${idOf(first)} selects the Service or Pod of ${place.address}, ` +
      `but none of its endpoints is for port ${place.port}`,
    {
      evidence: [{ object: idOf(first), field: 'spec', expected: `an endpoint for port ${place.port}` }],
    },
  );
  return best?.steps.some(({ status }) => status === 'broken') ? [step, ...best.steps] : [step, other];
}
