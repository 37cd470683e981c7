// Checks a PrometheusAgent itself. An issue here stops the sync.
import type { PrometheusAgent } from '../../api/prometheusagent.ts';
import type { Listers } from '../../core/inputs.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { ObjectMeta } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { Section } from '../../core/section.ts';
import { checkLabelTexts } from '../../core/selector.ts';
import { checkRaw, checkSections } from '../../prometheus/config/acceptance.ts';
import { resolveAdditionalList } from '../../prometheus/config/additional.ts';
import { resolveCommon } from '../../prometheus/config/references.ts';
import { job } from '../../prometheus/schema/job.ts';
import { checkFeatures, commonFields } from '../../prometheus/server/fieldvalues.ts';
import { podLabels, shardLabels } from '../../prometheus/server/labels.ts';
import { mergeAssets } from '../../references/assets.ts';
import { relatedLookup } from '../../references/lookup.ts';
import { resolver } from '../../references/resolver.ts';
import type { Sharding } from '../../scrape/job/assignment.ts';
import type { ScrapeContext, Scraper } from '../../scrape/job/context.ts';
import { sharesDiscovery } from '../../scrape/job/kubernetes.ts';
import { checkShards } from '../../scrape/job/sharding.ts';
import { wantedSecrets } from '../../scrape/parts.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, checkAdditionalArgs } from '../../workload/args.ts';
import { checkFields, checkNullCharacters } from '../../workload/fieldvalues.ts';
import { checkGoverningService, checkStorageClass } from '../../workload/prerequisites.ts';
import { checkSelections, scrapeSelections } from '../prometheus/prepare.ts';
import { agentArgs } from './args.ts';
import { otherSections } from './config.ts';

/** `agent` for StatefulSets of shards, `daemonset` for a pod on every node. */
export const agentMode = (agent: PrometheusAgent): 'agent' | 'daemonset' =>
  agent.spec.mode === 'DaemonSet' ? 'daemonset' : 'agent';

/** The checked agent. */
export interface Prepared {
  readonly context: ScrapeContext;
  readonly args: readonly Argument[];
  readonly additional: readonly Section[];
  /** The number of configuration Secrets that the user wants. */
  readonly configSecrets: number;
}

/** What Prometheus would refuse of the agent's own sections and of the additional configuration. */
function checkFile(list: readonly Section[] | undefined, context: ScrapeContext): Issue[] {
  const issues = checkRaw({ list, table: job, path: 'spec.additionalScrapeConfigs' }, context);
  if (issues.length > 0) return issues;
  const { head, tail } = otherSections(context);
  return checkSections({ ...head, ...tail }, context);
}

/** The release of the agent, or the issue for which there is nothing else to check. */
function checkRelease({ spec }: PrometheusAgent, options: Options): Version | Issue {
  const version = prometheusVersion(spec.version);
  if (!version)
    return issue('InvalidVersion', 'spec.version', `${quoted(spec.version)} is not a version of Prometheus 2 or 3`);
  if (spec.mode === 'DaemonSet' && !options.gates.PrometheusAgentDaemonSet)
    return issue('InvalidConfiguration', 'spec.mode', 'DaemonSet needs the feature gate PrometheusAgentDaemonSet');
  return version;
}

/** The checked agent, or the issues that stop the sync. `sharding`: `undefined` for plain hashmod. */
export function prepare(
  agent: PrometheusAgent,
  related: Listers,
  options: Options,
  sharding?: Sharding,
): Prepared | { readonly issues: readonly Issue[] } {
  const { spec } = agent;
  const { name, namespace = '' } = agent.metadata;
  const mode = agentMode(agent);
  const version = checkRelease(agent, options);
  if ('reason' in version) return { issues: [version] };
  const configSecrets = wantedSecrets(agent.metadata as ObjectMeta, version, options);
  if (typeof configSecrets !== 'number') return { issues: [configSecrets] };
  const scraper: Scraper = {
    ...{ namespace, name, spec, version, options, mode, sharding },
    sharesDiscovery: sharesDiscovery(agent.metadata as ObjectMeta, options),
  };
  const own = resolver(relatedLookup(related), namespace, options.parity);
  const additional = resolveAdditionalList(own, spec.additionalScrapeConfigs, 'spec.additionalScrapeConfigs');
  const common = resolveCommon(scraper, own);
  const context: ScrapeContext = { ...scraper, assets: mergeAssets([additional.assets, common.assets]) };
  const args = agentArgs(context);
  const labels = podLabels(version, spec.podMetadata?.labels, shardLabels(mode, name, 0, options.labels));
  const issues = [
    ...(mode === 'agent' ? checkStorageClass(spec.storage, related.storageClasses) : []),
    ...checkSelections(scrapeSelections(spec, namespace)),
    ...checkShards(agent.spec),
    ...common.issues,
    ...additional.issues,
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, namespace, labels, related.services),
    ...checkFields(commonFields(spec), options),
    ...checkFeatures(spec, version, options),
    ...checkNullCharacters([...args, ...(spec.additionalArgs ?? [])], 'spec', options),
    ...checkAdditionalArgs(args, spec.additionalArgs, 'spec.additionalArgs'),
  ];
  const refused = issues.length > 0 ? issues : checkFile(additional.list, context);
  return refused.length > 0 ? { issues: refused } : { context, args, additional: additional.list ?? [], configSecrets };
}
