// The relabeling rules at the end of each job that select the targets of a shard. The reloader fills in the shard.
import { type Issue, issue } from '../../core/issue.ts';
import type { Options } from '../../core/options.ts';
import type { Section } from '../../core/section.ts';
import { knowsKubernetes } from '../../versions/kubernetes.ts';
import { parseVersion } from '../../versions/version.ts';
import { type Assignment, assigned, moveMarker, type Sharding } from './assignment.ts';
import type { JobContext } from './context.ts';
import { constant } from './rules.ts';

/** Zones of a Prometheus with topology sharding; empty without it. */
export function zones(context: Pick<JobContext, 'spec' | 'options'>): readonly string[] {
  const { shardingStrategy } = context.spec;
  if (!context.options.gates.PrometheusTopologySharding || shardingStrategy?.mode !== 'Topology') return [];
  return shardingStrategy.topology?.values ?? [];
}

/** Limit of shards of one object. Each is a StatefulSet, and one response has all of them. */
export const SHARDS_LIMIT = 1_000;

interface Sharded {
  readonly shards?: number | undefined;
  readonly secrets?: readonly string[] | undefined;
  readonly configMaps?: readonly string[] | undefined;
}

/** Limit of characters of all StatefulSets of one object, approximately. */
const MAX_CHARACTERS = 20_000_000;
/** Characters of a Secret or ConfigMap in a pod: a volume and its mounts. */
const VOLUME_CHARACTERS = 300;

/** A `TooExpensive` issue if all shards together repeat too much of the spec. */
function checkPods(spec: Sharded): Issue[] {
  const { shards = 1, secrets = [], configMaps = [] } = spec;
  if (
    shards <= 1 ||
    shards * (JSON.stringify(spec).length + VOLUME_CHARACTERS * (secrets.length + configMaps.length)) <= MAX_CHARACTERS
  )
    return [];
  return [
    issue('TooExpensive', 'spec.shards', `${shards} shards repeat a long spec: use fewer shards, or a shorter spec`),
  ];
}

/** Number of shards of a spec, from 1 to the limit. `checkShards` reports a larger number. */
export const shardsOf = ({ shards = 1 }: Sharded): number => Math.min(SHARDS_LIMIT, Math.max(1, Math.trunc(shards)));

/** An issue for too many shards: `InvalidConfiguration`, or `TooExpensive` because of a long spec. */
export function checkShards(spec: Sharded): Issue[] {
  const { shards = 1 } = spec;
  if (shards <= SHARDS_LIMIT) return checkPods(spec);
  return [
    issue(
      'InvalidConfiguration',
      'spec.shards',
      `${shards} is too many: one object can have ${SHARDS_LIMIT} shards; ` +
        'spread the targets over several objects by their selectors',
    ),
  ];
}

/** Limit of shards with consistent assignment. Each shard adds two rules to every job. */
export const CONSISTENT_LIMIT = 200;

/** An `InvalidConfiguration` issue for too many shards with consistent assignment. */
export const checkAssignment = ({ mode, shards }: Assignment): Issue[] =>
  mode !== 'consistent' || shards <= CONSISTENT_LIMIT
    ? []
    : [
        issue(
          'InvalidConfiguration',
          'spec.shards',
          `${shards} is too many for consistent assignment, which adds two rules to every job for each shard: ` +
            `use at most ${CONSISTENT_LIMIT}, or hashmod`,
        ),
      ];

/** The assignment of targets: that of the context, otherwise `hashmod` over the shards of the spec. */
export const shardingOf = ({ spec, sharding }: Pick<JobContext, 'spec' | 'sharding'>): Sharding =>
  sharding ?? { now: { mode: 'hashmod', shards: shardsOf(spec) } };

/** Number of shards that scrape. While targets move, old and new shards do. */
export const scraping = ({ before, now }: Sharding): number => Math.max(before?.shards ?? 0, now.shards);

function currentShard(shards: number): Section[] {
  const all = Array.from({ length: shards }, (_, i) => String(i)).join('|');
  return [
    { target_label: '__tmp_current_shard', replacement: '$(SHARD)', action: 'replace' },
    { source_labels: ['__tmp_current_shard'], regex: all, action: 'keep' },
  ];
}

/**
 * Whether pods have the zone of their node as a label (Kubernetes 1.35 and later). Otherwise, discovery must attach the
 * labels of the node.
 */
export function podsHaveZone(options: Options): boolean {
  const version = parseVersion(options.kubernetesVersion);
  return version !== undefined && knowsKubernetes(version, 'pod.zone_label');
}

const zoneLabels = (options: Options): string[] =>
  podsHaveZone(options)
    ? [
        '__meta_kubernetes_pod_label_topology_kubernetes_io_zone',
        '__meta_kubernetes_pod_labelpresent_topology_kubernetes_io_zone',
      ]
    : [
        '__meta_kubernetes_node_label_topology_kubernetes_io_zone',
        '__meta_kubernetes_node_labelpresent_topology_kubernetes_io_zone',
      ];

const zoneRules = (options: Options): Section[] => [
  {
    source_labels: ['__meta_kubernetes_endpointslice_endpoint_zone', '__tmp_topology'],
    target_label: '__tmp_topology',
    regex: '(.+);',
    replacement: '$1',
    action: 'replace',
  },
  {
    source_labels: [...zoneLabels(options), '__tmp_topology'],
    target_label: '__tmp_topology',
    regex: '(.+);true;',
    replacement: '$1',
    action: 'replace',
  },
  { source_labels: ['__tmp_topology', '__tmp_disable_sharding'], regex: '$(TOPOLOGY_ZONE);|.+;.+', action: 'keep' },
];

const hash = (source: string): Section =>
  constant({
    source_labels: [source, '__tmp_hash'],
    target_label: '__tmp_hash',
    regex: '(.+);',
    replacement: '$1',
    action: 'replace',
  });
const HASHES = { __address__: hash('__address__'), __param_target: hash('__param_target') };

const keepMine = (regex: string): Section =>
  constant({ source_labels: ['__tmp_hash', '__tmp_disable_sharding'], regex, action: 'keep' });
const MINE = { ofAll: keepMine('$(SHARD);|.+;.+'), ofZone: keepMine('$(INZONE_SHARD);|.+;.+') };

/**
 * The last rules of a job while targets move. Old and new shards both scrape a moving target. `marker` shows in the
 * configuration of a server that it has loaded the rules. A target must have the same labels on a shard before, during
 * and after the move. Otherwise Prometheus would treat it as a new target with another scrape offset.
 */
const whileMoving = (before: Section[], now: Section[], marker: string): Section[] => [
  ...before,
  ...now,
  { target_label: '__tmp_moving', replacement: marker, action: 'replace' },
  {
    source_labels: ['__tmp_shard_before', '__tmp_shard', '__tmp_disable_sharding'],
    regex: '$(SHARD);.*|.*;$(SHARD);.*|.*;.*;.+',
    action: 'keep',
  },
  { target_label: '__tmp_hash', replacement: '$(SHARD)', action: 'replace' },
  { regex: '__tmp_shard_before|__tmp_shard|__tmp_moving', action: 'labeldrop' },
];

/**
 * Rules that keep a target on one shard, by the hash of `source`: the address, or the target of a probe. Rules of users
 * can set `__tmp_hash` before, or `__tmp_disable_sharding` to scrape from all shards. A server can also retain removed
 * shards, which then scrape nothing.
 */
export function shardingRules(context: JobContext, source: '__address__' | '__param_target'): Section[] {
  if (context.mode === 'daemonset') return [];
  const sharding = shardingOf(context);
  const shards = scraping(sharding);
  const spread = zones(context);
  const modulus = spread.length > 0 ? Math.max(1, Math.floor(shards / spread.length)) : shards;
  return [
    ...(context.mode === 'server' && context.options.gates.PrometheusShardRetentionPolicy ? currentShard(shards) : []),
    ...(spread.length > 0 ? zoneRules(context.options) : []),
    HASHES[source],
    ...(sharding.before
      ? whileMoving(
          assigned(sharding.before, '__tmp_shard_before'),
          assigned(sharding.now, '__tmp_shard'),
          moveMarker(sharding),
        )
      : [
          ...assigned({ ...sharding.now, ...(spread.length > 0 ? { shards: modulus } : {}) }, '__tmp_hash'),
          spread.length > 0 ? MINE.ofZone : MINE.ofAll,
        ]),
  ];
}
