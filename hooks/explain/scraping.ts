// The first half of the chain of every scrape object: from its selection to the loaded configuration of a Prometheus.
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import { isAutoscaled } from '../prometheus/sharding/running.ts';
import { relatedLookup } from '../references/lookup.ts';
import { notLoaded, resolver } from '../references/resolver.ts';
import { resolveJobs } from '../scrape/examine.ts';
import type { ScrapeContext } from '../scrape/job/context.ts';
import { withoutTaken } from '../scrape/jobnames.ts';
import { SCRAPE_KINDS, type ScrapeKind } from '../scrape/kinds.ts';
import { acceptance, workloadSteps } from './acceptance.ts';
import { type Cluster, idOf } from './cluster.ts';
import { numberAt, textAt } from './fields.ts';
import { loaded } from './loaded.ts';
import { edit } from './repair.ts';
import { running } from './running.ts';
import { activeTargets, isUp, scraped } from './scrape.ts';
import { compare, type Selector, selecting, selectionStep } from './selection.ts';
import { broken, chain, isBroken, ok, type Step } from './step.ts';
import type { Scraper } from './workloads.ts';
import { scrapers } from './workloads.ts';
import { inSecret, written, writtenNames } from './written.ts';

/** A scrape object with the jobs that it adds to one Prometheus. */
export interface Scraping {
  readonly object: KubernetesObject;
  readonly workload: Scraper;
  readonly context: ScrapeContext;
  readonly jobs: readonly Section[];
  readonly of: Cluster;
}

/** The checks of the targets of one kind. `hasTargets`: whether targets could be found. */
export interface Targets {
  readonly steps: readonly Step[];
  readonly hasTargets: boolean;
}

const scrapeKind = (kind: string): ScrapeKind | undefined => SCRAPE_KINDS.find((one) => one.kind === kind);

/** The names of the fields that select a kind. */
const FIELDS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
};

/** How every Prometheus and PrometheusAgent selects objects of a kind. */
export const scrapeSelectors = (kind: ScrapeKind, of: Cluster): readonly Selector<Scraper>[] =>
  of.once(`selectors ${kind.kind}`, () =>
    scrapers(of).map((workload) => {
      const spec = (workload.object['spec'] ?? {}) as ScrapeContext['spec'];
      const name = FIELDS[kind.kind] ?? '';
      return {
        workload,
        selection: kind.selection(spec, workload.namespace),
        fields: { objects: `${name}Selector`, namespaces: `${name}NamespaceSelector` },
      };
    }),
  );

/** A Prometheus with a valid version. */
type ForWorkload = Omit<Scraping, 'jobs' | 'object'>;

/** The jobs of an object for one Prometheus, or its issues. */
export function jobsFor(kind: ScrapeKind, object: KubernetesObject, { workload, context, of }: ForWorkload) {
  const own = resolver(relatedLookup(of.listers), object.metadata.namespace ?? '');
  const { issues, jobs } = resolveJobs(kind, { object }, own, context);
  if (issues.length > 0 || workload.additional.length === 0) return { issues, jobs };
  // Only the names of the jobs are compared.
  const names = jobs.map((job) => ({ job_name: job['job_name'] }));
  const item = {
    kind: kind.kind,
    object,
    issues,
    files: new Map(),
    padded: [],
    jobs: names.length > 0 ? dumpYaml(names) : '',
  };
  const [left] = withoutTaken([item], workload.additional, context);
  return { issues: left?.issues ?? [], jobs };
}

const jobName = (job: Section): string => textAt(job, 'job_name') ?? '';

function configuration({ object, jobs, workload }: Scraping): Step[] {
  const [first] = jobs;
  if (!first)
    return [
      broken(
        'configuration',
        'NoEndpointsDeclared',
        `it adds no job: ${object.kind === 'PodMonitor' ? 'spec.podMetricsEndpoints' : 'spec.endpoints'} is empty`,
        {
          evidence: [{ object: idOf(object), field: 'spec', expected: 'at least one endpoint' }],
          repair: [edit(object, 'Add an endpoint with the name of the port.')],
        },
      ),
    ];
  const names = jobs.length === 1 ? `job ${jobName(first)}` : `${jobs.length} jobs, ${jobName(first)} and more`;
  return [ok('configuration', `it adds ${names} to ${workload.id}`)];
}

/** The number of shards of a Prometheus. */
export const shardsOf = ({ object }: Scraper): number =>
  (isAutoscaled(object) ? numberAt(object, 'status', 'shards') : undefined) ?? numberAt(object, 'spec', 'shards') ?? 1;

/** The checks of one job: its targets, then what the server reports. Targets that are up need no more checks. */
export function jobChecks(scraping: Scraping, job: Section, targets: () => Targets): Step[] {
  const { workload, of } = scraping;
  const name = jobName(job);
  if (isUp(activeTargets(workload, name, of))) return scraped(workload, name, true, of);
  const { steps, hasTargets } = targets();
  return steps.some(({ status }) => status === 'broken')
    ? [...steps]
    : [...steps, ...scraped(workload, name, hasTargets, of)];
}

/** From the acceptance to what is loaded. */
function configured(scraping: Scraping): Step[] {
  const { workload, jobs, of } = scraping;
  const names = jobs.map(jobName);
  const isScraped = names.some((name) => isUp(activeTargets(workload, name, of)));
  return chain([
    () => configuration(scraping),
    () => written(workload, inSecret(workload, 'job', names, of)),
    () => (isScraped ? [] : running(workload, of)),
    () => loaded(workload, 'job', names, of),
  ]);
}

/** Whether the written configuration has jobs of the object, whatever the hooks would do. */
function hasJobs({ kind, metadata }: KubernetesObject, workload: Scraper, of: Cluster): boolean {
  const start = `${kind[0]?.toLowerCase()}${kind.slice(1)}/${metadata.namespace}/${metadata.name}`;
  const names = [...(writtenNames(workload, of) ?? [])];
  return names.some((name) => name === start || name.startsWith(`${start}/`));
}

function explainFor(kind: ScrapeKind, object: KubernetesObject, workload: Scraper, to: Continuation): Step[] {
  const { of, targets } = to;
  const { context } = workload;
  const own = of.once(`checks of ${workload.id}`, () => workloadSteps(workload, of));
  if (!context || own.some(isBroken)) return [...own];
  const by = { workload, context, of };
  const { issues, jobs: found } = jobsFor(kind, object, by);
  const isWritten = issues.length > 0 && hasJobs(object, workload, of);
  const accepted = acceptance(object, issues, workload, { of, isWritten });
  if (accepted.some(isBroken)) return [...own, ...accepted];
  // The jobs of an object whose Secrets are not given are made with placeholders.
  const placeholders = () => notLoaded(object.metadata.namespace ?? '');
  const jobs = issues.length > 0 ? resolveJobs(kind, { object }, placeholders(), context).jobs : found;
  const scraping = { object, jobs, ...by };
  return [...own, ...accepted, ...chain([() => configured(scraping), () => targets(scraping)])];
}

interface Continuation {
  readonly of: Cluster;
  /** The checks of the targets. */
  readonly targets: (scraping: Scraping) => readonly Step[];
}

/** The chain of a scrape object. `targets`: the second half, which differs between kinds. */
export function explainScraping(object: KubernetesObject, to: Continuation): Step[] {
  const kind = scrapeKind(object.kind);
  if (!kind) return [];
  const compared = compare(object, scrapeSelectors(kind, to.of), to.of);
  const selection = selectionStep(object, compared, 'Prometheus or PrometheusAgent');
  if (selection.status === 'broken') return [selection];
  return [
    selection,
    ...selecting(compared).flatMap((workload) =>
      explainFor(kind, object, workload, to).map((step) => ({ ...step, workload: workload.id })),
    ),
  ];
}
