// Merging AlertmanagerConfigs into one configuration, and keeping each to the alerts of its namespace.
import t from 'tap';
import type { AlertmanagerConfig } from '../../../../../hooks/api/alertmanagerconfig.ts';
import {
  isKept,
  keepInhibitRule,
  keepRoute,
  merged,
  type Part,
  placed,
} from '../../../../../hooks/controllers/alertmanager/config/merge.ts';
import {
  checkRoute,
  inhibitRuleSection,
  routeSection,
} from '../../../../../hooks/controllers/alertmanager/config/route.ts';
import type { Names } from '../../../../../hooks/controllers/alertmanager/schema/matchers.ts';
import type { Version } from '../../../../../hooks/versions/version.ts';
import { version as at } from '../../../../support/releases.ts';

const now = at('0.33.0');
const old = at('0.21.0');

t.test('a route takes alerts of its namespace only', async (t) => {
  t.strictSame(keepRoute({ receiver: 'r', matchers: ['a="b"'] }, 'team', now), {
    receiver: 'r',
    matchers: ['a="b"', 'namespace="team"'],
  });
  t.strictSame(keepRoute({ receiver: 'r', match: { namespace: 'other' } }, 'team', old), {
    receiver: 'r',
    match: { namespace: 'team' },
  });
});

const rules: [name: string, version: Version, rule: object, want: object][] = [
  [
    'both sides get the namespace',
    now,
    { source_matchers: ['a="b"'] },
    { source_matchers: ['a="b"', 'namespace="team"'], target_matchers: ['namespace="team"'] },
  ],
  [
    'a matcher that is there already, spaces aside, is not repeated',
    now,
    { source_matchers: ['namespace = "team"'], target_matchers: [] },
    { source_matchers: ['namespace = "team"'], target_matchers: ['namespace="team"'] },
  ],
  [
    'before matchers there were maps, where the namespace replaces what was there',
    old,
    { source_match: { namespace: 'other', a: 'b' }, target_match_re: { namespace: '.*' } },
    { source_match: { namespace: 'team', a: 'b' }, target_match: { namespace: 'team' } },
  ],
];
for (const [name, version, rule, want] of rules) {
  t.test(`an inhibition stays within its namespace: ${name}`, async (t) => {
    t.strictSame(JSON.parse(JSON.stringify(keepInhibitRule({ ...rule }, 'team', version))), want);
  });
}

const strategies: [strategy: Parameters<typeof isKept>[0], namespace: string, want: boolean][] = [
  [undefined, 'team', true],
  ['OnNamespace', 'monitoring', true],
  ['OnNamespaceExceptForAlertmanagerNamespace', 'monitoring', false],
  ['OnNamespaceExceptForAlertmanagerNamespace', 'team', true],
  ['None', 'team', false],
];
for (const [strategy, namespace, want] of strategies) {
  t.test(
    `with ${strategy ?? 'no strategy'} an object of ${namespace} is ${want ? 'kept to its alerts' : 'free'}`,
    async (t) => {
      t.equal(isKept(strategy, namespace, 'monitoring'), want);
    },
  );
}

t.test('routes of objects come before those of the base and always go on', async (t) => {
  const part = (receiver: string): Part => ({
    route: { receiver },
    inhibit_rules: [],
    receivers: [{ name: receiver }],
    mute_time_intervals: [],
  });
  const base = {
    route: { receiver: 'root', routes: [{ receiver: 'root' }] },
    receivers: [{ name: 'root' }],
    inhibit_rules: [{ equal: ['a'] }],
  };
  const parts = [placed(part('a/x/r'), 'a', true, now), placed(part('b/y/r'), 'b', false, now)];
  t.strictSame(merged(base, parts), {
    route: {
      receiver: 'root',
      routes: [
        { receiver: 'a/x/r', matchers: ['namespace="a"'], continue: true },
        { receiver: 'b/y/r', continue: true },
        { receiver: 'root' },
      ],
    },
    inhibit_rules: [{ equal: ['a'] }],
    receivers: [{ name: 'root' }, { name: 'a/x/r' }, { name: 'b/y/r' }],
    templates: [],
  });
});

const of = { metadata: { name: 'app', namespace: 'team' }, spec: {} } as unknown as AlertmanagerConfig;

t.test('names of an object are made unique all the way down', async (t) => {
  const route = {
    receiver: 'r',
    groupBy: ['job'],
    muteTimeIntervals: ['m'],
    routes: [{ receiver: 'q', activeTimeIntervals: ['m'], continue: true }, {}],
  };
  t.strictSame(routeSection(route, of, now), {
    receiver: 'team/app/r',
    group_by: ['job'],
    routes: [{ receiver: 'team/app/q', continue: true, active_time_intervals: ['team/app/m'] }, {}],
    mute_time_intervals: ['team/app/m'],
  });
});

t.test('labels of a route are a map, sorted by name, also below it', async (t) => {
  const route = {
    receiver: 'r',
    labels: [
      { key: 'b', value: '{{ .GroupLabels.b }}' },
      { key: 'a', value: '' },
    ],
    routes: [{ labels: [{ key: 'c', value: 'd' }] }, { labels: [] }, { labels: null }],
  };
  const section = routeSection(route, of, now);
  t.strictSame(section, {
    receiver: 'team/app/r',
    routes: [{ labels: { c: 'd' } }, {}, {}],
    labels: { a: '', b: '{{ .GroupLabels.b }}' },
  });
  t.strictSame(Object.keys(section['labels'] as object), ['a', 'b']);
});

const routeLabels: [name: string, labels: unknown, issue: object | undefined, at?: Names][] = [
  [
    'two of them',
    [
      { key: 'a', value: 'b' },
      { key: 'ä', value: '' },
    ],
    undefined,
  ],
  [
    'one twice',
    [
      { key: 'a', value: 'b' },
      { key: 'a', value: 'c' },
    ],
    { reason: 'InvalidRoute', path: '' },
  ],
  ['one without a name', [{ key: '', value: 'b' }], { reason: 'InvalidLabelName', path: '[0].key' }],
  [
    'a name of newer releases',
    [{ key: 'a.b', value: 'b' }],
    { reason: 'InvalidLabelName', path: '[0].key' },
    'classic',
  ],
  ['a value that is no text', [{ key: 'a', value: 1 }], { reason: 'InvalidRoute', path: '' }],
  ['no value', [{ key: 'a' }], { reason: 'InvalidRoute', path: '' }],
  ['a map', { a: 'b' }, { reason: 'InvalidRoute', path: '' }],
];
for (const [name, labels, wrong, at = 'utf8'] of routeLabels) {
  t.test(`labels of a route below: ${name}`, async (t) => {
    const names = { receivers: new Set(['r']), times: new Set<string>(), labels: at };
    const issues = checkRoute({ receiver: 'r', routes: [{ labels }] }, 'spec.route', names);
    const path = 'spec.route.routes[0].labels';
    t.match(issues, wrong ? [{ ...wrong, path: `${path}${(wrong as { path: string }).path}` }] : []);
    t.equal(issues.length, wrong ? 1 : 0);
  });
}

t.test('matchers without an operator become maps where the release has nothing else', async (t) => {
  const matchers = [
    { name: 'a', value: 'b' },
    { name: 'c', value: 'd.*', regex: true },
  ];
  t.strictSame(routeSection({ receiver: 'r', matchers }, of, old), {
    receiver: 'team/app/r',
    match: { a: 'b' },
    match_re: { c: 'd.*' },
  });
  t.strictSame(inhibitRuleSection({ sourceMatch: matchers, equal: ['x'] }, now), {
    source_matchers: ['a="b"', 'c=~"d.*"'],
    equal: ['x'],
  });
});
