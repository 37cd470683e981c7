// Selected objects as a workload uses them: without jobs whose names are taken, and without waiting for too long.
import type { Section } from '../core/section.ts';
import { inTime } from '../workload/overdue.ts';
import type { ScrapeContext } from './job/context.ts';
import { withoutTaken } from './jobnames.ts';
import type { Selected } from './select.ts';

/** The workload. `overdue`: whether it no longer waits for objects with pending references. */
interface Using {
  readonly context: ScrapeContext;
  readonly overdue: boolean;
}

/** The lists of selected objects. A list without any change stays the same list. `additional`: jobs of the workload. */
export const inUse = (
  lists: readonly (readonly Selected[])[],
  additional: readonly Section[],
  { context, overdue }: Using,
): (readonly Selected[])[] =>
  lists.map((list) => {
    const decided = overdue ? list.map((item) => ({ ...item, issues: inTime(item.issues) })) : list;
    return withoutTaken(decided, additional, context);
  });
