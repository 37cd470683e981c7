// The workloads that select objects: each with the context in which its objects are checked, and what is wrong with the
// workload itself. The checks are those of the hooks.
import type { Prometheus } from '../api/prometheus.ts';
import type { PrometheusAgent } from '../api/prometheusagent.ts';
import { checkShape } from '../api/shape.ts';
import type { ThanosRuler } from '../api/thanosruler.ts';
import { agentMode, prepare as prepareAgent } from '../controllers/agent/prepare.ts';
import { prometheusInputs } from '../controllers/prometheus/inputs.ts';
import { prepare as preparePrometheus } from '../controllers/prometheus/prepare.ts';
import { prepare as prepareRuler } from '../controllers/thanosruler/prepare.ts';
import { listers } from '../core/inputs.ts';
import type { Issue } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { unscaled } from '../prometheus/autoscaling/scaling.ts';
import { isAutoscaled, runningShards } from '../prometheus/sharding/running.ts';
import { NO_ASSETS } from '../references/assets.ts';
import type { CommonSpec, ScrapeContext } from '../scrape/job/context.ts';
import { sharesDiscovery } from '../scrape/job/kubernetes.ts';
import { prometheusVersion } from '../versions/prometheus.ts';
import { thanosVersion } from '../versions/thanos.ts';
import type { Version } from '../versions/version.ts';
import { type Cluster, idOf } from './cluster.ts';

/** A workload, checked. */
export interface Workload {
  readonly object: KubernetesObject;
  /** `Kind namespace/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** Why it is not reconciled. */
  readonly issues: readonly Issue[];
}

/** A Prometheus or PrometheusAgent. */
export interface Scraper extends Workload {
  /** Absent without a valid version. */
  readonly context: ScrapeContext | undefined;
  /** The additional scrape jobs of the user. */
  readonly additional: readonly Section[];
}

/** A ThanosRuler. */
export interface Ruler extends Workload {
  readonly version: Version | undefined;
}

/** Nothing is known about children: what the hooks decide by them does not matter here. */
const NO_CHILDREN = listers({});

const named = (object: KubernetesObject): Omit<Workload, 'issues'> => ({
  object,
  id: idOf(object),
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

/** The context without shards, so that the rules of the jobs keep every target on the one shard. */
const oneShard = (context: ScrapeContext): ScrapeContext => {
  const { shardingStrategy: _strategy, ...spec } = context.spec;
  return {
    ...context,
    spec: { ...spec, shards: 1 },
    sharding: undefined,
    options: { ...context.options, gates: { ...context.options.gates, PrometheusShardRetentionPolicy: false } },
  };
};

/** A context without what the references hold, for a workload that is not reconciled. */
function bareContext(object: KubernetesObject, { options }: Cluster): ScrapeContext | undefined {
  const spec = object['spec'] as CommonSpec;
  const version = prometheusVersion(spec.version);
  if (!version) return undefined;
  const { name, namespace = '' } = object.metadata;
  const mode = object.kind === 'Prometheus' ? 'server' : agentMode(object as unknown as PrometheusAgent);
  const shares = sharesDiscovery(object.metadata, options);
  return { namespace, name, spec, version, options, mode, sharesDiscovery: shares, assets: NO_ASSETS };
}

/** A Prometheus with the number of shards in force in its spec. */
const withRunningShards = (object: KubernetesObject): KubernetesObject => {
  const parent = object as unknown as Prometheus;
  return isAutoscaled(parent) ? { ...object, spec: { ...parent.spec, shards: runningShards(parent) } } : object;
};

function prepared(object: KubernetesObject, { listers: related, options }: Cluster) {
  if (object.kind === 'PrometheusAgent') {
    const found = prepareAgent(object as unknown as PrometheusAgent, related, options);
    return 'issues' in found ? found : { context: found.context, additional: found.additional };
  }
  const parent = withRunningShards(object);
  const inputs = { parent, observed: NO_CHILDREN, children: [], related };
  const found = preparePrometheus(prometheusInputs(unscaled(inputs, options), {}, new Date(0)));
  return 'issues' in found ? found : { context: found.context, additional: found.additional.scrapeConfigs ?? [] };
}

function scraper(object: KubernetesObject, of: Cluster): Scraper {
  const malformed = checkShape(object);
  if (malformed.length > 0) return { ...named(object), issues: malformed, context: undefined, additional: [] };
  const found = prepared(object, of);
  const issues = 'issues' in found ? found.issues : [];
  const context = 'context' in found ? found.context : bareContext(object, of);
  const additional = 'additional' in found ? found.additional : [];
  return { ...named(object), issues, context: context && oneShard(context), additional };
}

/** All Prometheus and PrometheusAgent objects. */
export const scrapers = (of: Cluster): readonly Scraper[] =>
  of.once('scrapers', () => [...of.of('Prometheus'), ...of.of('PrometheusAgent')].map((object) => scraper(object, of)));

function ruler(object: KubernetesObject, { listers: related, options }: Cluster): Ruler {
  const malformed = checkShape(object);
  const spec = object['spec'] as ThanosRuler['spec'] | undefined;
  const version = malformed.length > 0 ? undefined : thanosVersion(spec?.version);
  if (malformed.length > 0) return { ...named(object), issues: malformed, version };
  const found = prepareRuler(object as unknown as ThanosRuler, related, options);
  return { ...named(object), issues: 'issues' in found ? found.issues : [], version };
}

/** All ThanosRuler objects. */
export const rulers = (of: Cluster): readonly Ruler[] =>
  of.once('rulers', () => of.of('ThanosRuler').map((object) => ruler(object, of)));

/** The spec of a Prometheus. */
export const prometheusSpec = ({ object }: Workload): Prometheus['spec'] => object['spec'] as Prometheus['spec'];
