// The query tier of a sharded Prometheus: its configuration, its servers, its addresses, and whether its answers are
// complete.
import type { Prometheus } from '../../api/prometheus.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { Listers } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { RuleMaps } from '../../rules/configmaps.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import type { Version } from '../../versions/version.ts';
import { ownedOrAbsent } from '../../workload/services.ts';
import { availability } from '../../workload/status.ts';
import type { Additional } from '../config/file.ts';
import { place } from '../server/placement.ts';
import { routePrefix } from '../server/pod.ts';
import { configSecret } from '../server/secrets.ts';
import { queryStatefulSet, type SharedParts } from '../server/statefulset.ts';
import { marker, type Resharding } from '../sharding/state.ts';
import { hasQueryService, queryName, type Tier } from '../sharding/tier.ts';
import { tierAlerts, tierAlertsName } from './alerts.ts';
import { disruptionBudgets, isWorkload, underItsName } from './budgets.ts';
import { queryConfig, type ShardAddress } from './config.ts';
import { type QueryServiceTarget, queryLabels, queryService, shardService, shardServiceName } from './services.ts';
import { thanosChildren, thanosDown } from './thanostier.ts';

export interface TierInput {
  readonly parent: Prometheus;
  readonly prefix: string;
  readonly tier: Tier;
  readonly context: ScrapeContext;
  readonly additional: Additional;
  /** The version of Thanos, where there is a sidecar. */
  readonly thanos: Version | undefined;
  /** Children as they are. */
  readonly observed: Listers;
  readonly related: Pick<Listers, 'pods' | 'services' | 'podDisruptionBudgets'>;
  /** Targets on their way, if any. */
  readonly moving: Resharding | undefined;
  /** The StatefulSets of all shards, those among them that are only kept. */
  readonly shards: readonly KubernetesObject[];
  /** ConfigMaps with rules that are mounted, and those among them that are read. */
  readonly ruleConfigMaps: readonly string[];
  readonly readRules: readonly string[];
  /** ConfigMaps with rules of a Thanos tier. */
  readonly ruler: RuleMaps;
  /** What the pods of a shard have in common. */
  readonly shared: SharedParts;
}

export interface QueryTier {
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
}

const shardLabel = ({ metadata }: KubernetesObject): string => metadata.labels?.['operator.prometheus.io/shard'] ?? '0';

/** `http://prometheus-k8s-shard-0.monitoring.svc:9090`, with the prefix of the routes. */
function shardAddress({ parent, prefix }: TierInput, shard: string): ShardAddress {
  const { spec, metadata } = parent;
  const scheme = spec.web?.tlsConfig ? 'https' : 'http';
  const path = routePrefix(spec);
  return { shard, url: `${scheme}://${shardServiceName(prefix, shard)}.${metadata.namespace}.svc:9090${path}` };
}

/** How many pods of a desired StatefulSet are ready. */
const readyPods = (
  { metadata: { namespace, name } }: KubernetesObject,
  { statefulSets }: Pick<Listers, 'statefulSets'>,
  { pods }: Pick<Listers, 'pods'>,
): number => availability(statefulSets.get(namespace, name), pods).counts.availableReplicas;

/** Shards that answer. One that is yet to come does not until it has a server: nothing is missing without it. */
function readShards({ observed, related, moving, shards }: TierInput): readonly KubernetesObject[] {
  const isNew = (set: KubernetesObject): boolean =>
    moving?.before !== undefined && Number(shardLabel(set)) >= moving.before.shards;
  return shards.filter((set) => !isNew(set) || readyPods(set, observed, related) > 0);
}

/**
 * Where the address leads. While the only shard's targets move, or the tier has yet to take over its rules, it still
 * has everything; of several, all go on as before.
 */
const serviceTarget = ({ tier, moving, shards }: TierInput): QueryServiceTarget => {
  if (tier !== 'none' && !moving?.handsOver) return 'tier';
  return moving?.before?.shards === 1 || shards.length === 1 ? 'first' : 'all';
};

const down = (reason: string, message: string): NewCondition => ({
  type: 'QueryComplete',
  status: 'False',
  reason,
  message,
});

/** What a tier cannot do without: its own pods. */
function tierDown({ observed, related: { pods }, parent, tier, prefix }: TierInput): NewCondition | undefined {
  if (tier === 'thanos') return thanosDown(parent, prefix, { observed, pods });
  const set = observed.statefulSets.get(parent.metadata.namespace, queryName(prefix));
  if (availability(set, pods).counts.availableReplicas > 0) return undefined;
  return down('QueryTierDown', `no pod of ${queryName(prefix)} is ready: nobody answers, and no rule is evaluated`);
}

/** What a shard that is gone means. Queries warn in either tier. */
const WITHOUT_SHARD: Readonly<Record<Tier, string>> = {
  none: '',
  'remote-read': 'answers and rules lack its targets',
  thanos: 'answers lack its targets, and rules wait for it',
};

/** QueryComplete: False while a shard has no server that could answer. */
function queryComplete(input: TierInput, shards: readonly KubernetesObject[]): NewCondition {
  const { observed, related, tier } = input;
  const isDown = (set: KubernetesObject): boolean => readyPods(set, observed, related) === 0;
  const dead = shards.filter(isDown).map(({ metadata }) => metadata.name);
  const own = tierDown(input);
  if (own) return own;
  if (dead.length === 0) return { type: 'QueryComplete', status: 'True', reason: '', message: '' };
  return down('ShardDown', `no pod of ${dead.join(', ')} is ready: ${WITHOUT_SHARD[tier]}`);
}

function servers(input: TierInput, options: Options): readonly KubernetesObject[] {
  const { observed, parent, prefix, shared, ruleConfigMaps } = input;
  const name = queryName(prefix);
  const before = observed.statefulSets.get(parent.metadata.namespace, name);
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

/** A tier of Prometheus servers that read the given shards. */
function remoteReadTier(input: TierInput, read: readonly KubernetesObject[]): KubernetesObject[] {
  const { parent, context, additional, prefix, moving, shards, readRules } = input;
  const { options } = context;
  const addresses = read.map((set) => shardAddress(input, shardLabel(set)));
  const marker_ = moving && read.length === shards.length ? marker(moving) : '';
  const pieces = queryConfig(parent, context, addresses, additional, [...readRules, tierAlertsName(prefix)], marker_);
  return [
    tierAlerts(parent, prefix, options),
    configSecret(parent as unknown as KubernetesObject, { prefix: queryName(prefix), pieces }, options),
    ...servers(input, options),
  ];
}

/** Thanos Query over the given shards, with its ruler. */
function thanosTier(
  { observed, related, parent, thanos: version, context, additional, prefix, ruler, shared }: TierInput,
  read: readonly KubernetesObject[],
): KubernetesObject[] {
  const { thanos } = parent.spec;
  if (!thanos || !version) return [];
  const { tlsAssets } = shared;
  return thanosChildren({
    observed,
    services: related.services,
    parent,
    thanos,
    version,
    context,
    additional,
    prefix,
    shards: read.map(shardLabel),
    ruler,
    tlsAssets,
  });
}

/** The tier of a Prometheus, or only the address that leads to its servers; nothing where the user wants none. */
export function queryTier(input: TierInput): QueryTier {
  const { observed, related, parent, tier, context, prefix, shards } = input;
  const { options } = context;
  if (!hasQueryService(parent, options, tier)) return { children: [], conditions: [] };
  const object = parent as unknown as KubernetesObject;
  const services = { observed: observed.services, related: related.services };
  const service = ownedOrAbsent(object, queryService(parent, prefix, serviceTarget(input), tier, options), services);
  if (tier === 'none') return { children: service, conditions: [] };
  const read = readShards(input);
  const byShard = shards.map((set) => shardService(parent, prefix, shardLabel(set), tier, options));
  const own = tier === 'thanos' ? thanosTier(input, read) : remoteReadTier(input, read);
  const guarded = [
    ...shards.map((set) => ({ workload: set, name: shardServiceName(prefix, shardLabel(set)) })),
    ...own.filter(isWorkload).map(underItsName),
  ];
  const view = { observed, pods: related.pods, budgets: related.podDisruptionBudgets };
  const budgets = disruptionBudgets(object, guarded, view, options);
  return {
    children: [...service, ...byShard, ...own, ...budgets.children],
    conditions: [queryComplete(input, read), ...budgets.conditions],
  };
}
