// A consumer: its members, their scrape jobs, and the condition FederationHealthy.

import type { Prometheus } from '../api/prometheus.ts';
import type { NewCondition } from '../core/conditions.ts';
import type { Listers } from '../core/inputs.ts';
import { describe, type Issue, issue, text } from '../core/issue.ts';
import { byText } from '../core/meta.ts';
import { dumpYaml } from '../core/yaml.ts';
import { isUnmanaged } from '../prometheus/server/unmanaged.ts';
import { assetSecretName } from '../references/assetsecret.ts';
import { examine } from '../scrape/examine.ts';
import { jobContexts, type ScrapeContext } from '../scrape/job/context.ts';
import { FEDERATE, FEDERATION_OF, isAllowed, isConsumer, labelPath, takes } from '../scrape/job/federationlabels.ts';
import { SCRAPE_KINDS } from '../scrape/kinds.ts';
import type { Selected } from '../scrape/select.ts';
import { firstLines } from '../workload/conditions.ts';
import { isWatched } from '../workload/select.ts';
import { importCandidates } from './imports.ts';
import { federationJob, jobName } from './jobs.ts';
import { loopCheck } from './loops.ts';
import { type Candidate, localCandidates, localIdentity } from './members.ts';
import { filled, memberScrapeConfigs } from './scrapeconfigs.ts';
import { federationSelectors, type Selectors } from './selectors.ts';

/** What federation adds to a Prometheus. */
export interface Federation {
  /** One job for each member, as YAML list items. */
  readonly jobs: readonly string[];
  /** ScrapeConfigs that are members, with their jobs. */
  readonly scrapeConfigs: readonly Selected[];
  readonly conditions: readonly NewCondition[];
  /** Whether Metacontroller has not sent the related objects of a consumer yet. */
  readonly isNotLoaded: boolean;
}

/** Listers of all kinds of members. */
export type FederationSources = Pick<
  Listers,
  'prometheuses' | 'scrapeConfigs' | 'secrets' | 'serviceImportsV1alpha1' | 'serviceImportsV1beta1'
>;

const NONE: Federation = { jobs: [], scrapeConfigs: [], conditions: [], isNotLoaded: false };

const healthy = (status: NewCondition['status'], reason: string, message: string): NewCondition => ({
  type: 'FederationHealthy',
  status,
  reason,
  message,
});

/** An `OtherNamespace` issue where the consumer may not read members of that namespace. */
const checkNamespace = (parent: Prometheus, { object }: Candidate, context: ScrapeContext): Issue[] =>
  isAllowed(parent.metadata.namespace ?? '', object.metadata.namespace ?? '', context.options)
    ? []
    : [
        issue(
          'OtherNamespace',
          labelPath(FEDERATE),
          'is in another namespace; --federation-across-namespaces allows that',
        ),
      ];

/** The members of the consumer's set, each with all its issues. */
function checked(parent: Prometheus, all: readonly Candidate[], context: ScrapeContext): Candidate[] {
  const { options } = context;
  const consumer = localIdentity(parent, options);
  const checkLoop = loopCheck(
    consumer,
    all.map(({ identity }) => identity),
    options,
  );
  const names = new Set<string>();
  return all
    .filter(
      ({ identity, object }) => identity.gives === takes(parent) && isWatched(object.metadata.namespace ?? '', options),
    )
    .map((candidate) => {
      const issues = [
        ...checkNamespace(parent, candidate, context),
        ...candidate.issues,
        ...checkLoop(candidate.identity),
      ];
      const name = candidate.endpoint && jobName(candidate, candidate.endpoint);
      if (name && issues.length === 0 && names.has(name))
        issues.push(
          issue(
            'InvalidConfiguration',
            labelPath(FEDERATE),
            `another member is also ${name}: give clusters different names`,
          ),
        );
      if (name && issues.length === 0) names.add(name);
      return { ...candidate, issues };
    });
}

function examined(
  parent: Prometheus,
  { scrapeConfigs, secrets }: FederationSources,
  selectors: readonly string[],
  context: ScrapeContext,
): Selected[] {
  const kind = SCRAPE_KINDS.find((one) => one.kind === 'ScrapeConfig');
  if (!kind) return [];
  const contexts = jobContexts(context);
  return memberScrapeConfigs(parent, scrapeConfigs, context.options).map((object) => {
    const { namespace, name } = object.metadata;
    const asset = secrets.get(namespace, assetSecretName('ScrapeConfig', name));
    return {
      kind: 'ScrapeConfig',
      object,
      ...examine(kind, { object: filled(object, selectors, context), asset }, contexts(namespace)),
    };
  });
}

/** The members of a consumer, and the issues of its selectors. */
interface Found {
  readonly members: readonly Candidate[];
  readonly scrapeConfigs: readonly Selected[];
  readonly issues: Selectors['issues'];
}

/** Condition FederationHealthy. */
function condition(
  parent: Prometheus,
  { members, scrapeConfigs, issues }: Found,
  context: ScrapeContext,
): NewCondition {
  const found = members.length + scrapeConfigs.length;
  if (isUnmanaged(parent.spec, context.options))
    return healthy(
      'False',
      'ConfigurationUnmanaged',
      'no selector is set, so you write the configuration, and it has no jobs of members: ' +
        'set one, such as spec.serviceMonitorSelector: {}',
    );
  if (found === 0) {
    const set = `${FEDERATE}: ${takes(parent)}`;
    return healthy(
      'False',
      'NoMembers',
      `${labelPath(FEDERATION_OF)}: no Prometheus, ScrapeConfig or ServiceImport is labelled ${set}`,
    );
  }
  const rejected = [...members, ...scrapeConfigs].filter((member) => member.issues.length > 0);
  const counts = `members: ${found} found, ${found - rejected.length} in use`;
  const lines = [
    ...issues.map(text),
    ...rejected.flatMap(({ kind, object, issues: all }) => all.slice(0, 1).map((one) => describe(kind, object, one))),
  ];
  if (lines.length === 0) return healthy('True', '', counts);
  return healthy(
    'False',
    rejected.length > 0 ? 'MembersRefused' : 'InvalidSelectors',
    `${counts}\n${firstLines(lines)}`,
  );
}

/**
 * What federation adds to a Prometheus; nothing without the label of a consumer. `FederationHealthy` reports members
 * that are unreachable, in another namespace or in a loop, and invalid lines of the annotation with selectors. Each is
 * left out alone.
 */
export function federation(parent: Prometheus, sources: FederationSources, context: ScrapeContext): Federation {
  const { options, version, spec } = context;
  if (!isConsumer(parent, options)) return NONE;
  if (!sources.prometheuses.isSynced) {
    const message =
      `${labelPath(FEDERATION_OF)} is newer than the related objects that Metacontroller sends: ` +
      'they are updated within 20 minutes, or when spec changes';
    return { ...NONE, isNotLoaded: true, conditions: [healthy('Unknown', 'MembersUnread', message)] };
  }
  const chosen = federationSelectors(parent, { release: version, features: spec.enableFeatures ?? [] });
  const all = [...localCandidates(sources.prometheuses, options), ...importCandidates(sources, options)];
  const members = checked(parent, all, context);
  const scrapeConfigs = examined(parent, sources, chosen.selectors, context);
  const jobs = members
    .flatMap((member) =>
      member.issues.length === 0 && member.endpoint
        ? [federationJob(member, member.endpoint, chosen.selectors, context)]
        : [],
    )
    .sort((a, b) => byText(String(a['job_name']), String(b['job_name'])))
    .map((job) => dumpYaml([job]));
  return {
    jobs,
    scrapeConfigs,
    conditions: [condition(parent, { members, scrapeConfigs, issues: chosen.issues }, context)],
    isNotLoaded: false,
  };
}
