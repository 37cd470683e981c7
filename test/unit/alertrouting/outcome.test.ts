// What becomes of an alert: receivers, groups, time intervals, inhibition, silences.
import t from 'tap';
import type { RoutingConfiguration } from '../../../hooks/alertrouting/configuration.ts';
import type { Labels } from '../../../hooks/alertrouting/matcher.ts';
import { outcomeOf, type Situation } from '../../../hooks/alertrouting/outcome.ts';
import { readRouting } from '../../../hooks/alertrouting/readfile.ts';
import { readSilences } from '../../../hooks/alertrouting/silences.ts';

const sources = {
  base: 'Secret a/b',
  routes: ['AlertmanagerConfig shop/team'],
  inhibitRules: ['AlertmanagerConfig shop/team'],
};

function routing(config: object): RoutingConfiguration {
  const read = readRouting(JSON.stringify(config), { utf8: true, sources });
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read;
}
const MONDAY = new Date('2026-01-05T10:00:00Z');
const outcome = (config: object, alert: Labels, situation: Partial<Situation> = {}) =>
  outcomeOf(routing(config), alert, { time: MONDAY, firing: [], silences: [], ...situation });
const receivers = (config: object, alert: Labels): string[] =>
  outcome(config, alert).destinations.map(({ receiver }) => receiver.name);

const receiver = (name: string) => ({ name, slack_configs: [{}], webhook_configs: [{}, {}] });
const CONFIG = {
  route: {
    receiver: 'default',
    group_by: ['alertname'],
    routes: [
      { receiver: 'team', matchers: ['namespace="shop"'], continue: true, group_by: ['...'] },
      { receiver: 'page', match: { severity: 'critical' }, routes: [{ match_re: { team: 'a|b' }, receiver: 'ab' }] },
      { receiver: 'never', matchers: ['severity="critical"'] },
    ],
  },
  receivers: ['default', 'team', 'page', 'ab', 'never'].map(receiver),
};

t.test('the first route that matches takes an alert, unless it continues; the deepest one counts', async (t) => {
  t.strictSame(receivers(CONFIG, {}), ['default']);
  t.strictSame(receivers(CONFIG, { severity: 'critical' }), ['page']);
  t.strictSame(receivers(CONFIG, { severity: 'critical', team: 'b' }), ['ab']);
  t.strictSame(receivers(CONFIG, { severity: 'critical', namespace: 'shop' }), ['team', 'page']);
});

t.test('each destination names the object that its route comes from, and its routes and integrations', async (t) => {
  const { destinations, visited } = outcome(CONFIG, { severity: 'critical', namespace: 'shop', team: 'a' });
  t.match(destinations, [
    { route: { source: 'AlertmanagerConfig shop/team', place: [0] } },
    { route: { source: 'Secret a/b', place: [1, 0] }, chain: [{ place: [] }, { place: [1] }, { place: [1, 0] }] },
  ]);
  t.strictSame(destinations[0]?.receiver.integrations, ['slack', 'webhook', 'webhook']);
  t.strictSame(
    visited.map(({ route, isTaken }) => [route.place, isTaken]),
    [
      [[], false],
      [[0], true],
      [[1], false],
      [[1, 0], true],
    ],
    'the routes that were looked at',
  );
});

t.test('a route that was looked at has the matcher that failed', async (t) => {
  const { visited } = outcome(CONFIG, { severity: 'warning' });
  t.match(visited[1], { failed: { name: 'namespace', operator: '=', value: 'shop' }, isTaken: false });
});

t.test('grouping is inherited; an empty list groups everything together', async (t) => {
  const config = {
    route: {
      receiver: 'r',
      group_by: ['a'],
      routes: [
        { matchers: ['x="1"'], group_wait: '5s' },
        { matchers: ['x="2"'], group_by: [] },
      ],
    },
    receivers: [receiver('r')],
  };
  const groups = (alert: Labels) => outcome(config, alert).destinations[0];
  t.match(groups({ x: '1', a: 'b' }), { group: { a: 'b' }, route: { groupWait: '5s', groupInterval: '5m' } });
  t.strictSame(groups({ x: '2', a: 'b' })?.group, {});
  t.strictSame(outcome(CONFIG, { namespace: 'shop', z: '1' }).destinations[0]?.group, { namespace: 'shop', z: '1' });
});

t.test('a mute interval that contains the time mutes, and so do active ones that do not', async (t) => {
  const at = (fields: object) =>
    outcome(
      {
        route: { receiver: 'r', routes: [fields] },
        receivers: [receiver('r')],
        mute_time_intervals: [{ name: 'monday', time_intervals: [{ weekdays: ['monday'] }] }],
        time_intervals: [{ name: 'night', time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }] }],
      },
      {},
    ).destinations[0]?.muted;
  t.strictSame(at({ mute_time_intervals: ['night', 'monday'] }), { because: 'mute', intervals: ['monday'] });
  t.strictSame(at({ active_time_intervals: ['night'] }), { because: 'active', intervals: ['night'] });
  t.equal(at({ active_time_intervals: ['night', 'monday'] }), undefined);
  t.equal(at({}), undefined);
});

t.test('a firing alert inhibits with the same labels; an alert does not inhibit itself', async (t) => {
  const rule = { source_matchers: ['severity="critical"'], target_matchers: ['severity=~".+"'], equal: ['namespace'] };
  const config = { ...CONFIG, inhibit_rules: [rule] };
  const critical = { severity: 'critical', namespace: 'shop' };
  const inhibited = (alert: Labels, ...firing: Labels[]) => outcome(config, alert, { firing }).inhibited;
  t.match(inhibited({ severity: 'warning', namespace: 'shop' }, critical), {
    by: critical,
    rule: { source: 'AlertmanagerConfig shop/team' },
  });
  t.equal(inhibited({ severity: 'warning', namespace: 'other' }, critical), undefined);
  t.equal(inhibited(critical, critical), undefined);
  t.match(outcome(config, { severity: 'warning' }).inhibitable, [{ rule: { equal: ['namespace'] } }]);
});

t.test('silences count from their start to their end', async (t) => {
  const silence = (id: string, startsAt: string, endsAt: string, isEqual = true) => ({
    id,
    startsAt,
    endsAt,
    matchers: [{ name: 'severity', value: 'crit.*', isRegex: true, isEqual }],
  });
  const silences = readSilences([
    silence('now', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
    silence('over', '2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'),
    silence('other', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', false),
  ]);
  t.strictSame(
    outcome(CONFIG, { severity: 'critical' }, { silences: silences ?? [] }).silenced.map(({ id }) => id),
    ['now'],
  );
  t.equal(readSilences({ a: 1 }), undefined);
  t.equal(readSilences([{ id: 'x' }]), undefined);
});

t.test('a file that Alertmanager would refuse is an issue, without its content', async (t) => {
  const issues = (config: object) => {
    const read = readRouting(JSON.stringify(config), { utf8: true, sources });
    return 'issues' in read ? read.issues.map(({ path, message }) => `${path}: ${message}`) : [];
  };
  t.strictSame(issues({}), ['route: is needed']);
  t.strictSame(issues({ route: { routes: [{ matchers: ['hunter2'] }] } }), [
    'route.routes[0].matchers[0]: is not a matcher',
  ]);
  const time_intervals = [{ name: 'x', time_intervals: [{ weekdays: ['someday'], location: 'Mars' }] }];
  t.strictSame(issues({ route: {}, time_intervals }), [
    'time_intervals[0].time_intervals[0].location: is not a time zone',
    'time_intervals[0].time_intervals[0].weekdays[0]: is not a range',
  ]);
});
