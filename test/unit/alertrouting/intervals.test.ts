// Time intervals. test/oracle/routes.test.ts compares thousands of times with Alertmanager.
import t from 'tap';
import { containsTime, type Interval, isLocation } from '../../../hooks/alertrouting/intervals.ts';

const contains = (interval: Interval, ...times: readonly string[]): boolean[] =>
  times.map((time) => containsTime(interval, new Date(time)));

t.test('a time of the day is from the start up to the end, without it', async (t) => {
  const times = [{ start: 8 * 60, end: 9 * 60 }];
  t.strictSame(contains({ times }, '2026-01-05T07:59:59Z', '2026-01-05T08:00:00Z', '2026-01-05T09:00:00Z'), [
    false,
    true,
    false,
  ]);
});

t.test('a location has its own clock, with summer time', async (t) => {
  const night: Interval = { times: [{ start: 0, end: 60 }], location: 'Europe/Berlin' };
  t.strictSame(contains(night, '2026-01-05T23:30:00Z', '2026-07-05T22:30:00Z', '2026-07-05T23:30:00Z'), [
    true,
    true,
    false,
  ]);
  t.ok(isLocation('America/New_York'));
  t.notOk(isLocation('Mars/Olympus'));
});

t.test('days of a month count from the end too', async (t) => {
  const last: Interval = { daysOfMonth: [{ begin: -1, end: -1 }] };
  t.strictSame(contains(last, '2024-02-29T00:00:00Z', '2023-02-28T00:00:00Z', '2024-02-28T00:00:00Z'), [
    true,
    true,
    false,
  ]);
  t.strictSame(contains({ daysOfMonth: [{ begin: 30, end: 31 }] }, '2023-02-28T00:00:00Z'), [false]);
  t.strictSame(contains({ daysOfMonth: [{ begin: 20, end: 31 }] }, '2023-02-28T00:00:00Z'), [true]);
});

t.test('weekdays may go over the end of the week; months and years do not', async (t) => {
  const weekend: Interval = { weekdays: [{ begin: 5, end: 1 }] };
  t.strictSame(contains(weekend, '2026-01-02T12:00:00Z', '2026-01-05T12:00:00Z', '2026-01-06T12:00:00Z'), [
    true,
    true,
    false,
  ]);
  const years: Interval = { months: [{ begin: 1, end: 2 }], years: [{ begin: 2026, end: 2027 }] };
  t.strictSame(contains(years, '2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z', '2028-01-01T00:00:00Z'), [
    true,
    false,
    false,
  ]);
});

t.test('an interval without parts is always, an empty list is never', async (t) => {
  t.strictSame(contains({}, '2026-01-05T00:00:00Z'), [true]);
  t.strictSame(contains({ times: [] }, '2026-01-05T00:00:00Z'), [false]);
});
