// Which query tier a Prometheus has. A tier serves queries over all shards at one stable address.
import type { Prometheus } from '../../api/prometheus.ts';
import { conditionsOf, type NewCondition } from '../../core/conditions.ts';
import type { Listers } from '../../core/inputs.ts';
import { quoted } from '../../core/message.ts';
import { OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { shardsOf, zones } from '../../scrape/job/sharding.ts';
import { knows, prometheusVersion } from '../../versions/prometheus.ts';
import { thanosKnows, thanosSince, thanosVersion } from '../../versions/thanos.ts';
import { isUnmanaged } from '../server/unmanaged.ts';
import { isAutoscaled, runningShards } from './running.ts';

/**
 * `remote-read`: Prometheus servers that read the shards. `thanos`: Thanos Query over the sidecars, with a Thanos
 * Ruler. `thanos-distributed`: the same, and a Thanos Query for each shard that aggregates its series.
 */
export type Tier = 'none' | 'remote-read' | 'thanos' | 'thanos-distributed';

/** Whether the tier consists of Thanos Query and a Thanos Ruler. */
export const isThanos = (tier: Tier): boolean => tier === 'thanos' || tier === 'thanos-distributed';

/** Annotation of a Prometheus. Overrides `--query-tier`. */
const QUERY_TIER = `${OWN}/query-tier`;

/** Name of the tier's workload and of the query Service. `prefix`: `prometheus-<name>`. */
export const queryName = (prefix: string): string => `${prefix}-query`;
/** Name of the Thanos Ruler of a tier. `prefix`: `prometheus-<name>`. */
export const rulerName = (prefix: string): string => `${prefix}-ruler`;

type Parent = Pick<Prometheus, 'metadata' | 'spec'>;

const mode = ({ metadata }: Pick<Prometheus, 'metadata'>, options: Options): string =>
  options.parity ? 'none' : (metadata.annotations?.[QUERY_TIER] ?? options.queryTier);

const TIERS: Readonly<Record<string, (parent: Parent) => Tier>> = {
  none: () => 'none',
  'remote-read': () => 'remote-read',
  thanos: () => 'thanos',
  'thanos-distributed': () => 'thanos-distributed',
  auto: ({ spec }) => (spec.thanos ? 'thanos' : 'remote-read'),
};

interface Obstacle {
  /** The tiers it excludes; absent for any. */
  readonly of?: readonly Exclude<Tier, 'none'>[];
  readonly applies: (spec: Prometheus['spec'], options: Options) => boolean;
  readonly reason: string;
  readonly message: string;
}

const THANOS = ['thanos', 'thanos-distributed'] as const;

/** Whether the release of Thanos lacks a feature, or is not known. */
const thanosLacks =
  (feature: Parameters<typeof thanosKnows>[1]) =>
  ({ thanos }: Prometheus['spec']): boolean => {
    const version = thanosVersion(thanos?.version);
    return !version || !thanosKnows(version, feature);
  };

/** What excludes a tier. The condition QueryTier reports the first that applies. */
const OBSTACLES: readonly Obstacle[] = [
  {
    applies: isUnmanaged,
    reason: 'ConfigurationUnmanaged',
    message: 'no selector is set, so you write the configuration and the rules of the shards',
  },
  {
    applies: ({ web }) => /^Require/.test(web?.tlsConfig?.clientAuthType ?? ''),
    reason: 'ClientCertificatesRequired',
    message: 'spec.web.tlsConfig.clientAuthType requires client certificates, which the query tier does not have',
  },
  {
    of: ['remote-read'],
    applies: ({ listenLocal }) => listenLocal === true,
    reason: 'ListensLocally',
    message: 'spec.listenLocal is true: the query tier cannot reach the shards',
  },
  {
    of: ['remote-read'],
    applies: ({ thanos }) => thanos !== undefined,
    reason: 'HasThanosSidecar',
    message: 'remote-read excludes spec.thanos: use thanos or auto',
  },
  {
    of: ['remote-read'],
    applies: (spec, options) =>
      zones({ spec, options }).length > 0 && spec.shardingStrategy?.topology?.externalLabelName !== '',
    reason: 'ShardsOverZones',
    message:
      'shards over zones send the label of their zone, which the query tier does not have: ' +
      'set shardingStrategy.topology.externalLabelName: ""',
  },
  {
    of: ['remote-read'],
    applies: ({ containers = [] }) => containers.some(({ args = [] }) => args[0] === 'sidecar'),
    reason: 'HasThanosSidecar',
    message: 'spec.containers has a Thanos sidecar, which needs external labels; shards behind this tier have none',
  },
  {
    of: ['remote-read'],
    applies: ({ version: text }) => {
      const version = prometheusVersion(text);
      return !version || !knows(version, 'remote_read.filter_external_labels');
    },
    reason: 'VersionTooOld',
    message: 'remote-read needs Prometheus 2.34: raise spec.version',
  },
  {
    of: THANOS,
    applies: ({ thanos }) => thanos === undefined,
    reason: 'NoThanosSidecar',
    message: 'thanos needs the sidecars of spec.thanos: set it, or use remote-read or auto',
  },
  {
    of: THANOS,
    applies: ({ listenLocal }) => listenLocal === true,
    reason: 'ListensLocally',
    message: 'spec.listenLocal is true: the query Service cannot reach the shards',
  },
  {
    of: THANOS,
    applies: ({ thanos }) => Boolean(thanos?.listenLocal || thanos?.grpcListenLocal),
    reason: 'ListensLocally',
    message: 'spec.thanos.grpcListenLocal (or listenLocal) is true: Thanos Query cannot reach the sidecars',
  },
  {
    of: THANOS,
    applies: thanosLacks('query.endpoint_strict'),
    reason: 'VersionTooOld',
    message: `thanos needs Thanos ${thanosSince('query.endpoint_strict')}: raise spec.thanos.version`,
  },
  {
    of: ['thanos-distributed'],
    applies: thanosLacks('query.distributed'),
    reason: 'VersionTooOld',
    message: `thanos-distributed needs Thanos ${thanosSince('query.distributed')}: raise spec.thanos.version`,
  },
  {
    of: ['thanos-distributed'],
    applies: ({ web }) => web?.tlsConfig !== undefined,
    reason: 'ServesTLS',
    message: 'thanos-distributed serves queries without TLS: remove spec.web.tlsConfig, or use thanos',
  },
  {
    of: ['thanos-distributed'],
    applies: (_, { queryRouterImage }) => queryRouterImage === '',
    reason: 'NoQueryRouter',
    message: 'thanos-distributed needs the image of the hooks for its query router: set --query-router-image',
  },
];

interface Decision {
  readonly tier: Tier;
  /** Why there is no tier although the user wants one. */
  readonly obstacle?: Pick<Obstacle, 'reason' | 'message'>;
}

function decision(parent: Parent, options: Options): Decision {
  const wantedMode = mode(parent, options);
  const wanted = Object.hasOwn(TIERS, wantedMode) ? TIERS[wantedMode]?.(parent) : undefined;
  if (wanted === undefined) {
    const modes = Object.keys(TIERS).join(', ');
    return {
      tier: 'none',
      obstacle: { reason: 'UnknownQueryTier', message: `${QUERY_TIER}: ${quoted(wantedMode)} is not one of ${modes}` },
    };
  }
  if (wanted === 'none') return { tier: 'none' };
  const obstacle = OBSTACLES.find(({ of = [wanted], applies }) => of.includes(wanted) && applies(parent.spec, options));
  return obstacle ? { tier: 'none', obstacle } : { tier: wanted };
}

/** The tier that a Prometheus with several shards has. */
export const possibleTier = (parent: Parent, options: Options): Tier => decision(parent, options).tier;

/**
 * Condition QueryTier: False, with the reason, where a Prometheus with several shards cannot have the tier that the
 * user wants; else none.
 */
export function tierRefused(parent: Parent, options: Options): NewCondition[] {
  const { obstacle } = decision(parent, options);
  if (!obstacle || shardsOf(parent.spec) === 1) return [];
  const { reason, message } = obstacle;
  return [
    {
      type: 'QueryTier',
      status: 'False',
      reason,
      message: `${message}. Until then each shard serves queries and evaluates rules over its own targets.`,
    },
  ];
}

/** The kind of workload that shows that a tier exists. */
const WORKLOADS: Readonly<Record<Exclude<Tier, 'none'>, 'statefulSets' | 'deployments'>> = {
  'remote-read': 'statefulSets',
  thanos: 'deployments',
  'thanos-distributed': 'deployments',
};

/**
 * The tier of a Prometheus. With one shard an existing tier stays, because it has the series that rules recorded.
 * `observed`: the existing children. `prefix`: name of the workload.
 */
export function existingTier(
  parent: Parent,
  observed: Pick<Listers, 'statefulSets' | 'deployments'>,
  prefix: string,
  options: Options,
): Tier {
  const tier = possibleTier(parent, options);
  if (tier === 'none' || shardsOf(parent.spec) > 1) return tier;
  return observed[WORKLOADS[tier]].get(parent.metadata.namespace, queryName(prefix)) ? tier : 'none';
}

/**
 * Whether there may be a tier, found without the children: there are several shards, or the status has the condition
 * of a tier.
 */
export const mayHaveTier = (parent: Prometheus): boolean =>
  runningShards(parent) > 1 || conditionsOf(parent).some(({ type }) => type === 'QueryComplete');

/** The tier, found without the children. */
export const seenTier = (parent: Prometheus, options: Options): Tier =>
  mayHaveTier(parent) ? possibleTier(parent, options) : 'none';

/** The tier that a Prometheus has or may get without a change of its spec. */
export const laterTier = (parent: Prometheus, options: Options): Tier =>
  mayHaveTier(parent) || isAutoscaled(parent) ? possibleTier(parent, options) : 'none';

/**
 * Whether there is a query Service, for a tier or for the servers themselves. A server on the loopback address has
 * none: no other pod reaches it.
 */
export const hasQueryService = (
  parent: Prometheus,
  options: Options,
  tier: Tier = seenTier(parent, options),
): boolean => !options.parity && !parent.spec.listenLocal && (options.frontService === 'create' || tier !== 'none');

/** The StatefulSet whose pods evaluate the rules for all shards; `undefined` without a tier. */
export const evaluatorName = (tier: Tier, prefix: string): string | undefined =>
  isThanos(tier) ? rulerName(prefix) : tier === 'remote-read' ? queryName(prefix) : undefined;
