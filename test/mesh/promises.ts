// What a run must not show, and the line of the table that it makes.
import type { Report } from './ledger.ts';
import type { Result } from './run.ts';
import type { Promised, Scenario } from './scenarios.ts';

/**
 * Sentences about promises that were broken, but for those that cannot hold in this scenario. Notifications that
 * raced, were resent, stale or corrected are counted and not promised: peers of any mesh do that once one of them has
 * been restarted, as the run in which nothing happens shows.
 */
export function broken(
  { fewestWhole, except = [] }: Pick<Scenario, 'fewestWhole' | 'except'>,
  report: Report,
): string[] {
  const none = (promise: Promised, what: string): string[] =>
    except.includes(promise) ? [] : report[promise].map((line) => `${what}: ${line}`);
  const repeated = `repeated, though only ${report.inFlight} were in flight`;
  return [
    ...none('lost', 'a notification was lost'),
    ...none('partial', 'a notification was partial'),
    ...none('despiteSilence', 'sent despite a silence'),
    ...none('despiteInhibition', 'sent despite inhibition'),
    ...none('silencesLost', 'a silence was lost'),
    ...none('silencesResurrected', 'a silence came back'),
    ...none('notificationsLost', 'an entry of the notification log was lost'),
    ...(report.duplicates.length > report.inFlight ? none('duplicates', repeated) : []),
    ...(report.fewestWhole < fewestWhole
      ? [`${report.fewestWhole} peers were whole, and ${fewestWhole} were promised`]
      : []),
  ];
}

export interface Runs<S = Pick<Scenario, 'title'>> {
  readonly scenario: S;
  readonly results: readonly Pick<Result, 'report' | 'seconds'>[];
}

const COLUMNS = [
  'scenario',
  'rounds',
  'took, median / worst (s)',
  'fewest whole peers',
  'notifications',
  'lost',
  'late, worst (s)',
  'duplicates / in flight',
  'raced',
  'resent',
  'stale + corrected',
  'partial',
  'despite silence',
  'despite inhibition',
  'silences lost / came back',
  'log entries lost',
];

function row({ scenario, results }: Runs): (string | number)[] {
  const reports = results.map(({ report }) => report);
  const sum = (count: (report: Report) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  const took = results.map(({ seconds }) => seconds).sort((a, b) => a - b);
  return [
    scenario.title,
    results.length,
    `${took[Math.floor((took.length - 1) / 2)]} / ${took.at(-1)}`,
    Math.min(...reports.map(({ fewestWhole }) => fewestWhole)),
    sum(({ notifications }) => notifications),
    sum(({ lost }) => lost.length),
    Math.max(...reports.map(({ late }) => late.worst)),
    `${sum(({ duplicates }) => duplicates.length)} / ${sum(({ inFlight }) => inFlight)}`,
    sum(({ raced }) => raced.length),
    sum(({ resent }) => resent.length),
    `${sum(({ stale }) => stale.length)} + ${sum(({ corrected }) => corrected.length)}`,
    sum(({ partial }) => partial.length),
    sum(({ despiteSilence }) => despiteSilence.length),
    sum(({ despiteInhibition }) => despiteInhibition.length),
    [sum(({ silencesLost }) => silencesLost.length), sum(({ silencesResurrected }) => silencesResurrected.length)].join(
      ' / ',
    ),
    sum(({ notificationsLost }) => notificationsLost.length),
  ];
}

/** One row for each scenario that was run. */
export const table = (all: readonly Runs[]): string =>
  [COLUMNS, COLUMNS.map(() => '---'), ...all.filter(({ results }) => results.length > 0).map(row)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
