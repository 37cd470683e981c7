// Parts of a mute or active time.

import { type Static, Type } from '@sinclair/typebox';
import { optional } from './schema.ts';

/** A day of the month; negative counts from its end. */
export const DayOfMonth = Type.Integer({ maximum: 31, minimum: -31 });
export type DayOfMonth = Static<typeof DayOfMonth>;

export const DayOfMonthRange = Type.Object({
  end: optional(DayOfMonth, 'Last day, 1 to 31; negative counts from the end of the month.'),
  start: optional(DayOfMonth, 'First day, 1 to 31; negative counts from the end of the month.'),
});
export type DayOfMonthRange = Static<typeof DayOfMonthRange>;

const MONTH =
  '((?i)january|february|march|april|may|june|july|august|september|october|november|december|1[0-2]|[1-9])';

export const MonthRange = Type.String({ pattern: `^${MONTH}(?:((:${MONTH})$)|$)` });
export type MonthRange = Static<typeof MonthRange>;

/** HH:MM, or 24:00 for the end of the day. */
export const TimeOfDay = Type.String({ pattern: '^((([01][0-9])|(2[0-3])):[0-5][0-9])$|(^24:00$)' });
export type TimeOfDay = Static<typeof TimeOfDay>;

export const TimeRange = Type.Object({
  endTime: optional(TimeOfDay, 'End, HH:MM; 24:00 is the end of the day.'),
  startTime: optional(TimeOfDay, 'Start, HH:MM.'),
});
export type TimeRange = Static<typeof TimeRange>;

export const WeekdayRange = Type.String({
  pattern: '^((?i)sun|mon|tues|wednes|thurs|fri|satur)day(?:((:(sun|mon|tues|wednes|thurs|fri|satur)day)$)|$)',
});
export type WeekdayRange = Static<typeof WeekdayRange>;

export const YearRange = Type.String({ pattern: '^2\\d{3}(?::2\\d{3}|$)' });
export type YearRange = Static<typeof YearRange>;
