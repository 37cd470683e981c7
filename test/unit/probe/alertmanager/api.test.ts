// What Alertmanager's HTTP endpoints say, and what others say in their place.
import t from 'tap';
import { readAlerts, readMetrics, readStatus } from '../../../../hooks/probe/alertmanager/api.ts';
import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';

const why = (outcome: Outcome<unknown>): string => (outcome.is === 'ok' ? 'ok' : `${outcome.is}: ${outcome.reason}`);

const status = (more: object = {}, rest: object = {}): string =>
  JSON.stringify({
    cluster: { name: 'main-0', status: 'ready', peers: [{ name: 'main-0', address: '10.0.0.1:9094' }], ...more },
    config: { original: 'route: {}' },
    uptime: '2026-11-24T13:05:45.305Z',
    ...rest,
  });

t.test('a status', async (t) => {
  const started = Date.parse('2026-11-24T13:05:45.305Z');
  t.strictSame(readStatus(status()), { is: 'ok', value: { cluster: 'ready', peers: ['10.0.0.1:9094'], started } });
  t.match(readStatus(status({ status: 'settling' })), { value: { cluster: 'settling' } });
  t.match(readStatus(status({ status: 'disabled', peers: [] })), { value: { cluster: 'disabled', peers: [] } });
  t.match(readStatus(status({ peers: null })), { value: { peers: [] } });
});

const badStatus: readonly (readonly [name: string, body: string, want: RegExp])[] = [
  ['no JSON', '<html>', /not the status/],
  ['a list', '[]', /not the status/],
  ['nothing of a cluster', '{"uptime":"2026-11-24T13:05:45.305Z"}', /not the status/],
  ['another word', status({ status: 'fine' }), /unknown cluster status/],
  ['peers that are none', status({ peers: 'a' }), /without addresses/],
  ['a peer without address', status({ peers: [{ name: 'a' }, null] }), /without addresses/],
  ['no start', status({}, { uptime: 'long' }), /no start time/],
  ['nesting without end', '['.repeat(1_000_000), /not the status/],
];
for (const [name, body, want] of badStatus)
  t.test(`a status with ${name} is bad`, async (t) => t.match(why(readStatus(body)), want));

t.test('alerts', async (t) => {
  const alert = { fingerprint: 'f0042142a765cefd', startsAt: '2026-11-24T13:05:46.159Z', labels: { alertname: 'a' } };
  const start = Date.parse(alert.startsAt);
  t.strictSame(readAlerts(JSON.stringify([alert])), { is: 'ok', value: new Map([['f0042142a765cefd', start]]) });
  t.strictSame(readAlerts('[]\n'), { is: 'ok', value: new Map() });
  t.match(why(readAlerts('{}')), /^bad: not a list/);
  t.match(why(readAlerts(JSON.stringify([alert, null]))), /^bad: an alert without/);
  t.match(why(readAlerts(JSON.stringify([{ ...alert, startsAt: 'then' }]))), /^bad: an alert without/);
});

const RECEIVED = 'alertmanager_cluster_messages_received_total';
const LOADED = 'alertmanager_config_last_reload_successful';
t.test('metrics', async (t) => {
  const body = [
    `# TYPE ${RECEIVED} counter`,
    `${RECEIVED}{msg_type="update"} 27`,
    `${RECEIVED}{msg_type="full_state"} 3`,
    'alertmanager_config_last_reload_success_timestamp_seconds 1.7955255455040164e+09',
    `# TYPE ${LOADED} gauge`,
    `${LOADED} 1`,
    '',
  ].join('\n');
  t.strictSame(readMetrics(body), { is: 'ok', value: { fullStates: 3, configLoaded: true } });
  t.match(readMetrics(body.replace(`${LOADED} 1`, `${LOADED} 0`)), { value: { configLoaded: false } });
  t.match(readMetrics(body.replace('} 3', '} 1e+06')), { value: { fullStates: 1_000_000 } });
  t.match(readMetrics(`${LOADED} 1`), { value: { fullStates: 0 } }, 'no clustering, no counter');
  t.match(why(readMetrics('')), /^bad: no alertmanager_config_last_reload_successful/);
  t.match(why(readMetrics(`${LOADED} much`)), /^bad/);
  const started = process.cpuUsage();
  readMetrics(`${RECEIVED}{`.repeat(100_000) + `\n${RECEIVED}{`.repeat(100_000));
  t.ok(process.cpuUsage(started).user < 1e6, 'lines without an end cost no more than others');
});
