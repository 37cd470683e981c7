// Random configurations of Alertmanager and alerts for them, in all spellings, and texts that may be matchers.
import type { Labels } from '../../hooks/alertrouting/matcher.ts';
import type { Random } from '../support/random.ts';

export interface RouteCase {
  readonly config: string;
  readonly alerts: readonly Labels[];
  readonly firing: readonly Labels[];
  readonly times: readonly string[];
}

const NAMES = ['severity', 'namespace', 'team', 'a:b', 'größe', 'with space', 'alertname'];
const CLASSIC = ['severity', 'namespace', 'team', 'alertname'];
const VALUES = ['critical', 'warning', 'a', 'ab', 'b', '', 'shop', 'A', 'x\ny', 'ä'];
const EXPRESSIONS = ['critical|warning', 'a.*', '.+', '', '.*', '[ab]+', '(?i)a', 'crit', 'x.y', '^a$', 'a|', 'ä|\\d'];
const OPERATORS = ['=', '!=', '=~', '!~'];
const RECEIVERS = ['root', 'one', 'two', 'three'];
const INTERVALS = ['night', 'weekend', 'dates', 'years', 'empty', 'mixed'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = ['january', 'february', 'march', 'june', 'october', 'december', '2', '7', '12'];

const some = <T>({ below, pick }: Random, from: readonly T[], most: number): T[] =>
  Array.from({ length: below(most + 1) }, () => pick(from));
const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** A matcher in one of its spellings. */
function matcher(random: Random): string {
  const { below, pick } = random;
  const operator = pick(OPERATORS);
  const value = operator.includes('~') ? pick(EXPRESSIONS) : pick(VALUES);
  const name = pick(NAMES);
  const written = /^[\w:]+$/.test(name) && below(4) > 0 ? name : JSON.stringify(name);
  const bare = /^[\w.*+|]+$/.test(value) && below(3) === 0;
  const space = pick(['', '', ' ']);
  return `${written}${space}${operator}${space}${bare ? value : JSON.stringify(value)}`;
}

/** Sometimes several in one text, with braces. */
function matcherLine(random: Random): string {
  const list = Array.from({ length: 1 + (random.below(5) === 0 ? 1 : 0) }, () => matcher(random));
  const text = list.join(random.pick([',', ', ']));
  return random.below(5) === 0 ? `{${text}${random.pick(['', ','])}}` : text;
}

const map = (random: Random, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(some(random, CLASSIC, 2).map((name) => [name, random.pick(values)]));

/** A field that is there one time in `odds`. */
const maybe = (random: Random, odds: number, fields: () => object): object =>
  random.below(odds) === 0 ? fields() : {};

function route(random: Random, depth: number): object {
  const { below, pick } = random;
  const groups = () => pick<readonly string[]>([['...'], [], distinct(some(random, NAMES, 3))]);
  return {
    ...maybe(random, 2, () => ({ receiver: pick(RECEIVERS) })),
    ...maybe(random, 2, () => ({ matchers: Array.from({ length: 1 + below(2) }, () => matcherLine(random)) })),
    ...maybe(random, 4, () => ({ match: map(random, VALUES) })),
    ...maybe(random, 4, () => ({ match_re: map(random, EXPRESSIONS) })),
    ...maybe(random, 2, () => ({ continue: pick([true, false]) })),
    ...maybe(random, 3, () => ({ group_by: groups() })),
    ...maybe(random, 4, () => ({ group_wait: pick(['10s', '0s', '1m30s']) })),
    ...maybe(random, 4, () => ({ group_interval: pick(['1m', '2h']) })),
    ...maybe(random, 4, () => ({ repeat_interval: pick(['1d', '3h30m']) })),
    ...maybe(random, 4, () => ({ mute_time_intervals: distinct(some(random, INTERVALS, 2)) })),
    ...maybe(random, 4, () => ({ active_time_intervals: distinct(some(random, INTERVALS, 2)) })),
    ...maybe(random, 5, () => ({ labels: map(random, VALUES) })),
    ...(depth > 0 ? { routes: Array.from({ length: below(4) }, () => route(random, depth - 1)) } : {}),
  };
}

function root(random: Random): object {
  const { receiver, group_by, group_wait, routes, labels } = route(random, 3) as Record<string, unknown>;
  const fields = { group_by, group_wait, routes, labels };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { receiver: receiver ?? 'root', ...given };
}

const inhibitRule = (random: Random): object => ({
  ...maybe(random, 2, () => ({ source_matchers: [matcherLine(random)] })),
  ...maybe(random, 3, () => ({ source_match: map(random, VALUES) })),
  ...maybe(random, 2, () => ({ target_matchers: [matcherLine(random)] })),
  ...maybe(random, 3, () => ({ target_match_re: map(random, EXPRESSIONS) })),
  ...maybe(random, 2, () => ({ equal: distinct(some(random, NAMES, 2)) })),
});

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function times(random: Random): object {
  const start = random.below(1430);
  return { start_time: clock(start), end_time: clock(start + 1 + random.below(1440 - start)) };
}

/** A range of numbers or names; the same twice, or one alone, at times. */
const ranged = ({ below, pick }: Random, from: readonly string[]): string => {
  const [first, second] = [below(from.length), below(from.length)];
  const [low = '', high = ''] = [from[Math.min(first, second)], from[Math.max(first, second)]];
  return pick([`${low}:${high}`, low]);
};

function days({ below, pick }: Random): string {
  const [first, second] = [1 + below(31), 1 + below(31)];
  const [low, high] = [Math.min(first, second), Math.max(first, second)];
  return pick([`${low}:${high}`, `${-high}:${-low}`, `${low}:-1`, String(low), String(-low)]);
}

function weekdays({ below, pick }: Random): string {
  const [first = '', second = ''] = [DAYS[below(7)], DAYS[below(7)]];
  return pick([first, `${first}:${second}`, 'Monday:friday']);
}

const list = (random: Random, item: (random: Random) => unknown): unknown[] =>
  Array.from({ length: random.below(8) === 0 ? 0 : 1 + random.below(2) }, () => item(random));

const interval = (random: Random): object => ({
  ...maybe(random, 2, () => ({ times: list(random, times) })),
  ...maybe(random, 2, () => ({ weekdays: list(random, weekdays) })),
  ...maybe(random, 2, () => ({ days_of_month: list(random, days) })),
  ...maybe(random, 3, () => ({ months: list(random, (one) => ranged(one, MONTHS.slice(0, 6))) })),
  ...maybe(random, 4, () => ({ months: list(random, (one) => ranged(one, MONTHS.slice(6))) })),
  ...maybe(random, 3, () => ({ years: list(random, (one) => ranged(one, ['2019', '2022', '2025', '2028'])) })),
  ...maybe(random, 2, () => ({ location: random.pick(ZONES) })),
});

/** An alert: labels without empty values, which Alertmanager removes from alerts. */
export const alert = (random: Random): Labels =>
  Object.fromEntries(some(random, NAMES, 5).map((name) => [name, random.pick(VALUES.filter((value) => value !== ''))]));

const instant = ({ next }: Random): string =>
  new Date(Date.UTC(2018, 11, 1) + Math.floor(next() * 12.2 * 365.25 * 86_400) * 1000).toISOString();

/** A configuration with its alerts. Alertmanager may refuse it. */
export function routeCase(random: Random, alerts: number, moments: number): RouteCase {
  const half = INTERVALS.length / 2;
  const named = (names: readonly string[]) =>
    names.map((name) => ({ name, time_intervals: Array.from({ length: random.below(3) }, () => interval(random)) }));
  const config = {
    route: root(random),
    receivers: RECEIVERS.map((name) => ({ name })),
    inhibit_rules: Array.from({ length: random.below(4) }, () => inhibitRule(random)),
    mute_time_intervals: named(INTERVALS.slice(0, half)),
    time_intervals: named(INTERVALS.slice(half)),
  };
  return {
    config: JSON.stringify(config),
    alerts: Array.from({ length: alerts }, () => alert(random)),
    firing: Array.from({ length: random.below(5) }, () => alert(random)),
    times: Array.from({ length: moments }, () => instant(random)),
  };
}

const PIECES = [
  ...['a', 'foo', 'a:b', '_x', '1a', 'ä', '=', '!=', '=~', '!~', '!', '~', ',', '{', '}', ' ', '\t', '\n', '\u00a0'],
  ...[
    '"',
    '\\',
    "'",
    '`',
    '"b"',
    '"a b"',
    '"\\n"',
    '"\\x41"',
    '"\\u00e4"',
    '"\\q"',
    '"\\""',
    '"(',
    '(',
    '.*',
    '\u0085',
  ],
  ...['"\\xff"', '"\\777"', '"\\101"', '\\"', '\ufeff', '"\\U0001f600"', '😀', '"\n"', 'a="b"', 'a=b', 'c=~"d.*"'],
];

/** A text that may be one or several matchers. */
export const matcherText = (random: Random): string =>
  random.below(3) === 0
    ? matcherLine(random)
    : Array.from({ length: 1 + random.below(7) }, () => random.pick(PIECES)).join('');
