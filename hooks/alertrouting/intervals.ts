// Time intervals, and whether they contain a time (prometheus.io: alerting configuration, time_interval).
import type { Bounds } from '../controllers/alertmanager/schema/time.ts';

/** Minutes of a day, from `start` up to `end`. */
export interface Minutes {
  readonly start: number;
  readonly end: number;
}

/** One interval. A part that is not given is not looked at; an empty list contains nothing. */
export interface Interval {
  readonly times?: readonly Minutes[] | undefined;
  readonly weekdays?: readonly Bounds[] | undefined;
  readonly daysOfMonth?: readonly Bounds[] | undefined;
  readonly months?: readonly Bounds[] | undefined;
  readonly years?: readonly Bounds[] | undefined;
  /** The name of a time zone; UTC by default. */
  readonly location?: string | undefined;
}

/** A time on the clock and the calendar of a place. */
interface Moment {
  readonly minute: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The format of a time zone. `Local` is that of the pod, whose images have UTC. */
function formatOf(location: string): Intl.DateTimeFormat {
  const known = formats.get(location);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: location === 'Local' || location === '' ? 'UTC' : location,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(location, made);
  return made;
}

/** Whether there is a time zone of the name. */
export function isLocation(location: string): boolean {
  try {
    formatOf(location);
    return true;
  } catch {
    return false;
  }
}

function momentAt(time: Date, location: string): Moment {
  const parts = new Map(
    formatOf(location)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day = 1] = [parts.get('year'), parts.get('month'), parts.get('day')];
  return {
    minute: (parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0),
    day,
    month,
    year,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
  };
}

const daysIn = ({ year, month }: Moment): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const isWithin =
  (value: number) =>
  ({ begin, end }: Bounds): boolean =>
    value >= begin && value <= end;

/** Days from the end of the month are negative. A range that begins after the last day contains none. */
function hasDay({ begin, end }: Bounds, moment: Moment): boolean {
  const last = daysIn(moment);
  const day = (given: number): number => (given < 0 ? last + given + 1 : given);
  return day(begin) <= last && moment.day >= Math.min(day(begin), last) && moment.day <= Math.min(day(end), last);
}

/** A range may go over the end of the week: `friday:monday`. */
const hasWeekday = ({ begin, end }: Bounds, { weekday }: Moment): boolean =>
  begin <= end ? weekday >= begin && weekday <= end : weekday >= begin || weekday <= end;

/** Whether the interval contains the time. */
export function containsTime(interval: Interval, time: Date): boolean {
  const { times, weekdays, daysOfMonth, months, years, location = 'UTC' } = interval;
  const moment = momentAt(time, location);
  return (
    (times?.some(({ start, end }) => moment.minute >= start && moment.minute < end) ?? true) &&
    (daysOfMonth?.some((range) => hasDay(range, moment)) ?? true) &&
    (months?.some(isWithin(moment.month)) ?? true) &&
    (weekdays?.some((range) => hasWeekday(range, moment)) ?? true) &&
    (years?.some(isWithin(moment.year)) ?? true)
  );
}
