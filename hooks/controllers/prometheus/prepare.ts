// Checks a Prometheus itself: versions, references, arguments. An issue here stops the sync.

import type { Prometheus } from '../../api/prometheus.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { checkLabelTexts, checkSelector } from '../../core/selector.ts';
import { checkRaw, checkSections, type RawList } from '../../prometheus/config/acceptance.ts';
import { resolveAdditionalList } from '../../prometheus/config/additional.ts';
import { type Additional, otherSections } from '../../prometheus/config/file.ts';
import { resolveCommon, resolveServer } from '../../prometheus/config/references.ts';
import { checkRulerAlerting } from '../../prometheus/querytier/alertmanagers.ts';
import { checkLabels } from '../../prometheus/querytier/config.ts';
import { alertmanager } from '../../prometheus/schema/alerting.ts';
import { job } from '../../prometheus/schema/job.ts';
import { relabelRule } from '../../prometheus/schema/relabel.ts';
import { type Compaction, serverArgs } from '../../prometheus/server/args.ts';
import { checkFeatures, checkGrpcServer, serverFields, sidecarFields } from '../../prometheus/server/fieldvalues.ts';
import { podLabels, shardLabels } from '../../prometheus/server/labels.ts';
import { sidecarArgs, sidecarCompaction } from '../../prometheus/server/thanossidecar.ts';
import { isUnmanaged } from '../../prometheus/server/unmanaged.ts';
import { progress, type Reshard } from '../../prometheus/sharding/progress.ts';
import { wantedAssignment } from '../../prometheus/sharding/state.ts';
import { existingTier, isThanos, type Tier } from '../../prometheus/sharding/tier.ts';
import { mergeAssets, mergeResults, type Resolved } from '../../references/assets.ts';
import { relatedLookup } from '../../references/lookup.ts';
import { resolver, type SecretResolver } from '../../references/resolver.ts';
import type { ScrapeContext, Scraper } from '../../scrape/job/context.ts';
import { withClusterLabel } from '../../scrape/job/federationlabels.ts';
import { sharesDiscovery } from '../../scrape/job/kubernetes.ts';
import { checkAssignment, checkShards } from '../../scrape/job/sharding.ts';
import { SCRAPE_KINDS } from '../../scrape/kinds.ts';
import { wantedSecrets } from '../../scrape/parts.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { thanosVersion } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, checkAdditionalArgs } from '../../workload/args.ts';
import { checkFields, checkNullCharacters } from '../../workload/fieldvalues.ts';
import { checkImage } from '../../workload/image.ts';
import { isOverdue } from '../../workload/overdue.ts';
import { checkGoverningService, checkStorageClass } from '../../workload/prerequisites.ts';
import type { Selection } from '../../workload/select.ts';
import { ruleSelection } from './customize.ts';
import type { PrometheusInputs } from './inputs.ts';

/** The checked Prometheus. */
export interface Prepared {
  readonly context: ScrapeContext;
  readonly thanos: Version | undefined;
  readonly compaction: Compaction;
  readonly args: readonly Argument[];
  readonly additional: Additional;
  readonly reshard: Reshard;
  readonly tier: Tier;
  /** Whether the sync no longer waits for objects with pending references. */
  readonly overdue: boolean;
  /** The number of configuration Secrets that the user wants. */
  readonly configSecrets: number;
}

/** `InvalidSelector` issues of selections, each with the prefix of its fields (`serviceMonitor`). */
export const checkSelections = (selections: readonly (readonly [path: string, Selection])[]): Issue[] =>
  selections.flatMap(([path, by]) => [
    ...checkSelector(by.selector, `spec.${path}Selector`),
    ...checkSelector(by.namespaceSelector, `spec.${path}NamespaceSelector`),
  ]);

const PATHS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
};

/** The selections of scrape objects, each with the prefix of its fields. */
export const scrapeSelections = (spec: ScrapeContext['spec'], namespace: string): (readonly [string, Selection])[] =>
  SCRAPE_KINDS.map((kind) => [PATHS[kind.kind] ?? '', kind.selection(spec, namespace)] as const);

function checkVersions(parent: Prometheus): Issue[] {
  const { version, thanos } = parent.spec;
  const issues: Issue[] = [];
  if (!prometheusVersion(version))
    issues.push(issue('InvalidVersion', 'spec.version', `${quoted(version)} is not a version of Prometheus 2 or 3`));
  if (thanos && !thanosVersion(thanos.version))
    issues.push(issue('InvalidVersion', 'spec.thanos.version', `${quoted(thanos.version)} is not a version`));
  return [...issues, ...checkShards(parent.spec)];
}

interface ResolvedAdditional extends Resolved {
  readonly additional: Additional;
}

function resolveAdditional(spec: Prometheus['spec'], resolver: SecretResolver): ResolvedAdditional {
  const read = (field: 'additionalScrapeConfigs' | 'additionalAlertRelabelConfigs' | 'additionalAlertManagerConfigs') =>
    resolveAdditionalList(resolver, spec[field], `spec.${field}`);
  const scrape = read('additionalScrapeConfigs');
  const relabel = read('additionalAlertRelabelConfigs');
  const alertmanagers = read('additionalAlertManagerConfigs');
  return {
    additional: { scrapeConfigs: scrape.list, relabelConfigs: relabel.list, alertmanagers: alertmanagers.list },
    ...mergeResults([scrape, relabel, alertmanagers]),
  };
}

/** All issues of a Prometheus with valid versions. `found`: those of its references. */
function checkParent(
  { prometheus: parent, related, options }: PrometheusInputs,
  { context, thanos, compaction, args, additional, tier }: Prepared,
  found: { readonly spec: readonly Issue[]; readonly additional: readonly Issue[] },
): Issue[] {
  const { spec, metadata } = parent;
  const { namespace, version } = context;
  const sidecar =
    spec.thanos && thanos ? sidecarArgs({ spec, thanos: spec.thanos, version: thanos, compaction, options }) : [];
  const labels = podLabels(version, spec.podMetadata?.labels, shardLabels('server', metadata.name, 0, options.labels));
  return [
    ...checkAssignment(wantedAssignment(parent, options)),
    ...checkStorageClass(spec.storage, related.storageClasses),
    ...checkImage(spec, 'spec'),
    ...checkImage(spec.thanos ?? {}, 'spec.thanos'),
    ...checkSelections([...scrapeSelections(spec, namespace), ['rule', ruleSelection(spec, namespace)]]),
    ...found.spec,
    ...(tier === 'none' ? [] : checkLabels(spec)),
    ...(isThanos(tier) ? checkRulerAlerting(spec, additional.alertmanagers) : []),
    ...found.additional,
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, namespace, labels, related.services),
    ...checkFields([...serverFields(spec), ...sidecarFields(spec.thanos)], options),
    ...checkFeatures(spec, version, options),
    ...checkGrpcServer(spec.thanos?.grpcServerTlsConfig, 'spec.thanos.grpcServerTlsConfig', options),
    ...checkNullCharacters([...args, ...(spec.additionalArgs ?? [])], 'spec', options),
    ...checkNullCharacters([...sidecar, ...(spec.thanos?.additionalArgs ?? [])], 'spec.thanos', options),
    ...checkAdditionalArgs(args, spec.additionalArgs, 'spec.additionalArgs'),
    ...checkAdditionalArgs(sidecar, spec.thanos?.additionalArgs, 'spec.thanos.additionalArgs'),
  ];
}

/** What Prometheus would refuse of its own sections and of the additional configuration. */
function checkFile(spec: Prometheus['spec'], { context, additional }: Prepared): Issue[] {
  const raw: readonly RawList[] = [
    { list: additional.scrapeConfigs, table: job, path: 'spec.additionalScrapeConfigs' },
    { list: additional.alertmanagers, table: alertmanager, path: 'spec.additionalAlertManagerConfigs' },
    { list: additional.relabelConfigs, table: relabelRule, path: 'spec.additionalAlertRelabelConfigs' },
  ];
  const issues = raw.flatMap((list) => checkRaw(list, context));
  if (issues.length > 0) return issues;
  const { head, tail } = otherSections(spec, context, { additional, ruleConfigMaps: [], evaluates: true });
  return checkSections({ ...head, ...tail }, context);
}

/** The checked Prometheus, or the issues that stop the sync. */
export function prepare(inputs: PrometheusInputs): Prepared | { readonly issues: readonly Issue[] } {
  const { prometheus: parent, prefix, observed, related, facts, now, options } = inputs;
  const { spec, metadata } = parent;
  const version = prometheusVersion(spec.version);
  const thanos = spec.thanos ? thanosVersion(spec.thanos.version) : undefined;
  const wrong = checkVersions(parent);
  if (!version || wrong.length > 0) return { issues: wrong };
  const configSecrets = isUnmanaged(spec, options) ? 1 : wantedSecrets(inputs.parent.metadata, version, options);
  if (typeof configSecrets !== 'number') return { issues: [configSecrets] };
  const tier = existingTier(parent, observed, prefix, options);
  const reshard = progress(parent, tier, { observed, pods: related.pods, facts, now }, options);
  const { name, namespace = '' } = metadata;
  const scraper: Scraper = {
    sharding: reshard.sharding,
    namespace,
    name,
    spec: withClusterLabel(parent, options),
    version,
    options,
    mode: 'server',
    sharesDiscovery: sharesDiscovery(inputs.parent.metadata, options),
  };
  const own = resolver(relatedLookup(related), namespace, options.parity);
  const { additional, ...read } = resolveAdditional(spec, own);
  const resolved = mergeResults([resolveCommon(scraper, own), resolveServer(spec, own, version)]);
  const context: ScrapeContext = { ...scraper, assets: mergeAssets([read.assets, resolved.assets]) };
  const compaction = sidecarCompaction(spec, version, thanos);
  const args = serverArgs(spec, version, compaction, options);
  const overdue = isOverdue(inputs.parent, now, options);
  const prepared: Prepared = { context, thanos, compaction, args, additional, reshard, tier, overdue, configSecrets };
  const found = checkParent(inputs, prepared, { spec: resolved.issues, additional: read.issues });
  const refused = found.length > 0 ? found : checkFile(spec, prepared);
  return refused.length > 0 ? { issues: refused } : prepared;
}
