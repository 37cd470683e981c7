// Names of scrape jobs. Prometheus refuses a configuration with two jobs of one name (prometheus.io: configuration,
// job_name).
import { issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { textOf } from '../core/plain.ts';
import type { Section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import type { ScrapeContext } from './job/context.ts';
import type { Selected } from './select.ts';

/** Names that scrape objects can give to their jobs. */
const GENERATED = /^(?:serviceMonitor|podMonitor|probe|scrapeConfig)\//;

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
