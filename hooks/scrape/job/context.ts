// Inputs of scrape jobs besides their object: the Prometheus or agent.

import type { commonPrometheusFields } from '../../api/parts/prometheusspec.ts';
import type { PrometheusSpec } from '../../api/prometheus.ts';
import { sha256 } from '../../core/digest.ts';
import type { Options } from '../../core/options.ts';
import type { Enforced } from '../../promql/enforce.ts';
import { type Assets, NO_ASSETS, type Owner } from '../../references/assets.ts';
import { formatVersion, type Version } from '../../versions/version.ts';
import { type Sharding, textOf } from './assignment.ts';

/** The spec fields of both Prometheus and PrometheusAgent. */
export type CommonSpec = Pick<PrometheusSpec, keyof typeof commonPrometheusFields>;

/** The fields of the spec that the jobs of objects depend on. Two workloads with equal ones have equal jobs. */
export const JOB_FIELDS = [
  'apiserverConfig',
  'arbitraryFSAccessThroughSMs',
  'enforcedBodySizeLimit',
  'enforcedKeepDroppedTargets',
  'enforcedLabelLimit',
  'enforcedLabelNameLengthLimit',
  'enforcedLabelValueLengthLimit',
  'enforcedNamespaceLabel',
  'enforcedSampleLimit',
  'enforcedTargetLimit',
  'excludedFromEnforcement',
  'ignoreNamespaceSelectors',
  'nameValidationScheme',
  'overrideHonorLabels',
  'overrideHonorTimestamps',
  'podTargetLabels',
  'scrapeClasses',
  'scrapeInterval',
  'serviceDiscoveryRole',
  'shardingStrategy',
  'shards',
] as const satisfies readonly (keyof CommonSpec)[];

export type JobSpec = Pick<CommonSpec, (typeof JOB_FIELDS)[number]>;

/** What the jobs of objects depend on. */
export interface JobContext {
  readonly spec: JobSpec;
  readonly version: Version;
  readonly options: Options;
  /** A server can retain removed shards. An agent cannot, and an agent as a DaemonSet has no shards. */
  readonly mode: 'server' | 'agent' | 'daemonset';
  /** The assignment of targets to shards; `hashmod` over `spec.shards` by default. */
  readonly sharding?: Sharding | undefined;
  /** Whether jobs share one Kubernetes discovery of all namespaces (`sharesDiscovery`). */
  readonly sharesDiscovery?: boolean | undefined;
  /** What was read of the references of the Prometheus or agent. */
  readonly assets: Assets;
}

/** The Prometheus or agent, before its references are resolved. */
export interface Scraper extends Omit<JobContext, 'assets'> {
  readonly namespace: string;
  readonly name: string;
  readonly spec: CommonSpec;
}

/** The Prometheus or agent. `assets`: what was read of its references. */
export interface ScrapeContext extends Scraper, Owner {}

/** A configuration object to render: its name, its namespace, and what was read of its references. */
export interface Subject extends Owner {
  readonly name: string;
  /** A marker label for its series, because its rules are moved together with it. */
  readonly mark?: Enforced | undefined;
}

/** A context of jobs, with a digest of it as a key of the cache. */
export interface KeyedContext {
  readonly context: JobContext;
  readonly key: string;
}

const optionIds = new WeakMap<Options, number>();
let nextOptionId = 0;

function optionId(options: Options): number {
  const known = optionIds.get(options);
  if (known !== undefined) return known;
  optionIds.set(options, nextOptionId);
  return nextOptionId++;
}

/**
 * What the jobs of the objects of a namespace depend on. Workloads with equal settings have the same keys, so that they
 * share results. The Secrets of a workload count for objects of its own namespace only.
 */
export function jobContexts({
  namespace,
  spec,
  version,
  mode,
  assets,
  options,
  sharding,
  sharesDiscovery,
}: ScrapeContext): (namespace: string | undefined) => KeyedContext {
  const own = Object.fromEntries(JOB_FIELDS.map((field) => [field, spec[field]])) as JobSpec;
  const spread = sharding && [sharding.before, sharding.now].map((one) => one && textOf(one));
  const settings = [own, formatVersion(version), mode, optionId(options), spread, sharesDiscovery];
  const keyed = (read: Assets): KeyedContext => ({
    context: { spec: own, version, mode, options, sharding, sharesDiscovery, assets: read },
    key: sha256(JSON.stringify([...settings, [...read.values]])),
  });
  const theirs = keyed(NO_ASSETS);
  const ours = assets.values.size > 0 ? keyed(assets) : theirs;
  return (of) => (of === namespace ? ours : theirs);
}
