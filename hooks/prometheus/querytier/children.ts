// The query tier of a sharded Prometheus: configuration, servers, Services, and the condition QueryComplete.

import type { Prometheus } from '../../api/prometheus.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { Listers } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { RuleMaps } from '../../rules/configmaps.ts';
import type { Assignment } from '../../scrape/job/assignment.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import type { Version } from '../../versions/version.ts';
import { ownedOrAbsent } from '../../workload/services.ts';
import { availability } from '../../workload/status.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import type { Additional } from '../config/file.ts';
import { place } from '../server/placement.ts';
import { routePrefix } from '../server/pod.ts';
import { configSecret } from '../server/secrets.ts';
import { queryStatefulSet, type SharedParts } from '../server/statefulset.ts';
import { marker, type Resharding } from '../sharding/state.ts';
import { hasQueryService, isThanos, queryName, type Tier } from '../sharding/tier.ts';
import { tierAlerts, tierAlertsName } from './alerts.ts';
import { disruptionBudgets, isWorkload, underItsName } from './budgets.ts';
import { queryConfig, type ShardAddress } from './config.ts';
import { type QueryServiceTarget, queryLabels, queryService, shardService, shardServiceName } from './services.ts';
import { thanosChildren, thanosDown } from './thanostier.ts';

/** What the query tier depends on. */
export interface TierInput {
  readonly parent: Prometheus;
  readonly prefix: string;
  readonly tier: Tier;
  readonly context: ScrapeContext;
  readonly additional: Additional;
  /** The version of Thanos, where there is a sidecar. */
  readonly thanos: Version | undefined;
  /** The existing children. */
  readonly observed: Listers;
  readonly related: Pick<Listers, 'pods' | 'services' | 'podDisruptionBudgets'>;
  /** The resharding, while there is one. */
  readonly moving: Resharding | undefined;
  /** The assignment of targets that is in force or comes. */
  readonly assignment: Assignment;
  readonly now: Date;
  /** The StatefulSets of all shards, retained ones included. */
  readonly shards: readonly KubernetesObject[];
  /** ConfigMaps with rules that are mounted, and those among them that the configuration reads. */
  readonly ruleConfigMaps: readonly string[];
  readonly readRules: readonly string[];
  /** ConfigMaps with rules of a Thanos tier. */
  readonly ruler: RuleMaps;
  /** Parts that the pods of all shards share. */
  readonly shared: SharedParts;
}

/** The children and conditions of the query tier. */
export interface QueryTier {
  readonly children: readonly KubernetesObject[];
  readonly conditions: readonly NewCondition[];
}

const shardLabel = ({ metadata }: KubernetesObject): string => metadata.labels?.['operator.prometheus.io/shard'] ?? '0';

/** `http://prometheus-k8s-shard-0.monitoring.svc:9090` with the route prefix. */
function shardAddress({ parent, prefix }: TierInput, shard: string): ShardAddress {
  const { spec, metadata } = parent;
  const scheme = urlScheme(spec.web);
  const path = routePrefix(spec);
  return { shard, url: `${scheme}://${shardServiceName(prefix, shard)}.${metadata.namespace}.svc:9090${path}` };
}

/** Number of ready pods of a desired StatefulSet. */
const readyPods = (
  { metadata: { namespace, name } }: KubernetesObject,
  { statefulSets }: Pick<Listers, 'statefulSets'>,
  { pods }: Pick<Listers, 'pods'>,
): number => availability(statefulSets.get(namespace, name), pods).counts.availableReplicas;

/** Shards that the tier reads. A new shard is read once it has a ready pod: before, it has no data. */
function readShards({ observed, related, moving, shards }: TierInput): readonly KubernetesObject[] {
  const isNew = (set: KubernetesObject): boolean =>
    moving?.before !== undefined && Number(shardLabel(set)) >= moving.before.shards;
  return shards.filter((set) => !isNew(set) || readyPods(set, observed, related) > 0);
}

/**
 * The target of the query Service. Until the tier has taken over the rules it stays with the shards: with the first one
 * where that has all data, else with all.
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

/** QueryComplete: False where the tier itself has no ready pod. */
function tierDown({ observed, related: { pods }, parent, tier, prefix }: TierInput): NewCondition | undefined {
  if (isThanos(tier)) return thanosDown(parent, prefix, { observed, pods });
  const set = observed.statefulSets.get(parent.metadata.namespace, queryName(prefix));
  if (availability(set, pods).counts.availableReplicas > 0) return undefined;
  return down('QueryTierDown', `no pod of ${queryName(prefix)} is ready: queries fail, and no rule is evaluated`);
}

/** The effect of a missing shard. Queries warn in either tier. */
const WITHOUT_SHARD: Readonly<Record<Tier, string>> = {
  none: '',
  'remote-read': 'queries and rules lack its targets',
  thanos: 'queries lack its targets, and rules wait for it',
  'thanos-distributed': 'queries lack its targets, and rules wait for it',
};

/** Condition QueryComplete: False while the tier or a shard has no ready pod. */
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
    shared: {
      ...shared,
      configSecret: name,
      configSecrets: 1,
      ruleConfigMaps: [...ruleConfigMaps, tierAlertsName(prefix)],
    },
    containers: () => [],
    observed: before,
    options,
  });
  return place([{ set, before }]).statefulSets;
}

/** A tier of Prometheus servers. `read`: the shards that it reads. */
function remoteReadTier(input: TierInput, read: readonly KubernetesObject[]): KubernetesObject[] {
  const { parent, context, additional, prefix, moving, shards, readRules } = input;
  const { options } = context;
  const addresses = read.map((set) => shardAddress(input, shardLabel(set)));
  const pieces = queryConfig(parent, context, {
    shards: addresses,
    additional,
    ruleConfigMaps: [...readRules, tierAlertsName(prefix)],
    marker: moving && read.length === shards.length ? marker(moving) : '',
  });
  return [
    tierAlerts(parent, prefix, options),
    configSecret(
      parent as unknown as KubernetesObject,
      { prefix: queryName(prefix), pieces, version: context.version },
      options,
    ),
    ...servers(input, options),
  ];
}

/** Thanos Query with its ruler. `read`: the shards that it reads. */
function thanosTier(input: TierInput, read: readonly KubernetesObject[]): KubernetesObject[] {
  const { observed, related, parent, thanos: version, context, additional, prefix, ruler, shared } = input;
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
    isDistributed: input.tier === 'thanos-distributed',
    assignment: input.assignment,
    isMoving: input.moving !== undefined && !input.moving.handsOver,
    now: input.now,
  });
}

/** The children and conditions of the tier. Without a tier: the query Service, where the user wants one. */
export function queryTier(input: TierInput): QueryTier {
  const { observed, related, parent, tier, context, prefix, shards } = input;
  const { options } = context;
  if (!hasQueryService(parent, options, tier)) return { children: [], conditions: [] };
  const object = parent as unknown as KubernetesObject;
  const service = ownedOrAbsent(object, queryService(input, serviceTarget(input)), input);
  if (tier === 'none') return { children: service, conditions: [] };
  const read = readShards(input);
  const byShard = shards.map((set) => shardService(input, shardLabel(set)));
  const own = isThanos(tier) ? thanosTier(input, read) : remoteReadTier(input, read);
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
