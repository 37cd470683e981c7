// What a tenant's Prometheus or Alertmanager asks of the Grafana that shows it.
import { OWN } from '../../../hooks/core/meta.ts';
import { alertmanager, namespace, prometheus } from '../../support/objects.ts';
import { type GrafanaRow, meta } from './grafanarow.ts';

const JSON_DATA = `${OWN}/grafana-json-data`;
const grafana = namespace('grafana');

/** A setting that is not allowed, beside one that is. */
const wants = (name: string, data: object | string, key: string, lacks: RegExp): GrafanaRow =>
  setting(prometheus, { name, data, key, lacks });
const alertmanagerWants = (name: string, data: object | string, key: string, lacks: RegExp): GrafanaRow =>
  setting(alertmanager, { name, data, key, lacks });

interface Setting {
  readonly name: string;
  readonly data: object | string;
  readonly key: string;
  readonly lacks: RegExp;
}

function setting(make: typeof prometheus | typeof alertmanager, { name, data, key, lacks }: Setting): GrafanaRow {
  const text = typeof data === 'string' ? data : JSON.stringify({ ...data, cacheLevel: 'High' });
  const says = key ? new RegExp(`grafana-json-data\\]: ignores ${key}`) : /grafana-json-data\]: is not a JSON object/;
  const taken = key && typeof data === 'object' ? { sidecar: /cacheLevel: High/, operator: /"cacheLevel":"High"/ } : {};
  return {
    name,
    space: grafana,
    objects: [make({}, meta({ [JSON_DATA]: text }))],
    says,
    condition: says,
    lacks,
    ...taken,
  };
}

const TOKENS = { oauthPassThru: true, keepCookies: ['grafana_session'], sigV4Auth: true };

export const SETTINGS: readonly GrafanaRow[] = [
  wants(
    'oauthPassThru, keepCookies and sigV4Auth',
    TOKENS,
    '"oauthPassThru", "keepCookies", "sigV4Auth"',
    /oauthPassThru"?:|keepCookies"?:|sigV4Auth"?:/,
  ),
  alertmanagerWants(
    'the same of an Alertmanager',
    TOKENS,
    '"oauthPassThru", "keepCookies"',
    /oauthPassThru"?:|keepCookies"?:/,
  ),
  wants(
    'capitals, which Go reads as the same field',
    { OauthPassThru: true },
    '"OauthPassThru"',
    /auth_?pass_?thru"?: ?true/i,
  ),
  wants('a key written with escapes', '{"oauth\\u0050assThru": true}', '"oauthPassThru"', /auth_?pass_?thru"?: ?true/i),
  wants(
    'a key twice, sound at first',
    '{"timeInterval": "1m", "timeInterval": {"oauthPassThru": true}}',
    '"timeInterval"',
    /auth_?pass_?thru"?: ?true/i,
  ),
  wants(
    'a key within an allowed one',
    { exemplarTraceIdDestinations: [{ name: 'a', oauthPassThru: true }] },
    '"exemplarTraceIdDestinations"',
    /auth_?pass_?thru"?: ?true/i,
  ),
  wants(
    'headers that name a user',
    { httpHeaderName1: 'X-Grafana-User', httpHeaderName2: 'Authorization' },
    '"httpHeaderName1"',
    /httpHeaderName\d"?:/,
  ),
  wants(
    'headers that are passed on',
    { forwardHeaders: ['Cookie'], teamHttpHeaders: { a: [] } },
    '"forwardHeaders", "teamHttpHeaders"',
    /forwardHeaders"?:|teamHttpHeaders"?:/,
  ),
  wants(
    'the identity of Grafana in Azure',
    { azureCredentials: { authType: 'msi' } },
    '"azureCredentials"',
    /azureCredentials"?:/,
  ),
  wants(
    'a client certificate of Grafana',
    { tlsAuth: true, serverName: 'x' },
    '"tlsAuth", "serverName"',
    /tlsAuth"?: ?true/,
  ),
  wants(
    'a tunnel of Grafana',
    { enableSecureSocksProxy: true },
    '"enableSecureSocksProxy"',
    /enableSecureSocksProxy"?:/,
  ),
  alertmanagerWants(
    'the alerts of all of Grafana',
    { handleGrafanaManagedAlerts: true },
    '"handleGrafanaManagedAlerts"',
    /handleGrafanaManagedAlerts"?: ?true/,
  ),
  wants(
    'a script as a link',
    { exemplarTraceIdDestinations: [{ name: 'a', url: 'javascript:alert(1)' }] },
    '"exemplarTraceIdDestinations"',
    /javascript:/,
  ),
  wants('settings of JavaScript objects', '{"__proto__": {"oauthPassThru": true}}', '', /auth_?pass_?thru"?: ?true/i),
  wants('YAML in place of JSON', 'oauthPassThru: true', '', /auth_?pass_?thru"?: ?true/i),
  wants('a list in place of an object', '[{"oauthPassThru": true}]', '', /auth_?pass_?thru"?: ?true/i),
  {
    name: 'a file of the Grafana pod, in a text that every user may set',
    space: grafana,
    objects: [
      prometheus(
        {},
        meta({
          [JSON_DATA]: '{"timeInterval": "$__file{/etc/grafana/secret}", "customQueryParameters": "${GF_PASSWORD}"}',
        }),
      ),
    ],
    sidecar: /timeInterval: \$\$__file\{[\s\S]*customQueryParameters: \$\$\{GF_PASSWORD/,
    lacks: /^\s+(?:timeInterval|customQueryParameters): ['"]?\$[_{]/m,
  },
  {
    name: 'another host, by the prefix of its routes',
    space: grafana,
    objects: [prometheus({ routePrefix: '@evil.example.com/' }, meta({ [`${OWN}/grafana-default`]: 'true' }))],
    lacks: /evil/,
  },
  {
    name: 'another host, by the name of its Service',
    space: grafana,
    objects: [alertmanager({ serviceName: 'evil.example.com/' }, meta({}))],
    lacks: /evil/,
  },
];
