// Names of scrape jobs. Prometheus refuses a configuration with two jobs of one name (prometheus.io: configuration,
// job_name).
import { issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { textOf } from '../core/plain.ts';
import { row } from '../core/row.ts';
import type { Section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import type { ScrapeContext } from './job/context.ts';
import type { Selected } from './select.ts';

/** Names that scrape objects can give to their jobs. */
const GENERATED = /^(?:serviceMonitor|podMonitor|probe|scrapeConfig)\//;

/** Jobs of objects: kind, namespace and name, and for the first two kinds the number of the endpoint. */
const OF_OBJECT = /^((?:serviceMonitor|podMonitor)\/[^/]+\/[^/]+)\/\d+$|^((?:probe|scrapeConfig)\/[^/]+\/[^/]+)$/;
/** The kinds of scrape objects as they are in names of jobs. */
const KINDS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
};

/** The common beginning of the names of all jobs of an object: `serviceMonitor/<namespace>/<name>`. */
export const jobsOf = ({ kind, metadata }: KubernetesObject): string =>
  `${row<string>(KINDS, kind) ?? kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** The `jobsOf` the object that a job belongs to; `undefined` for a job of no object. */
export function jobOwner(job: string): string | undefined {
  const [, monitor, other] = OF_OBJECT.exec(job) ?? [];
  return monitor ?? other;
}

/**
 * The objects, of which those are rejected (`InvalidConfiguration`) that have a job with the name of an additional job.
 * Parity rejects none.
 */
export function withoutTaken(
  selected: readonly Selected[],
  additional: readonly Section[],
  { options }: ScrapeContext,
): readonly Selected[] {
  const taken = additional.map(({ job_name: name }) => textOf(name) ?? '').filter((name) => GENERATED.test(name));
  if (taken.length === 0 || options.parity) return selected;
  const lines = taken.map((name) => [name, dumpYaml([{ job_name: name }])] as const);
  return selected.map((item) => {
    const [name] = lines.find(([, line]) => `\n${item.jobs}`.includes(`\n${line}`)) ?? [];
    if (name === undefined) return item;
    const problem = `spec.additionalScrapeConfigs of the Prometheus has a job ${quoted(name)} too: rename that job`;
    return { ...item, jobs: '', issues: [issue('InvalidConfiguration', 'metadata.name', problem)] };
  });
}
