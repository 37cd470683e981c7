// Silences in the JSON of Alertmanager's API, `/api/v2/silences` or `amtool silence query -o json`.
import { isRecord } from '../core/yaml.ts';
import { type Labels, type Matcher, matchesAll } from './matcher.ts';

export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly comment: string;
  readonly createdBy: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function matcherOf(value: unknown): Matcher | undefined {
  if (!isRecord(value) || typeof value['name'] !== 'string' || typeof value['value'] !== 'string') return undefined;
  const isEqual = value['isEqual'] !== false;
  const operator = value['isRegex'] === true ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
  return { name: value['name'], operator, value: value['value'] };
}

function silenceOf(value: unknown): Silence | undefined {
  if (!isRecord(value) || !Array.isArray(value['matchers'])) return undefined;
  const matchers = value['matchers'].map(matcherOf);
  if (matchers.length === 0 || matchers.includes(undefined)) return undefined;
  return {
    id: text(value['id']),
    matchers: matchers as Matcher[],
    startsAt: text(value['startsAt']),
    endsAt: text(value['endsAt']),
    comment: text(value['comment']),
    createdBy: text(value['createdBy']),
  };
}

/** The silences in a value from JSON; `undefined` if it is not a list of silences. */
export function readSilences(value: unknown): readonly Silence[] | undefined {
  const list = isRecord(value) ? value['data'] : value;
  if (!Array.isArray(list)) return undefined;
  const silences = list.map(silenceOf);
  return silences.includes(undefined) ? undefined : (silences as Silence[]);
}

/** Whether a silence is active at a time: from its start up to its end. */
const isActive = ({ startsAt, endsAt }: Silence, time: Date): boolean =>
  Date.parse(startsAt) <= time.getTime() && time.getTime() < Date.parse(endsAt);

/** The silences that silence an alert at a time. */
export const silencing = (silences: readonly Silence[], alert: Labels, time: Date): readonly Silence[] =>
  silences.filter((silence) => isActive(silence, time) && matchesAll(silence.matchers, alert));
