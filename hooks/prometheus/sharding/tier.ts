// Which query tier a Prometheus has: what answers for all shards, at one address that never changes.
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

/**
 * `remote-read`: Prometheus servers that read the shards. `thanos`: Thanos Query over the sidecars, with a Thanos
 * Ruler.
 */
export type Tier = 'none' | 'remote-read' | 'thanos';

/** On a Prometheus: what `--query-tier` takes, where it is to differ from that. */
const QUERY_TIER = `${OWN}/query-tier`;

export const queryName = (prefix: string): string => `${prefix}-query`;
export const rulerName = (prefix: string): string => `${prefix}-ruler`;

type Parent = Pick<Prometheus, 'metadata' | 'spec'>;

const mode = ({ metadata }: Pick<Prometheus, 'metadata'>, options: Options): string =>
  options.parity ? 'none' : (metadata.annotations?.[QUERY_TIER] ?? options.queryTier);

const TIERS: Readonly<Record<string, (parent: Parent) => Tier>> = {
  none: () => 'none',
  'remote-read': () => 'remote-read',
  thanos: () => 'thanos',
  auto: ({ spec }) => (spec.thanos ? 'thanos' : 'remote-read'),
};

interface Obstacle {
  /** Of which tier; nothing for any. */
  readonly of?: Exclude<Tier, 'none'>;
  readonly applies: (spec: Prometheus['spec'], options: Options) => boolean;
  readonly reason: string;
  readonly message: string;
}

/** What keeps a tier from being there; the first that applies is told. */
const OBSTACLES: readonly Obstacle[] = [
  {
    applies: isUnmanaged,
    reason: 'ConfigurationUnmanaged',
    message: 'no selector is set: the configuration of the shards, and with it their rules, is left to you',
  },
  {
    applies: ({ web }) => /^Require/.test(web?.tlsConfig?.clientAuthType ?? ''),
    reason: 'ClientCertificatesRequired',
    message: 'spec.web.tlsConfig.clientAuthType asks every reader for a certificate, which the tier has not',
  },
  {
    of: 'remote-read',
    applies: ({ listenLocal }) => listenLocal === true,
    reason: 'ListensLocally',
    message: 'spec.listenLocal is true: no other server reaches the shards',
  },
  {
    of: 'remote-read',
    applies: ({ thanos }) => thanos !== undefined,
    reason: 'HasThanosSidecar',
    message: 'remote-read is for a Prometheus without spec.thanos: say thanos or auto',
  },
  {
    of: 'remote-read',
    applies: (spec, options) =>
      zones({ spec, options }).length > 0 && spec.shardingStrategy?.topology?.externalLabelName !== '',
    reason: 'ShardsOverZones',
    message:
      'what shards over zones send has the label of their zone, and the tier is in none: say shardingStrategy.topology.externalLabelName: ""',
  },
  {
    of: 'remote-read',
    applies: ({ containers = [] }) => containers.some(({ args = [] }) => args[0] === 'sidecar'),
    reason: 'HasThanosSidecar',
    message:
      'spec.containers has a Thanos sidecar, which needs the external labels that shards behind this tier do not have',
  },
  {
    of: 'remote-read',
    applies: ({ version: text }) => {
      const version = prometheusVersion(text);
      return !version || !knows(version, 'remote_read.filter_external_labels');
    },
    reason: 'VersionTooOld',
    message: 'remote-read needs Prometheus 2.34: raise spec.version',
  },
  {
    of: 'thanos',
    applies: ({ thanos }) => thanos === undefined,
    reason: 'NoThanosSidecar',
    message: 'thanos needs the sidecars of spec.thanos: set it, or say remote-read or auto',
  },
  {
    of: 'thanos',
    applies: ({ listenLocal }) => listenLocal === true,
    reason: 'ListensLocally',
    message: 'spec.listenLocal is true: nobody reaches the shards at the address',
  },
  {
    of: 'thanos',
    applies: ({ thanos }) => Boolean(thanos?.listenLocal || thanos?.grpcListenLocal),
    reason: 'ListensLocally',
    message: 'spec.thanos.grpcListenLocal (or listenLocal) is true: Thanos Query cannot reach the sidecars',
  },
  {
    of: 'thanos',
    applies: ({ thanos }) => {
      const version = thanosVersion(thanos?.version);
      return !version || !thanosKnows(version, 'query.endpoint_strict');
    },
    reason: 'VersionTooOld',
    message: `thanos needs Thanos ${thanosSince('query.endpoint_strict')}: raise spec.thanos.version`,
  },
];

interface Decision {
  readonly tier: Tier;
  /** Why there is none although the user wants one. */
  readonly obstacle?: Pick<Obstacle, 'reason' | 'message'>;
}

function decision(parent: Parent, options: Options): Decision {
  const wantedMode = mode(parent, options);
  const wanted = Object.hasOwn(TIERS, wantedMode) ? TIERS[wantedMode]?.(parent) : undefined;
  if (wanted === undefined) {
    const modes = Object.keys(TIERS).join(', ');
    return {
      tier: 'none',
      obstacle: { reason: 'UnknownQueryTier', message: `${QUERY_TIER}: ${quoted(wantedMode)} is none of ${modes}` },
    };
  }
  if (wanted === 'none') return { tier: 'none' };
  const obstacle = OBSTACLES.find(({ of = wanted, applies }) => of === wanted && applies(parent.spec, options));
  return obstacle ? { tier: 'none', obstacle } : { tier: wanted };
}

/** The tier that there is as soon as there are several shards. */
export const possibleTier = (parent: Parent, options: Options): Tier => decision(parent, options).tier;

/**
 * QueryTier: False, with the reason, where a Prometheus with several shards is to have a tier and cannot; else no
 * condition.
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
      message: `${message}; until then each shard answers and evaluates rules for its part`,
    },
  ];
}

/** What shows that a tier was made. */
const WORKLOADS: Readonly<Record<Exclude<Tier, 'none'>, 'statefulSets' | 'deployments'>> = {
  'remote-read': 'statefulSets',
  thanos: 'deployments',
};

/**
 * The tier that is there: with several shards, and as long as one that was made has not been told to go, since what
 * rules recorded is in it. `observed`: the children as they are; `prefix`: name of the workload.
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
 * Whether there may be a tier, as those see it who do not know the children: it should be there, or the status says
 * that it still is.
 */
export const mayHaveTier = (parent: Prometheus): boolean =>
  shardsOf(parent.spec) > 1 || conditionsOf(parent).some(({ type }) => type === 'QueryComplete');

/** The tier, as those see it. */
export const seenTier = (parent: Prometheus, options: Options): Tier =>
  mayHaveTier(parent) ? possibleTier(parent, options) : 'none';

/**
 * Whether there is the address that stays, be it in front of a tier or of the servers themselves. Nobody else reaches a
 * server on the loopback address.
 */
export const hasQueryService = (
  parent: Prometheus,
  options: Options,
  tier: Tier = seenTier(parent, options),
): boolean => !options.parity && !parent.spec.listenLocal && (options.frontService === 'create' || tier !== 'none');

/** The StatefulSet whose pods evaluate the rules for all shards; nothing without a tier. */
export const evaluatorName = (tier: Tier, prefix: string): string | undefined =>
  ({ none: undefined, 'remote-read': queryName(prefix), thanos: rulerName(prefix) })[tier];
