// Reads the time intervals of a configuration file.
import { type RangeKind, rangeBounds } from '../controllers/alertmanager/schema/time.ts';
import type { Node } from '../controllers/alertmanager/schema/yaml.ts';
import { textOf } from '../core/plain.ts';
import { type Interval, isLocation, type Minutes } from './intervals.ts';
import { type Complain, fieldText, isList, listOf, mapOf, textsOf } from './nodes.ts';

const minutesOf = (text: string): number => {
  const [, hours = '', minutes = ''] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  return Number(hours) * 60 + Number(minutes);
};

function readInterval(node: Node, path: string, complain: Complain): Interval {
  const map = mapOf(node);
  const ranges = (field: string, kind: RangeKind) => {
    const list = map.get(field);
    if (!isList(list)) return undefined;
    return textsOf(list).flatMap((text, i) => {
      const bounds = rangeBounds(kind, text, { from: 'file', knows: () => true });
      if ('error' in bounds) complain(`${path}.${field}[${i}]`, 'is not a range');
      return 'error' in bounds ? [] : [bounds];
    });
  };
  const times = map.get('times');
  const location = textOf(map.get('location'));
  const isKnown = location === undefined || isLocation(location);
  if (!isKnown) complain(`${path}.location`, 'is not a time zone');
  return {
    times: isList(times)
      ? times.map(
          (time): Minutes => ({
            start: minutesOf(fieldText(mapOf(time), 'start_time')),
            end: minutesOf(fieldText(mapOf(time), 'end_time')),
          }),
        )
      : undefined,
    weekdays: ranges('weekdays', 'weekday'),
    daysOfMonth: ranges('days_of_month', 'day'),
    months: ranges('months', 'month'),
    years: ranges('years', 'year'),
    location: isKnown ? location : undefined,
  };
}

/** The intervals of a file by their names. */
export function readIntervals(config: ReadonlyMap<string, Node>, complain: Complain): Map<string, readonly Interval[]> {
  const found = new Map<string, readonly Interval[]>();
  for (const field of ['mute_time_intervals', 'time_intervals']) {
    for (const [i, named] of listOf(config.get(field)).entries()) {
      const map = mapOf(named);
      const path = `${field}[${i}].time_intervals`;
      const intervals = listOf(map.get('time_intervals')).map((one, j) => readInterval(one, `${path}[${j}]`, complain));
      found.set(fieldText(map, 'name'), intervals);
    }
  }
  return found;
}
