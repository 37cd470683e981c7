// What a run must not show, and the line of the table that it makes.
import type { Report } from './ledger.ts';
import type { Result } from './run.ts';
import type { Scenario } from './scenarios.ts';

/** Sentences about promises that were broken. */
export function broken({ fewestWhole }: Pick<Scenario, 'fewestWhole'>, report: Report): string[] {
  const none = (what: string, found: readonly string[]): string[] => found.map((line) => `${what}: ${line}`);
  const { duplicates, inFlight } = report;
  return [
    ...none('a notification was lost', report.lost),
    ...none('a notification was partial', report.partial),
    ...none('sent despite a silence', report.despiteSilence),
    ...none('sent despite inhibition', report.despiteInhibition),
    ...none('a silence was lost', report.silencesLost),
    ...none('a silence came back', report.silencesResurrected),
    ...none('an entry of the notification log was lost', report.notificationsLost),
    ...(duplicates.length > inFlight ? none(`repeated, though only ${inFlight} were in flight`, duplicates) : []),
    ...(report.fewestWhole < fewestWhole ? [`${report.fewestWhole} peers were whole, and ${fewestWhole} were promised`] : []),
  ];
}

export interface Runs {
  readonly scenario: Pick<Scenario, 'title'>;
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
  'stale + corrected',
  'partial',
  'despite silence',
  'despite inhibition',
  'silences lost / came back',
  'log entries lost',
];

function row({ scenario, results }: Runs): (string | number)[] {
  const reports = results.map(({ report }) => report);
  const sum = (count: (report: Report) => number): number => reports.reduce((total, report) => total + count(report), 0);
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
    `${sum(({ stale }) => stale.length)} + ${sum(({ corrected }) => corrected.length)}`,
    sum(({ partial }) => partial.length),
    sum(({ despiteSilence }) => despiteSilence.length),
    sum(({ despiteInhibition }) => despiteInhibition.length),
    `${sum(({ silencesLost }) => silencesLost.length)} / ${sum(({ silencesResurrected }) => silencesResurrected.length)}`,
    sum(({ notificationsLost }) => notificationsLost.length),
  ];
}

/** One row for each scenario that was run. */
export const table = (all: readonly Runs[]): string =>
  [COLUMNS, COLUMNS.map(() => '---'), ...all.filter(({ results }) => results.length > 0).map(row)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
