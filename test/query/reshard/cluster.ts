// A cluster with one Prometheus in it: asks the hooks as Metacontroller does, keeps what they answer, and has a pod for
// every StatefulSet.

import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prometheusFacts } from '../../../hooks/controllers/prometheus/facts.ts';
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import type { SyncResponse } from '../../../hooks/core/hook.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import type { Options } from '../../../hooks/core/options.ts';
import type { ServersFacts } from '../../../hooks/probe/prometheus/servers.ts';
import { type Condition, condition } from '../../support/condition.ts';
import { applied, kindMap } from '../../support/requests.ts';
import { type Pod, pod } from './pods.ts';

/** Between two looks of Metacontroller, milliseconds: pods change often while they start. */
const EACH = 1000;

export interface Cluster {
  /** The address that stays: the Service `prometheus-k8s-query`. */
  readonly url: string;
  readonly pods: ReadonlyMap<string, Pod>;
  /** The last condition Resharding. */
  resharding(): Condition | undefined;
  /** The last condition Autoscaling. */
  autoscaling(): Condition | undefined;
  /** The number of shards in the status. */
  shards(): number;
  /** Pods that were started, and pods that were deleted. */
  /** `+name` for each started pod, `-name` for each stopped one. */
  readonly podEvents: readonly string[];
  change(parent: KubernetesObject): void;
  stop(): Promise<void>;
}

type Texts = Readonly<Record<string, string>>;
const selectorOf = (service: KubernetesObject | undefined): Texts =>
  (service?.['spec'] as { selector?: Texts } | undefined)?.selector ?? {};

/** Passes each request on to a ready pod that the Service selects at this moment. */
async function service(network: string, pods: () => readonly Pod[], selector: () => Texts) {
  let turn = 0;
  const listener = createServer((request, response) => {
    const wanted = Object.entries(selector());
    const those = pods().filter(
      (one) => one.isReady() && wanted.every(([key, value]) => one.object().metadata.labels?.[key] === value),
    );
    const chosen = those[turn++ % those.length];
    if (!chosen) return void response.writeHead(503).end('no endpoints');
    const { method, url = '', headers } = request;
    const passed = send(`${chosen.url}${url}`, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'x-pod': chosen.name });
      answer.pipe(response);
    });
    passed.on('error', (error) => response.writeHead(502).end(error.message));
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => listener.listen(0, `${network}.2`, resolve));
  return { url: `http://${network}.2:${(listener.address() as AddressInfo).port}`, listener };
}

/** What servers report, by the clock of the cluster. */
const atTheirTime = (facts: ServersFacts, time: (at: Date) => Date): ServersFacts =>
  new Map(
    [...facts].map(([uid, one]) => {
      const { configured } = one;
      if (configured.is !== 'ok') return [uid, one];
      return [uid, { ...one, configured: { ...configured, value: time(new Date(configured.value)).getTime() } }];
    }),
  );

/** What a cluster runs. */
export interface ClusterInput {
  /** The Prometheus program. */
  readonly binary: string;
  /** The first three bytes of its addresses. */
  readonly network: string;
  /** The Prometheus object. */
  readonly first: KubernetesObject;
  readonly related: readonly KubernetesObject[];
  readonly options: Options;
  /** Further flags of the servers. */
  readonly flags?: readonly string[];
  /** The time that the clock of the cluster shows at a moment. Never goes back. */
  readonly time?: (at: Date) => Date;
  /** Called with every error. */
  readonly failed: (error: unknown) => void;
}

/** Runs until it is stopped. */
export async function cluster(input: ClusterInput): Promise<Cluster> {
  const { binary, network, first, related, options, flags = [], time = (at) => at, failed } = input;
  let parent = first;
  let children: readonly KubernetesObject[] = [];
  let status: unknown;
  const conditionOf = (type: string) => condition({ ...parent, status } as KubernetesObject, type);
  const pods = new Map<string, Pod>();
  const podEvents: string[] = [];
  let isOver = false;

  const kubelets = async (): Promise<void> => {
    const sets = new Map(children.filter(({ kind }) => kind === 'StatefulSet').map((set) => [set.metadata.name, set]));
    for (const [name, one] of pods) {
      if (sets.has(name)) continue;
      pods.delete(name);
      podEvents.push(`-${name}`);
      await one.stop();
    }
    for (const [name, set] of sets) {
      const there = pods.get(name);
      if (there) there.update(children);
      else {
        pods.set(name, pod({ binary, flags }, set, children, network));
        podEvents.push(`+${name}`);
      }
    }
  };
  const look = async (): Promise<void> => {
    const now = time(new Date());
    const objects = [...related, ...[...pods.values()].map((one) => one.object(time))];
    const observed = { ...parent, status } as KubernetesObject;
    const given = inputs({
      parent: observed,
      children: kindMap(children),
      related: kindMap(objects),
      finalizing: false,
    });
    const { servers, load } = await prometheusFacts(given, now, options);
    const facts = { servers: servers && atTheirTime(servers, time), load };
    const answer: SyncResponse = syncPrometheus(given, facts, now, options);
    status = answer.status;
    children = applied(answer.children, parent);
    await kubelets();
  };
  const watch = (async () => {
    while (!isOver) {
      await look().catch(failed);
      await new Promise((resolve) => setTimeout(resolve, EACH));
    }
  })();
  const queryService = () =>
    children.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'prometheus-k8s-query');
  const { url, listener } = await service(
    network,
    () => [...pods.values()],
    () => selectorOf(queryService()),
  );
  return {
    url,
    pods,
    podEvents,
    resharding: () => conditionOf('Resharding'),
    autoscaling: () => conditionOf('Autoscaling'),
    shards: () => Number((status as { shards?: number } | undefined)?.shards ?? 0),
    change: (next) => {
      parent = next;
    },
    stop: async () => {
      isOver = true;
      await watch;
      await Promise.all([...pods.values()].map((one) => one.stop()));
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
