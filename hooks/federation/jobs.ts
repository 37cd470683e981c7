// A member -> the scrape job that reads it (prometheus.io: federation, configuring federation).
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

const SHORTEST = '1m';

/** How often members are asked: once a minute, or as seldom as the consumer asks anybody. */
export const intervalOf = ({ spec }: Pick<ScrapeContext, 'spec'>): string => {
  const own = spec.scrapeInterval ?? '30s';
  return (parseDuration(own) ?? 0) > (parseDuration(SHORTEST) ?? 0) ? own : SHORTEST;
};

/**
 * Takes off what /federate appends to say which replica has answered, so that another one goes on with the same series.
 * Only names of the member's own pods: series may have a label of that name themselves.
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

/** Takes off the job of this consumer, which series get that have none, as aggregated ones do. */
export const dropJob = (job: string): Section => ({
  source_labels: ['job'],
  regex: quoteRegex(job),
  target_label: 'job',
  replacement: '',
});

/** Gives a series a label that it does not have. */
const addLabel = (label: string, value: string): Section => ({
  source_labels: [label],
  regex: '^$',
  target_label: label,
  replacement: value,
});

/** The zone of a target, as good as any other: where shards are spread over zones, each scrapes those of its own. */
const zoneOf = (target: string, all: readonly string[]): string | undefined =>
  all[createHash('md5').update(target).digest().readUInt32BE(0) % all.length];

function staticConfigs({ targets, cluster }: Endpoint, context: ScrapeContext): Section[] {
  const labels = section({ cluster: nonEmpty(cluster) });
  const spread = zones(context);
  if (spread.length === 0) return [section({ targets, labels: cluster ? labels : undefined })];
  return targets.map((target) => ({
    targets: [target],
    labels: { ...labels, __tmp_topology: zoneOf(target, spread) },
  }));
}

/** `federate/<cluster>/<namespace>/<name>`, without a cluster where it has no name. */
export const jobName = ({ identity }: Candidate, { cluster }: Endpoint): string =>
  ['federate', cluster, identity.namespace, identity.name].filter(Boolean).join('/');

/** The job of a member. `selectors`: the series to take. */
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
    scrape_interval: intervalOf(context),
    metrics_path: `${prefix}/federate`,
    params: { 'match[]': selectors },
    scheme: scheme === 'https' ? scheme : undefined,
    // The certificate names the server's own address, not that of its Service.
    tls_config: scheme === 'https' ? { insecure_skip_verify: true } : undefined,
    ...limits({}, spec, version),
    ...bodySizeLimit(undefined, spec.enforcedBodySizeLimit, version),
    static_configs: staticConfigs(endpoint, context),
    relabel_configs: nonEmptyList(scraping(shardingOf(context)) > 1 ? shardingRules(context, '__address__') : []),
    metric_relabel_configs: [
      ...dropReplica(replicaLabel, member.identity.name),
      dropJob(name),
      ...Object.entries(missing).map(([label, value]) => addLabel(label, value)),
      // A tenant's member may not speak for other namespaces.
      ...(spec.enforcedNamespaceLabel ? setLabel(spec.enforcedNamespaceLabel, member.object.metadata.namespace) : []),
    ],
  });
}
