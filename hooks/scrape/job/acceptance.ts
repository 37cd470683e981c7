// Checks rendered jobs as Prometheus loads them. What the checks of fields miss is found here, so that one object does
// not keep Prometheus from loading the configuration of all others.
import { apart } from '../../core/isolation.ts';
import { type Issue, issue } from '../../core/issue.ts';
import type { Section } from '../../core/section.ts';
import { job } from '../../prometheus/schema/job.ts';
import { problemsOf } from '../../prometheus/schema/walk.ts';
import type { JobContext } from './context.ts';

/**
 * `InvalidConfiguration` issues of the jobs of one object; empty in parity. `pathOf`: the path of the part of the object
 * that job number `i` comes from.
 */
export function checkJobs(
  jobs: readonly Section[],
  pathOf: (i: number) => string,
  { version, spec, options }: JobContext,
): Issue[] {
  if (options.parity) return [];
  return jobs.flatMap((one, i) => {
    // The expressions of the object have been counted before.
    const problems = apart(() => problemsOf(job, one, version, spec.nameValidationScheme));
    return problems.map(([path, message]) =>
      issue('InvalidConfiguration', pathOf(i), `Prometheus would refuse the job: ${path} ${message}`),
    );
  });
}
