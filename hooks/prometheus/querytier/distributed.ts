// What makes a Thanos tier a distributed one. The pods of the tier run the query router and two Thanos Query: one in
// local mode, as in a Thanos tier, and one in distributed mode over a leaf for each shard. A leaf is a Deployment of its
// own: as a container beside the servers it would restart them when the tier is chosen.
import { parseDuration } from '../../core/duration.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { type Section, section } from '../../core/section.ts';
import { PARTITION_LABEL, RULES_PARTITION } from '../../queryrouter/partition.ts';
import { type Argument, arg, renderArgs } from '../../workload/args.ts';
import { containerSecurity } from '../../workload/containers.ts';
import { httpProbe } from '../../workload/probes.ts';
import type { Mounted } from '../../workload/webconfig.ts';
import { shardLabels } from '../server/labels.ts';
import { routePrefix } from '../server/pod.ts';
import { thanosDeployment } from './deployment.ts';
import {
  DIRECTORY,
  ENDPOINTS,
  type Endpoints,
  endpointsName,
  endpointsVolume,
  leafEndpoints,
  rootEndpoints,
} from './endpoints.ts';
import { leafLabels, leafName, leafServices, thanosLabels } from './services.ts';
import { SHARDS_FILE, shardsFile } from './shardsfile.ts';
import { type ThanosQuery, thanosQueryContainer } from './thanosquery.ts';
import type { ThanosInput } from './thanostier.ts';

type Input = ThanosInput & { readonly web: Mounted };

const ROUTER = 'query-router';
const ROOT_FILE = 'leaves.yaml';
const LOCAL = { name: 'local', port: 10903 };
const ROOT = { name: 'distributed', port: 10904 };
const WEB_PORT = 10902;
const GRPC = { name: 'grpc', port: 10901 };

const webName = ({ parent }: Pick<Input, 'parent'>): string => parent.spec.portName || 'web';

/** The partitions: the shards, and the ruler. */
const partitionsOf = ({ shards }: Pick<Input, 'shards'>): readonly string[] => [...shards, RULES_PARTITION];

function routerArgs({ spec }: Input['parent']): Argument[] {
  const { lookbackDelta, timeout } = spec.query ?? {};
  // The router understands milliseconds to years; Thanos as well, so a text that it refuses does not come here.
  const duration = (name: string, text: string | undefined) => (text && parseDuration(text) ? [arg(name, text)] : []);
  const prefix = routePrefix(spec);
  return [
    arg('address', `:${WEB_PORT}`),
    arg('local', `http://127.0.0.1:${LOCAL.port}`),
    arg('distributed', `http://127.0.0.1:${ROOT.port}`),
    ...(prefix ? [arg('prefix', prefix)] : []),
    arg('shards-file', `${DIRECTORY}/${SHARDS_FILE}`),
    ...duration('lookback', lookbackDelta),
    ...duration('timeout', timeout),
  ];
}

function routerContainer(input: Input): Section {
  const { parent, prefix, context } = input;
  const web = webName(input);
  const probe = httpProbe('/-/router/healthy', web, false);
  return section({
    name: ROUTER,
    image: context.options.queryRouterImage,
    imagePullPolicy: parent.spec.imagePullPolicy,
    args: [ROUTER, ...renderArgs(routerArgs(parent))],
    ports: [{ name: web, containerPort: WEB_PORT, protocol: 'TCP' }],
    volumeMounts: [endpointsVolume(prefix).mount],
    readinessProbe: { ...probe, timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...probe, timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 6 },
    ...containerSecurity,
  });
}

const container = (input: Input, query: ThanosQuery): Section => {
  const { parent, prefix, thanos, version, web, context } = input;
  return thanosQueryContainer(parent, prefix, { thanos, version, web, options: context.options }, query);
};

/** The containers of the pods of the tier. `endpoints`: all shards and the ruler. */
export function queryContainers(input: Input, endpoints: Endpoints): readonly Section[] {
  const local = { name: 'thanos-query', endpoints, file: ENDPOINTS, grpc: GRPC };
  if (!input.isDistributed) return [container(input, { ...local, http: { name: webName(input), port: WEB_PORT } })];
  return [
    routerContainer(input),
    container(input, { ...local, http: LOCAL, more: [arg('query.replica-label', PARTITION_LABEL)] }),
    container(input, {
      name: 'thanos-query-distributed',
      endpoints: rootEndpoints(input.parent, input.prefix, partitionsOf(input)),
      file: ROOT_FILE,
      http: ROOT,
      grpc: { name: 'grpc-root', port: 10905 },
      more: [
        arg('query.mode', 'distributed'),
        arg('query.partition-label', PARTITION_LABEL),
        // A replica without a past must not hide the past of the other one.
        arg('query.distributed-with-overlapping-interval'),
      ],
    }),
  ];
}

const leafFile = (partition: string): string => `leaf-${partition}.yaml`;

const HOST = 'kubernetes.io/hostname';
const preferred = (matchLabels: Readonly<Record<string, string>>) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [
    { weight: 100, podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: HOST } },
  ],
});

/** A leaf reads all series of its shard, so it is best on a node with one of the replicas. */
function leafAffinity({ parent, context }: Input, partition: string): Section {
  const { name } = parent.metadata;
  const { labels } = context.options;
  const read =
    partition === RULES_PARTITION
      ? thanosLabels('thanos-rule', name, labels)
      : shardLabels('server', name, partition, labels);
  return section({
    nodeAffinity: parent.spec.affinity?.nodeAffinity,
    podAffinity: preferred(read),
    podAntiAffinity: preferred(leafLabels(name, partition, labels)),
  });
}

function leafDeployment(input: Input, partition: string): KubernetesObject {
  const { parent, prefix, observed, thanos, version, web, context } = input;
  const name = leafName(prefix, partition);
  return thanosDeployment(
    parent,
    prefix,
    {
      name,
      selector: leafLabels(parent.metadata.name, partition, context.options.labels),
      thanos,
      version,
      web,
      containers: [
        container(input, {
          name: 'thanos-leaf',
          endpoints: leafEndpoints(parent, prefix, partition),
          file: leafFile(partition),
          http: { name: webName(input), port: WEB_PORT },
          grpc: GRPC,
          more: [arg('query.promql-engine', 'thanos')],
        }),
      ],
      affinity: leafAffinity(input, partition),
      observed: observed.deployments.get(parent.metadata.namespace, name),
    },
    context.options,
  );
}

/** What a distributed tier has besides. */
export interface Distributed {
  readonly children: readonly KubernetesObject[];
  /** Files of endpoints, by name. */
  readonly endpoints: Readonly<Record<string, Endpoints>>;
  /** Other files of the same ConfigMap. */
  readonly files: Readonly<Record<string, string>>;
}

/** Leaves, their Services, and the files of leaves, root and router. */
export function distributedChildren(input: Input): Distributed {
  const { parent, prefix, observed, assignment, isMoving, now, context } = input;
  const partitions = partitionsOf(input);
  const map = observed.configMaps.get(parent.metadata.namespace, endpointsName(prefix));
  return {
    children: [
      ...leafServices(parent, prefix, partitions, context.options),
      ...partitions.map((partition) => leafDeployment(input, partition)),
    ],
    endpoints: {
      [ROOT_FILE]: rootEndpoints(parent, prefix, partitions),
      ...Object.fromEntries(
        partitions.map((partition) => [leafFile(partition), leafEndpoints(parent, prefix, partition)]),
      ),
    },
    files: { [SHARDS_FILE]: shardsFile({ observed: map, partitions, assignment, isMoving, now }) },
  };
}
