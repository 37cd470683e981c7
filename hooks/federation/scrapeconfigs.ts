// ScrapeConfigs as members, for servers that are not a Prometheus of these hooks.
import type { Prometheus } from '../api/prometheus.ts';
import type { ScrapeConfig } from '../api/scrapeconfig.ts';
import type { Lister } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { ScrapeContext } from '../scrape/job/context.ts';
import { gives, isAllowed, isConsumer, takes } from '../scrape/job/federationlabels.ts';
import { isWatched } from '../workload/select.ts';
import { dropJob, federationInterval } from './jobs.ts';

/** Whether a ScrapeConfig is a member of the consumer's set. */
export const takesScrapeConfig = (
  consumer: Pick<Prometheus, 'metadata'>,
  object: KubernetesObject,
  options: Options,
): boolean =>
  isConsumer(consumer, options) &&
  takes(consumer) === gives(object) &&
  isWatched(object.metadata.namespace ?? '', options) &&
  isAllowed(consumer.metadata.namespace ?? '', object.metadata.namespace ?? '', options);

/** The ScrapeConfigs of a consumer's set, in the order of the configuration. */
export const memberScrapeConfigs = (
  consumer: Pick<Prometheus, 'metadata'>,
  scrapeConfigs: Lister,
  options: Options,
): KubernetesObject[] => scrapeConfigs.list().filter((object) => takesScrapeConfig(consumer, object, options));

/** A ScrapeConfig with the defaults of federation. The user's fields take precedence. */
export function filled(
  object: KubernetesObject,
  selectors: readonly string[],
  context: ScrapeContext,
): KubernetesObject {
  const { spec, metadata } = object as unknown as ScrapeConfig;
  const job = spec.jobName || `scrapeConfig/${metadata.namespace}/${metadata.name}`;
  const { source_labels: sourceLabels, regex, target_label: targetLabel, replacement } = dropJob(job);
  return {
    ...object,
    spec: {
      metricsPath: '/federate',
      honorLabels: true,
      trackTimestampsStaleness: true,
      scrapeInterval: federationInterval(context),
      metricRelabelings: [
        { action: 'labeldrop', regex: 'prometheus_replica' },
        { sourceLabels, regex, targetLabel, replacement },
      ],
      ...spec,
      params: { 'match[]': selectors, ...spec.params },
    },
  };
}
