// Label matchers and time intervals: small languages that Alertmanager reads strictly.
import t from 'tap';
import type { AlertmanagerConfig, Matcher, TimeInterval } from '../../../../../hooks/api/alertmanagerconfig.ts';
import { checkMuteTimes, muteTimeSection } from '../../../../../hooks/controllers/alertmanager/config/muting.ts';
import {
  checkMatcher,
  formatMatcher,
  writtenMatcherError,
} from '../../../../../hooks/controllers/alertmanager/schema/matchers.ts';
import {
  parseRange,
  type RangeKind,
  timeRangeError,
} from '../../../../../hooks/controllers/alertmanager/schema/time.ts';
import { atLeast, parseVersion, type Version } from '../../../../../hooks/versions/version.ts';

const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
};

const printed: [name: string, matcher: Matcher, want: string][] = [
  ['a value is quoted', { name: 'severity', value: 'page', matchType: '=' }, 'severity="page"'],
  [
    'quotes, backslashes and line feeds are escaped',
    { name: 'a', value: 'x"y\\z\n', matchType: '!=' },
    'a!="x\\"y\\\\z\\n"',
  ],
  ['the old regex flag means =~', { name: 'a', value: 'b.*', regex: true }, 'a=~"b.*"'],
  ['without any operator it is equality', { name: 'a', value: 'b' }, 'a="b"'],
  ['an operator wins over the old flag', { name: 'a', value: 'b', matchType: '!~', regex: true }, 'a!~"b"'],
  ['no value is the empty one', { name: 'a', matchType: '=' }, 'a=""'],
];
for (const [name, matcher, want] of printed)
  t.test(`a matcher is printed: ${name}`, async (t) => t.equal(formatMatcher(matcher), want));

const written: [matcher: string, classic: boolean, quoted: boolean][] = [
  ['a=b', true, true],
  ['a="b, c", d!="e"', true, true],
  ['{a=b,c=~"d.*",}', true, true],
  ['a=~"b("', false, false],
  ['a=~"b(?=c)"', false, false],
  ['a="b', false, false],
  ['a=b"c', false, false],
  ['a="b\\"c"', true, true],
  ['a', false, false],
  ['"a b"="c"', false, true],
  ['a.b=c', false, true],
];
for (const [matcher, classic, quoted] of written) {
  t.test(
    `a written matcher: ${matcher} is ${quoted ? (classic ? 'fine' : 'fine with names beyond ASCII only') : 'refused'}`,
    async (t) => {
      t.equal(writtenMatcherError(matcher, false) === undefined, classic);
      t.equal(writtenMatcherError(matcher, true) === undefined, quoted);
    },
  );
}

t.test('a matcher with an invalid expression is refused where Alertmanager would refuse the whole file', async (t) => {
  const matcher: Matcher = { name: 'a', value: 'b(', matchType: '=~' };
  t.match(checkMatcher(matcher, 'spec.route.matchers[0]', 'utf8'), [
    { reason: 'InvalidRoute', path: 'spec.route.matchers[0]' },
  ]);
  t.strictSame(checkMatcher(matcher, 'spec.route.matchers[0]', 'any'), []);
});

const ranges: [kind: RangeKind, source: string, from: 'file' | 'api', want: string | undefined, at?: string][] = [
  ['weekday', 'monday:friday', 'file', 'monday:friday'],
  ['weekday', 'Saturday', 'file', 'saturday'],
  ['weekday', '1:5', 'file', undefined],
  ['weekday', '1:5', 'api', 'monday:friday'],
  ['weekday', 'friday:monday', 'api', undefined, '0.34.2'],
  ['weekday', 'friday:monday', 'file', undefined, '0.34.2'],
  ['weekday', '5:1', 'api', 'friday:monday'],
  ['weekday', 'Friday:monday', 'file', 'friday:monday'],
  ['month', 'january:march', 'file', '1:3'],
  ['month', '12', 'api', '12'],
  ['month', '13', 'api', undefined],
  ['month', '13', 'api', undefined, '0.34.2'],
  ['month', '13', 'file', undefined],
  ['month', '0:13', 'file', '0:13', '0.34.2'],
  ['month', '11:2', 'file', undefined],
  ['day', '-3:-1', 'file', '-3:-1'],
  ['day', '1:1', 'file', '1'],
  ['day', '-1:1', 'file', undefined],
  ['day', '29:-1', 'file', undefined],
  ['day', '0', 'file', undefined],
  ['year', '2024:2026', 'file', '2024:2026'],
  ['year', '2026:2024', 'file', undefined],
  ['year', '2024:2025:2026', 'file', undefined],
];
for (const [kind, source, from, want, at = '0.35.0'] of ranges) {
  t.test(
    `a ${kind} range "${source}" of the ${from} is ${want === undefined ? 'refused' : `written as "${want}"`} by ${at}`,
    async (t) => {
      const answer = parseRange(kind, source, { from, knows: (release) => atLeast(version(at), release) });
      t.equal('text' in answer ? answer.text : undefined, want);
    },
  );
}

const times: [start: string, end: string, fine: boolean][] = [
  ['09:00', '17:00', true],
  ['00:00', '24:00', true],
  ['17:00', '09:00', false],
  ['9:00', '17:00', false],
  ['', '17:00', false],
  ['24:00', '24:00', false],
];
for (const [start, end, fine] of times) {
  t.test(`from "${start}" to "${end}" is ${fine ? 'a time of the day' : 'none'}`, async (t) =>
    t.equal(timeRangeError(start, end) === undefined, fine),
  );
}

t.test('a mute time of an AlertmanagerConfig keeps its name even when nothing is in it', async (t) => {
  const of = { metadata: { name: 'app', namespace: 'team' }, spec: {} } as unknown as AlertmanagerConfig;
  t.strictSame(muteTimeSection({ name: 'never' }, of), { name: 'team/app/never', time_intervals: [] });
  const named = {
    name: 'nights',
    timeIntervals: [
      { times: [{ startTime: '22:00', endTime: '24:00' }], daysOfMonth: [{ start: 1, end: 5 }], months: ['May'] },
    ],
  };
  t.strictSame(muteTimeSection(named, of), {
    name: 'team/app/nights',
    time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }], days_of_month: ['1:5'], months: ['5'] }],
  });
});

const mute = (interval: TimeInterval | undefined, at = '0.33.1', parity = false) =>
  checkMuteTimes([{ name: interval ? 'x' : '', timeIntervals: interval ? [interval] : [] }], 'spec.muteTimeIntervals', {
    version: version(at),
    parity,
  });

t.test('a mute time without a name, or with an invalid range, is an issue', async (t) => {
  t.match(mute(undefined), [{ path: 'spec.muteTimeIntervals[0].name' }]);
  t.match(mute({ years: ['2026:2024'] }), [
    { reason: 'InvalidTimeInterval', path: 'spec.muteTimeIntervals[0].timeIntervals[0].years[0]' },
  ]);
});

t.test(
  'weekdays of an AlertmanagerConfig may go over the end of the week since 0.35, and never in parity',
  async (t) => {
    const weekend = { weekdays: ['friday:monday'] };
    const path = 'spec.muteTimeIntervals[0].timeIntervals[0].weekdays[0]';
    t.strictSame(mute(weekend, '0.35.0'), []);
    t.match(mute(weekend, '0.34.2'), [{ path, message: /needs Alertmanager 0\.35\.0/ }]);
    t.match(mute(weekend, '0.35.0', true), [{ path }]);
    const of = { metadata: { name: 'app', namespace: 'team' }, spec: {} } as unknown as AlertmanagerConfig;
    t.match(muteTimeSection({ name: 'x', timeIntervals: [weekend] }, of), {
      time_intervals: [{ weekdays: ['friday:monday'] }],
    });
  },
);
