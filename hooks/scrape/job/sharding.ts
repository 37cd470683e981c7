// Which shard scrapes a target: relabeling rules at the end of every job, filled in by each shard's reloader.
import { type Issue, issue } from '../../core/issue.ts';
import type { Options } from '../../core/options.ts';
import type { Section } from '../../core/section.ts';
import { knowsKubernetes } from '../../versions/kubernetes.ts';
import { parseVersion } from '../../versions/version.ts';
import { type Assignment, assigned, markOfMove, type Sharding } from './assignment.ts';
import type { ScrapeContext } from './context.ts';

/** Zones of a Prometheus that spreads shards over them; empty where it does not. */
export function zones(context: Pick<ScrapeContext, 'spec' | 'options'>): readonly string[] {
  const { shardingStrategy } = context.spec;
  if (!context.options.gates.PrometheusTopologySharding || shardingStrategy?.mode !== 'Topology') return [];
  return shardingStrategy.topology?.values ?? [];
}

/** The most shards of one object: each is a StatefulSet, and all are written with one answer. */
export const SHARDS_LIMIT = 1_000;

interface Sharded {
  readonly shards?: number | undefined;
  readonly secrets?: readonly string[] | undefined;
  readonly configMaps?: readonly string[] | undefined;
}

/** Characters of all StatefulSets of one object, about. */
const LARGEST = 20_000_000;
/** What a Secret or ConfigMap takes in a pod: a volume, and mounts. */
const VOLUME = 300;

/** Every shard has a pod of its own, and each says all that the spec says. */
function checkPods(spec: Sharded): Issue[] {
  const { shards = 1, secrets = [], configMaps = [] } = spec;
  if (shards <= 1 || shards * (JSON.stringify(spec).length + VOLUME * (secrets.length + configMaps.length)) <= LARGEST)
    return [];
  return [
    issue(
      'TooExpensive',
      'spec.shards',
      `${shards} shards repeat a long spec: make the shards fewer, or the spec shorter`,
    ),
  ];
}

/** Shards of a spec: at least one. Never more than the limit, whatever is written: `checkShards` says so. */
export const shardsOf = ({ shards = 1 }: Sharded): number => Math.min(SHARDS_LIMIT, Math.max(1, Math.trunc(shards)));

/** An issue for more shards than one object can have: `InvalidConfiguration`, or `TooExpensive` for its spec. */
export function checkShards(spec: Sharded): Issue[] {
  const { shards = 1 } = spec;
  if (shards <= SHARDS_LIMIT) return checkPods(spec);
  return [
    issue(
      'InvalidConfiguration',
      'spec.shards',
      `${shards} is too many: one object can have ${SHARDS_LIMIT} shards; spread the targets over several objects by their selectors`,
    ),
  ];
}

/** The most shards with consistent assignment: each is two more rules in every job. */
const CONSISTENT_LIMIT = 200;

/** An `InvalidConfiguration` issue for more shards than consistent assignment can have. */
export const checkAssignment = ({ mode, shards }: Assignment): Issue[] =>
  mode !== 'consistent' || shards <= CONSISTENT_LIMIT
    ? []
    : [
        issue(
          'InvalidConfiguration',
          'spec.shards',
          `${shards} is too many for consistent assignment, which adds two rules to every job for each shard: use at most ${CONSISTENT_LIMIT}, or hashmod`,
        ),
      ];

/** How targets are spread: as the context says, else over the shards of its spec. */
export const shardingOf = ({ spec, sharding }: Pick<ScrapeContext, 'spec' | 'sharding'>): Sharding =>
  sharding ?? { now: { mode: 'hashmod', shards: shardsOf(spec) } };

/** Shards that scrape: while targets move, those of before and those to come. */
export const scraping = ({ before, now }: Sharding): number => Math.max(before?.shards ?? 0, now.shards);

function currentShard(shards: number): Section[] {
  const all = Array.from({ length: shards }, (_, i) => String(i)).join('|');
  return [
    { target_label: '__tmp_current_shard', replacement: '$(SHARD)', action: 'replace' },
    { source_labels: ['__tmp_current_shard'], regex: all, action: 'keep' },
  ];
}

/**
 * Whether pods carry the zone of their node as a label (Kubernetes 1.35 and later); else the node's labels have to be
 * attached.
 */
export function podsKnowZone(options: Options): boolean {
  const version = parseVersion(options.kubernetesVersion);
  return version !== undefined && knowsKubernetes(version, 'pod.zone_label');
}

const zoneLabels = (options: Options): string[] =>
  podsKnowZone(options)
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

const hash = (source: string): Section => ({
  source_labels: [source, '__tmp_hash'],
  target_label: '__tmp_hash',
  regex: '(.+);',
  replacement: '$1',
  action: 'replace',
});

/**
 * The end of a job while targets move: each is scraped where it was and where it will be. `mark` shows in a server's
 * configuration that it knows. Whoever keeps a target gives it the labels that it has there before and after: with
 * others it would be a new target to Prometheus, scraped at another moment of the interval.
 */
const whileMoving = (before: Section[], now: Section[], mark: string): Section[] => [
  ...before,
  ...now,
  { target_label: '__tmp_moving', replacement: mark, action: 'replace' },
  {
    source_labels: ['__tmp_shard_before', '__tmp_shard', '__tmp_disable_sharding'],
    regex: '$(SHARD);.*|.*;$(SHARD);.*|.*;.*;.+',
    action: 'keep',
  },
  { target_label: '__tmp_hash', replacement: '$(SHARD)', action: 'replace' },
  { regex: '__tmp_shard_before|__tmp_shard|__tmp_moving', action: 'labeldrop' },
];

/**
 * Rules that keep a target on one shard, by the hash of `source` (the address, or a probe's target). Users may set
 * `__tmp_hash` before, or
 * `__tmp_disable_sharding` to scrape from every shard. A server also keeps removed shards, which then scrape nothing.
 */
export function shardingRules(context: ScrapeContext, source: '__address__' | '__param_target'): Section[] {
  if (context.mode === 'daemonset') return [];
  const sharding = shardingOf(context);
  const shards = scraping(sharding);
  const spread = zones(context);
  const modulus = spread.length > 0 ? Math.max(1, Math.floor(shards / spread.length)) : shards;
  const mine = spread.length > 0 ? '$(INZONE_SHARD);|.+;.+' : '$(SHARD);|.+;.+';
  return [
    ...(context.mode === 'server' && context.options.gates.PrometheusShardRetentionPolicy ? currentShard(shards) : []),
    ...(spread.length > 0 ? zoneRules(context.options) : []),
    hash(source),
    ...(sharding.before
      ? whileMoving(
          assigned(sharding.before, '__tmp_shard_before'),
          assigned(sharding.now, '__tmp_shard'),
          markOfMove(sharding),
        )
      : [
          ...assigned({ ...sharding.now, ...(spread.length > 0 ? { shards: modulus } : {}) }, '__tmp_hash'),
          { source_labels: ['__tmp_hash', '__tmp_disable_sharding'], regex: mine, action: 'keep' },
        ]),
  ];
}
