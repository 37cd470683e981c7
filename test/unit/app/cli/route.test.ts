// `route`: from objects or a file to the receivers of an alert.
import t from 'tap';
import { command, folder } from '../../../support/commandline.ts';

const FILE = {
  route: {
    receiver: 'default',
    group_by: ['alertname'],
    routes: [{ receiver: 'page', matchers: ['severity="critical"'], mute_time_intervals: ['night'] }],
  },
  receivers: [{ name: 'default' }, { name: 'page', slack_configs: [{ channel: '#a' }] }],
  global: { slack_api_url: 'https://hooks.example.com/hunter2' },
  time_intervals: [{ name: 'night', time_intervals: [{ times: [{ start_time: '20:00', end_time: '24:00' }] }] }],
  inhibit_rules: [
    { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: ['namespace'] },
  ],
};
const config = (namespace: string, spec: object) => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name: 'team', namespace },
  spec,
});
const alertmanager = (name: string) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Alertmanager',
  metadata: { name, namespace: 'monitoring' },
  spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} },
});
const SLACK = { slackConfigs: [{ apiURL: { name: 'slack', key: 'url' }, channel: '#shop' }] };
const OBJECTS = [
  alertmanager('main'),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'alertmanager-main', namespace: 'monitoring' },
    stringData: { 'alertmanager.yaml': JSON.stringify(FILE) },
  },
  config('shop', {
    route: { receiver: 'chat', routes: [{ receiver: 'loud', matchers: [{ name: 'severity', value: 'critical' }] }] },
    receivers: [{ name: 'chat', ...SLACK }, { name: 'loud' }],
  }),
  config('broken', { route: { receiver: 'none' }, receivers: [] }),
];

t.test('the Secret and the AlertmanagerConfigs decide together; each route says where it comes from', async (t) => {
  const root = folder({ 'objects.yaml': OBJECTS });
  const args = ['route', 'alertname=Down', 'namespace=shop', 'severity=critical', root];
  const { code, out } = await command([...args, '--time=2026-01-31T21:00:00Z']);
  t.equal(code, 0);
  t.strictSame(out.split('\n'), [
    'alert {alertname="Down", namespace="shop", severity="critical"}',
    'at 2026-01-31T21:00:00.000Z, Alertmanager monitoring/main, configuration of Secret monitoring/alertmanager-main',
    '',
    '1. shop/team/loud (sends nothing)',
    '   from      AlertmanagerConfig shop/team',
    '   route     {} > {namespace="shop"} > {severity="critical"}',
    '   group by  alertname; this group: {alertname="Down"}',
    '   timing    wait 30s, interval 5m, repeat 4h',
    '2. page (slack)',
    '   from      Secret monitoring/alertmanager-main',
    '   route     {} > {severity="critical"}',
    '   group by  alertname; this group: {alertname="Down"}',
    '   timing    wait 30s, interval 5m, repeat 4h',
    '   muted     in mute time interval night',
    '',
    'left out of the configuration:',
    '   AlertmanagerConfig broken/team: spec.route.receiver: there is no receiver "none"',
    '',
  ]);
  t.notMatch(out, 'hunter2');
});

t.test('--expect compares the receivers, for CI', async (t) => {
  const root = folder({ 'objects.yaml': OBJECTS });
  t.equal((await command(['route', 'severity=critical', '--expect=page', root])).code, 0);
  const both = ['route', 'severity=critical', 'namespace=shop', '--expect', 'shop/team/loud,page', root];
  t.equal((await command(both)).code, 0);
  const wrong = await command(['route', 'severity=critical', '--expect', 'default', root]);
  t.equal(wrong.code, 1);
  t.match(wrong.err, /expected default; it goes to page/);
});

t.test('alerts that fire inhibit, and silences silence', async (t) => {
  const root = folder({
    'alertmanager.yaml': JSON.stringify(FILE),
    'silences.json': JSON.stringify([
      {
        id: 'abc',
        comment: 'maintenance',
        startsAt: '2026-01-01T00:00:00Z',
        endsAt: '2026-02-01T00:00:00Z',
        matchers: [{ name: 'severity', value: 'warning', isRegex: false, isEqual: true }],
      },
    ]),
    'alerts.json': JSON.stringify([{ labels: { severity: 'critical', namespace: 'shop' } }]),
  });
  const args = ['route', '--config', `${root}/alertmanager.yaml`, 'severity=warning', 'namespace=shop'];
  const alone = await command(args);
  t.match(alone.out, /could be inhibited by \{severity="critical"\} with the same namespace\n {3}inhibit rule 1 of/);
  const inhibited = await command([...args, '--firing', 'severity=critical,namespace=shop']);
  t.match(inhibited.out, /inhibited by \{namespace="shop", severity="critical"\}/);
  const json = await command([
    ...args,
    `--alerts=${root}/alerts.json`,
    `--silences=${root}/silences.json`,
    '-o',
    'json',
  ]);
  t.match(JSON.parse(json.out), {
    receivers: ['default'],
    inhibited: { by: { severity: 'critical' }, rule: 0 },
    silenced: [{ id: 'abc', comment: 'maintenance' }],
  });
});

t.test('several Alertmanagers need a name; without a valid configuration the exit code is 1', async (t) => {
  const root = folder({ 'objects.yaml': [...OBJECTS, alertmanager('second')] });
  const several = await command(['route', 'a=b', root]);
  t.equal(several.code, 2);
  t.match(several.err, /there are several .*: monitoring\/main, monitoring\/second/);
  t.equal((await command(['route', 'a=b', '-n', 'monitoring', '--alertmanager=main', root])).code, 0);
  t.match((await command(['route', 'a=b', '-n', 'other', root])).err, /there is no such Alertmanager, but monitoring/);
  const missing = folder({ 'objects.yaml': [{ ...alertmanager('main'), spec: {} }] });
  const without = await command(['route', 'a=b', missing]);
  t.equal(without.code, 1);
  t.match(without.err, /Alertmanager monitoring\/main: create Secret "monitoring\/alertmanager-main"/);
});

t.test('wrong labels, times and files give 2', async (t) => {
  const file = `${folder({ 'a.yaml': JSON.stringify(FILE) })}/a.yaml`;
  for (const [args, message] of [
    [[], /give the labels of the alert/],
    [['a!=b'], /"a!=b" is not a label/],
    [['a=b', '--time=soon'], /--time: "soon" is not a time/],
    [['a=b', `--silences=${file}`], /is not a list of silences/],
    [['a=b', '--silences=/nowhere'], /\/nowhere: does not exist/],
  ] as const) {
    const { code, err } = await command(['route', '--config', file, ...args]);
    t.equal(code, 2, args.join(' '));
    t.match(err, message);
  }
});

t.test('a terminal gets colours, and labels cannot control it', async (t) => {
  const root = folder({ 'objects.yaml': OBJECTS });
  const { out } = await command(['route', 'a=\u001b[2J', root], { isTerminal: true });
  t.match(out, '\u001b[1mdefault\u001b[0m');
  t.notMatch(out, '\u001b[2J');
});
