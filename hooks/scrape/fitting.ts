// The objects of a workload that fit its configuration Secrets.
import { ofSame } from '../core/identity.ts';
import { type Issue, issue } from '../core/issue.ts';
import type { Options } from '../core/options.ts';
import { configBudget, TOO_LARGE, withinBudget } from '../workload/bytebudget.ts';
import { gzip, gzipGroups } from '../workload/gzip.ts';
import { CONFIGURATION_SECRETS, MOST_SECRETS } from '../workload/jobsfiles.ts';
import { partsOf } from './parts.ts';
import { jobTexts, type Selected } from './select.ts';

type Lists = readonly (readonly Selected[])[];

/** Compressed bytes of the jobs of an object without all others: at least what its rejection saves. */
const bytesAlone = ofSame(({ jobs }: Selected): number => gzip(jobs).length);

const lengthOf = ofSame((selected: readonly Selected[]): number =>
  selected.reduce((sum, { jobs }) => sum + jobs.length, 0),
);

/** The objects of one Secret to reject, each with what replaces it. */
function rejected(lists: Lists, budget: number, tooLarge: Issue): readonly (readonly [Selected, Selected])[] {
  const length = lists.reduce((sum, list) => sum + lengthOf(list), 0);
  if (length <= budget / 2 || gzipGroups(lists.map(jobTexts)).length <= budget) return [];
  const all = lists.flat();
  const kept = withinBudget(all, budget, {
    totalBytes: (items) => gzipGroups([items.map(({ jobs }) => jobs)]).length,
    share: (item) =>
      item.jobs === '' ? undefined : { item, namespace: item.object.metadata.namespace ?? '', bytes: bytesAlone(item) },
    reject: (item) => ({ ...item, issues: [tooLarge], jobs: '' }),
  });
  return kept.flatMap((item, i) => {
    const before = all[i];
    return before && before !== item ? [[before, item] as const] : [];
  });
}

const advice = (secrets: number): string =>
  secrets < MOST_SECRETS ? `, or set the annotation ${CONFIGURATION_SECRETS} of the workload to ${secrets + 1}` : '';

/**
 * The objects, with as many rejected as needed so that the jobs of each part fit its Secret. `secrets`: the number of
 * configuration Secrets.
 */
export function fitting(lists: Lists, secrets: number, options: Options): Lists {
  const tooLarge = issue('TooLarge', '', `${TOO_LARGE}${options.parity ? '' : advice(secrets)}`);
  const budget = configBudget(options);
  const replaced = new Map(partsOf(lists, secrets).flatMap((part) => rejected(part, budget, tooLarge)));
  if (replaced.size === 0) return lists;
  return lists.map((list) =>
    list.some((item) => replaced.has(item)) ? list.map((item) => replaced.get(item) ?? item) : list,
  );
}
