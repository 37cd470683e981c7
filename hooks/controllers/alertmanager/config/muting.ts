// Mute time intervals of an AlertmanagerConfig: checked, and written for the configuration file in Alertmanager's own
// form.
import type { AlertmanagerConfig, MuteTimeInterval, TimeInterval } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { secondIndex } from '../../../core/lists.ts';
import { quoted } from '../../../core/message.ts';
import { nonEmptyList, type Section, section } from '../../../core/section.ts';
import { scopedName } from '../pod/names.ts';
import { firstIssuesIn, type ReceiverContext } from '../receivers/integration.ts';
import { type Knows, knownRules } from '../schema/table.ts';
import { formatRange, parseRange, type RangeKind, timeRangeError } from '../schema/time.ts';

const RANGES = [
  ['weekdays', 'weekday'],
  ['months', 'month'],
  ['years', 'year'],
] as const satisfies readonly (readonly [keyof TimeInterval, RangeKind])[];

const days = (interval: TimeInterval): string[] =>
  (interval.daysOfMonth ?? []).map(({ start = 0, end = 0 }) => `${start}:${end}`);

function intervalIssues(interval: TimeInterval, path: string, knows: Knows): Issue[] {
  const found = (field: string, i: number, error: string | undefined) =>
    error ? [issue('InvalidTimeInterval', `${path}.${field}[${i}]`, error)] : [];
  const ranges = (field: string, kind: RangeKind, list: readonly string[]) =>
    list.flatMap((range, i) => {
      const answer = parseRange(kind, range, { from: 'api', knows });
      return found(field, i, 'error' in answer ? answer.error : undefined);
    });
  return [
    ...(interval.times ?? []).flatMap(({ startTime = '', endTime = '' }, i) =>
      found('times', i, timeRangeError(startTime, endTime)),
    ),
    ...RANGES.flatMap(([field, kind]) => ranges(field, kind, interval[field] ?? [])),
    ...ranges('daysOfMonth', 'day', days(interval)),
  ];
}

/**
 * `InvalidTimeInterval` issues: no name, the name of an earlier one (not in parity), ranges that are none for the
 * release. The Go operator knows the ranges of older releases.
 */
export function checkMuteTimes(
  intervals: readonly MuteTimeInterval[],
  path: string,
  { version, parity }: Pick<ReceiverContext, 'version' | 'parity'>,
): Issue[] {
  const knows = knownRules(version, parity);
  const twice = parity ? undefined : secondIndex(intervals.map(({ name }) => name));
  return firstIssuesIn(intervals, (named, i) => {
    if (!named.name) return [issue('InvalidTimeInterval', `${path}[${i}].name`, 'is needed')];
    if (i === twice)
      return [
        issue('InvalidTimeInterval', `${path}[${i}].name`, `${quoted(named.name)} is the name of an earlier one`),
      ];
    return (named.timeIntervals ?? []).flatMap((interval, j) =>
      intervalIssues(interval, `${path}[${i}].timeIntervals[${j}]`, knows),
    );
  });
}

function rangesOf(kind: RangeKind, list: readonly string[] | undefined): readonly string[] | undefined {
  return nonEmptyList(list)?.map((range) => {
    const answer = parseRange(kind, range, { from: 'api', knows: () => true });
    return 'text' in answer ? answer.text : range;
  });
}

const intervalSection = (interval: TimeInterval): Section =>
  section({
    times: nonEmptyList(interval.times)?.map(({ startTime = '', endTime = '' }) => ({
      start_time: startTime,
      end_time: endTime,
    })),
    weekdays: rangesOf('weekday', interval.weekdays),
    days_of_month: nonEmptyList(interval.daysOfMonth)?.map(({ start = 0, end = 0 }) => formatRange('day', start, end)),
    months: rangesOf('month', interval.months),
    years: rangesOf('year', interval.years),
  });

/**
 * The named interval for the configuration file. The Go operator leaves out the name of an interval without times.
 * Alertmanager refuses that.
 */
export const muteTimeSection = (named: MuteTimeInterval, of: AlertmanagerConfig): Section => ({
  name: scopedName(of, named.name),
  time_intervals: (named.timeIntervals ?? []).map(intervalSection),
});
