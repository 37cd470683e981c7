// The targets of a ServiceMonitor: Services, ports, addresses, permissions, relabeling.
import type { RelabelConfig } from '../api/shared/relabeling.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { relabelConfigs } from '../scrape/job/relabel.ts';
import { behind, endpointSteps } from './addresses.ts';
import { at, type Fields, listAt, textAt } from './fields.ts';
import { endpointTargets } from './meta.ts';
import { namespaceSteps } from './namespaces.ts';
import { networkHints } from './network.ts';
import { permissions, readsOf } from './permissions.ts';
import { portSteps, targetPortSteps } from './ports.ts';
import { metricsStep, outcome, relabelingStep, type UserRules } from './relabeling.ts';
import { jobChecks, type Scraping, shardsOf, type Targets } from './scraping.ts';
import { podsBehind, servicesOf } from './services.ts';
import { chain, isBroken, type Step } from './step.ts';

/** The relabel rules of the user in a list of the object. */
export const userRules = (path: string, rules: unknown): UserRules => ({
  path,
  sections: relabelConfigs(Array.isArray(rules) ? (rules as RelabelConfig[]) : []),
});

/** The first Kubernetes discovery of a job. */
export const discoveryOf = (job: Section): Fields => listAt(job, 'kubernetes_sd_configs')[0] ?? {};

function endpointChecks(
  scraping: Scraping,
  services: readonly KubernetesObject[],
  [i, job]: readonly [number, Section],
): Targets {
  const { object, workload, context, of } = scraping;
  const endpoint = listAt(object, 'spec', 'endpoints')[i] ?? {};
  const path = `spec.endpoints[${i}]`;
  const reads = readsOf(discoveryOf(job));
  const port = textAt(endpoint, 'port') || undefined;
  const all = behind(services, reads.role, of);
  let hasTargets = false;
  const steps = chain([
    () => portSteps(endpoint, services, { object, path }, of),
    () => endpointSteps(all, port, of),
    () => targetPortSteps(port, services, of),
    () => permissions(workload, reads, of),
    () => {
      const targets = all.flatMap(({ service, endpoints }) => endpointTargets(service, reads.role, endpoints.sets, of));
      const found = outcome(job, targets, shardsOf(workload), context);
      hasTargets = (found?.kept.length ?? 0) > 0;
      return relabelingStep(job, found, [userRules(`${path}.relabelings`, at(endpoint, 'relabelings'))]);
    },
    () => metricsStep(job, path),
    () => networkHints(() => podsBehind(services, of), workload, of),
  ]);
  return { steps, hasTargets };
}

/** The second half of the chain of a ServiceMonitor. */
export function serviceMonitorTargets(scraping: Scraping): Step[] {
  const { jobs } = scraping;
  const namespaces = namespaceSteps(scraping, 'spec', 'namespaceSelector');
  if (namespaces.some(isBroken)) return namespaces;
  const found = servicesOf(scraping);
  const steps = jobs.map((job, i) =>
    jobChecks(scraping, job, () =>
      found.services.length === 0
        ? { steps: found.steps, hasTargets: false }
        : endpointChecks(scraping, found.services, [i, job]),
    ),
  );
  const head = [...namespaces, ...(found.services.length > 0 ? found.steps : [])];
  return [...head, ...(steps.length === 1 ? (steps[0] ?? []) : unique(steps.flat()))];
}

/** Each step once: endpoints of one monitor often have the same. */
export function unique(steps: readonly Step[]): readonly Step[] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const key = `${step.link} ${step.status} ${step.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
