// The query tier of a sharded Prometheus: its configuration, its servers, its addresses, and whether its answers are complete.
import type { Prometheus } from '../../crds/prometheus.ts';
import type { NewCondition } from '../../kube/conditions.ts';
import type { SyncRequest } from '../../kube/hook.ts';
import type { KubernetesObject } from '../../kube/meta.ts';
import type { Options } from '../../options.ts';
import { ownedOrAbsent } from '../../workload/services.ts';
import { availability } from '../../workload/status.ts';
import { place } from '../placement.ts';
import { routePrefixOf } from '../pod.ts';
import type { Prepared } from '../prepare.ts';
import { markOf, type Resharding } from '../reshard/state.ts';
import { configSecret } from '../secrets.ts';
import { queryStatefulSet, type SharedParts } from '../statefulset.ts';
import { tierAlerts, tierAlertsName } from './alerts.ts';
import { queryConfig, type ShardAddress } from './config.ts';
import { type Front, frontService, queryLabels, shardService, shardServiceName } from './services.ts';
import { hasFront, queryName } from './terms.ts';

export interface TierInput {
  readonly request: SyncRequest;
  readonly parent: Prometheus;
  readonly prepared: Prepared;
  readonly prefix: string;
  /** False where the only shard answers for itself. */
  readonly isTier: boolean;
  /** Targets on their way, if any. */
  readonly moving: Resharding | undefined;
  /** The StatefulSets of all shards, those among them that are only kept. */
  readonly shards: readonly KubernetesObject[];
  /** ConfigMaps with rules that are mounted, and those among them that are read. */
  readonly ruleConfigMaps: readonly string[];
  readonly readRules: readonly string[];
  /** What the pods of a shard have in common. */
  readonly shared: SharedParts;
}

export interface Tier {
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
}

const shardOf = ({ metadata }: KubernetesObject): string => metadata.labels?.['operator.prometheus.io/shard'] ?? '0';

/** `http://prometheus-k8s-shard-0.monitoring.svc:9090`, with the prefix of the routes. */
function addressOf({ parent, prefix }: TierInput, shard: string): ShardAddress {
  const { spec, metadata } = parent;
  const scheme = spec.web?.tlsConfig ? 'https' : 'http';
  const path = routePrefixOf(spec);
  return { shard, url: `${scheme}://${shardServiceName(prefix, shard)}.${metadata.namespace}.svc:9090${path}` };
}

/** Shards that answer. One that is yet to come does not until it has a server: nothing is missing without it. */
function readShards({ request, moving, shards }: TierInput): readonly KubernetesObject[] {
  const { namespace } = request.parent.metadata;
  const observed = request.children['StatefulSet.apps/v1'] ?? {};
  const isNew = (set: KubernetesObject): boolean => moving?.before !== undefined && Number(shardOf(set)) >= moving.before.shards;
  return shards.filter(
    (set) => !isNew(set) || availability(observed[`${namespace}/${set.metadata.name}`], request.related).counts.availableReplicas > 0,
  );
}

/** Where the address leads. While the only shard's targets move, or the tier has yet to take over its rules, it still has everything; of several, all go on as before. */
const frontOf = ({ isTier, moving, shards }: TierInput): Front => {
  if (isTier && !moving?.handsOver) return 'tier';
  return moving?.before?.shards === 1 || shards.length === 1 ? 'first' : 'all';
};

/** QueryComplete: False while a shard has no server that could answer. Queries say so in a warning; rules go on without it. */
function queryComplete({ request, prefix }: TierInput, shards: readonly KubernetesObject[]): NewCondition {
  const type = 'QueryComplete';
  const observed = request.children['StatefulSet.apps/v1'] ?? {};
  const isDown = (namespace: string | undefined, name: string): boolean =>
    availability(observed[`${namespace}/${name}`], request.related).counts.availableReplicas === 0;
  const { namespace } = request.parent.metadata;
  if (isDown(namespace, queryName(prefix)))
    return {
      type,
      status: 'False',
      reason: 'QueryTierDown',
      message: `no pod of ${queryName(prefix)} is ready: nobody answers, and no rule is evaluated`,
    };
  const dead = shards.filter(({ metadata }) => isDown(namespace, metadata.name));
  if (dead.length === 0) return { type, status: 'True', reason: '', message: '' };
  const names = dead.map(({ metadata }) => metadata.name).join(', ');
  return { type, status: 'False', reason: 'ShardDown', message: `no pod of ${names} is ready: answers and rules lack its targets` };
}

function servers(input: TierInput, options: Options): readonly KubernetesObject[] {
  const { request, parent, prefix, shared, ruleConfigMaps } = input;
  const name = queryName(prefix);
  const before = request.children['StatefulSet.apps/v1']?.[`${parent.metadata.namespace}/${name}`];
  const set = queryStatefulSet(name, queryLabels(parent.metadata.name, options.labels), {
    parent: parent as unknown as KubernetesObject & Prometheus,
    mode: 'server',
    prefix,
    governingService: 'prometheus-operated',
    shared: { ...shared, configSecret: name, ruleConfigMaps: [...ruleConfigMaps, tierAlertsName(prefix)] },
    containers: () => [],
    observed: before,
    options,
  });
  return place([{ set, before }]).statefulSets;
}

/** The tier of a Prometheus, or only the address that leads to its servers; nothing where the user wants none. */
export function queryTier(input: TierInput): Tier {
  const { request, parent, prepared, prefix, isTier, moving, shards, readRules } = input;
  const { context, additional } = prepared;
  const { options } = context;
  if (!hasFront(parent, options)) return { children: [], conditions: [] };
  const front = ownedOrAbsent(request, frontService(parent, prefix, frontOf(input), options));
  if (!isTier) return { children: front, conditions: [] };
  const names = shards.map(shardOf);
  const read = readShards(input);
  const addresses = read.map((set) => addressOf(input, shardOf(set)));
  const mark = moving && read.length === shards.length ? markOf(moving) : '';
  const pieces = queryConfig(parent, context, addresses, additional, [...readRules, tierAlertsName(prefix)], mark);
  return {
    children: [
      ...front,
      ...names.map((shard) => shardService(parent, prefix, shard, options)),
      tierAlerts(parent, prefix, options),
      configSecret(request.parent, queryName(prefix), pieces, options),
      ...servers(input, options),
    ],
    conditions: [queryComplete(input, read)],
  };
}
