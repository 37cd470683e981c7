// The scrape job of a member (prometheus.io: federation, configuring federation).
import { createHash } from 'node:crypto';
import { parseDuration } from '../core/duration.ts';
import { quoteRegex } from '../core/regex.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import type { ScrapeContext } from '../scrape/job/context.ts';
import { bodySizeLimit, limits } from '../scrape/job/limits.ts';
import { setLabel } from '../scrape/job/rules.ts';
import { scraping, shardingOf, shardingRules, zones } from '../scrape/job/sharding.ts';
import { knows } from '../versions/prometheus.ts';
import type { Candidate, Endpoint } from './members.ts';

const MIN_INTERVAL = '1m';

/** The scrape interval of members: that of the consumer, at least one minute. */
export const federationInterval = ({ spec }: Pick<ScrapeContext, 'spec'>): string => {
  const own = spec.scrapeInterval ?? '30s';
  return (parseDuration(own) ?? 0) > (parseDuration(MIN_INTERVAL) ?? 0) ? own : MIN_INTERVAL;
};

/**
 * Removes the replica label that /federate adds, so that all replicas give the same series. Only values with names of
 * the member's pods: series may have a label of that name.
 */
const dropReplica = (label: string, name: string): Section[] =>
  label
    ? [
        {
          source_labels: [label],
          regex: `prometheus-${quoteRegex(name)}(-shard-[0-9]+|-query)?-[0-9]+`,
          target_label: label,
          replacement: '',
        },
      ]
    : [];

/** Removes the job of this consumer, which Prometheus adds to series without a job. */
export const dropJob = (job: string): Section => ({
  source_labels: ['job'],
  regex: quoteRegex(job),
  target_label: 'job',
  replacement: '',
});

/** Adds a label to series that do not have it. */
const addLabel = (label: string, value: string): Section => ({
  source_labels: [label],
  regex: '^$',
  target_label: label,
  replacement: value,
});

/** A zone for a target, by hash. With topology sharding a shard scrapes only targets of its zone. */
const targetZone = (target: string, all: readonly string[]): string | undefined =>
  all[createHash('md5').update(target).digest().readUInt32BE(0) % all.length];

function staticConfigs({ targets, cluster }: Endpoint, context: ScrapeContext): Section[] {
  const labels = section({ cluster: nonEmpty(cluster) });
  const spread = zones(context);
  if (spread.length === 0) return [section({ targets, labels: cluster ? labels : undefined })];
  return targets.map((target) => ({
    targets: [target],
    labels: { ...labels, __tmp_topology: targetZone(target, spread) },
  }));
}

/** `federate/<cluster>/<namespace>/<name>`; without the cluster if that has no name. */
export const jobName = ({ identity }: Candidate, { cluster }: Endpoint): string =>
  ['federate', cluster, identity.namespace, identity.name].filter(Boolean).join('/');

/** The job of a member. `selectors`: the values of `match[]`. */
export function federationJob(
  member: Candidate,
  endpoint: Endpoint,
  selectors: readonly string[],
  context: ScrapeContext,
): Section {
  const { spec, version } = context;
  const { scheme, prefix, replicaLabel, missing } = endpoint;
  const name = jobName(member, endpoint);
  return section({
    job_name: name,
    honor_labels: true,
    track_timestamps_staleness: knows(version, 'scrape.track_timestamps_staleness') ? true : undefined,
    scrape_interval: federationInterval(context),
    metrics_path: `${prefix}/federate`,
    params: { 'match[]': selectors },
    scheme: scheme === 'https' ? scheme : undefined,
    // The certificate names the server, not its Service.
    tls_config: scheme === 'https' ? { insecure_skip_verify: true } : undefined,
    ...limits({}, spec, version),
    ...bodySizeLimit(undefined, spec.enforcedBodySizeLimit, version),
    static_configs: staticConfigs(endpoint, context),
    relabel_configs: nonEmptyList(scraping(shardingOf(context)) > 1 ? shardingRules(context, '__address__') : []),
    metric_relabel_configs: [
      ...dropReplica(replicaLabel, member.identity.name),
      dropJob(name),
      ...Object.entries(missing).map(([label, value]) => addLabel(label, value)),
      // A tenant's member must not write series of other namespaces.
      ...(spec.enforcedNamespaceLabel ? setLabel(spec.enforcedNamespaceLabel, member.object.metadata.namespace) : []),
    ],
  });
}
