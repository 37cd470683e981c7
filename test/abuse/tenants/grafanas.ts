// What a tenant's Prometheus or Alertmanager asks of a Grafana, and what whoever may label a Namespace would get of all others.
import { type KubernetesObject, OWN } from '../../../hooks/kube/meta.ts';
import { alertmanager, namespace, prometheus, secret } from '../../support/objects.ts';
import { WORD } from './row.ts';

export const CREDENTIALS = `${OWN}/grafana-credentials`;
export const FOR = `${OWN}/grafana-credentials-for`;
const JSON_DATA = `${OWN}/grafana-json-data`;

export interface GrafanaRow {
  readonly name: string;
  /** The Namespace of the Grafana, but for the label that says its form. */
  readonly space: KubernetesObject;
  /** The first one is the culprit, where its owner is one. */
  readonly objects: readonly KubernetesObject[];
  /** The same objects when the attachments that are there were made. */
  readonly before?: readonly KubernetesObject[];
  /** Beside the culprit's data source, and in the condition of the culprit. */
  readonly says?: RegExp;
  readonly condition?: RegExp;
  /** In what a Grafana with a sidecar reads, in what grafana-operator reads, and in neither. */
  readonly sidecar?: RegExp;
  readonly operator?: RegExp;
  readonly lacks?: RegExp;
}

type Annotations = Readonly<Record<string, string>>;
const meta = (annotations: Annotations, more: object = {}) => ({
  name: 'poison',
  namespace: 'tenant',
  uid: 'uid-poison',
  annotations,
  ...more,
});
const grafana = namespace('grafana');

/** Asks for a setting, beside one that everybody may have. */
function wants(name: string, data: object | string, key: string, lacks: RegExp, make = prometheus): GrafanaRow {
  const text = typeof data === 'string' ? data : JSON.stringify({ ...data, cacheLevel: 'High' });
  const says = key ? new RegExp(`grafana-json-data\\]: leaves out ${key}`) : /grafana-json-data\]: is not a JSON object/;
  const taken = key && typeof data === 'object' ? { sidecar: /cacheLevel: High/, operator: /"cacheLevel":"High"/ } : {};
  return { name, space: grafana, objects: [make({}, meta({ [JSON_DATA]: text }))], says, condition: says, lacks, ...taken };
}

const TOKENS = { oauthPassThru: true, keepCookies: ['grafana_session'], sigV4Auth: true };

export const SETTINGS: readonly GrafanaRow[] = [
  wants(
    'oauthPassThru, keepCookies and sigV4Auth',
    TOKENS,
    '"oauthPassThru", "keepCookies", "sigV4Auth"',
    /oauthPassThru"?:|keepCookies"?:|sigV4Auth"?:/,
  ),
  wants('the same of an Alertmanager', TOKENS, '"oauthPassThru", "keepCookies"', /oauthPassThru"?:|keepCookies"?:/, alertmanager),
  wants('capitals, which Go reads as the same field', { OauthPassThru: true }, '"OauthPassThru"', /auth_?pass_?thru"?: ?true/i),
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
  wants('the identity of Grafana in Azure', { azureCredentials: { authType: 'msi' } }, '"azureCredentials"', /azureCredentials"?:/),
  wants('a client certificate of Grafana', { tlsAuth: true, serverName: 'x' }, '"tlsAuth", "serverName"', /tlsAuth"?: ?true/),
  wants('a tunnel of Grafana', { enableSecureSocksProxy: true }, '"enableSecureSocksProxy"', /enableSecureSocksProxy"?:/),
  wants(
    'the alerts of all of Grafana',
    { handleGrafanaManagedAlerts: true },
    '"handleGrafanaManagedAlerts"',
    /handleGrafanaManagedAlerts"?: ?true/,
    alertmanager,
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
    name: 'a file of the Grafana pod, in a text that everybody may set',
    space: grafana,
    objects: [
      prometheus({}, meta({ [JSON_DATA]: '{"timeInterval": "$__file{/etc/grafana/secret}", "customQueryParameters": "${GF_PASSWORD}"}' })),
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

const reader = secret('reader', { token: WORD }, { labels: { [CREDENTIALS]: 'true' } });
const secured = (annotations: Annotations = {}, more: object = {}, make = prometheus) =>
  make({}, meta({ [CREDENTIALS]: 'reader', ...annotations }, { namespace: 'monitoring', ...more }));
const NONE = /hunter2|aHVudGVy|httpHeaderValue1/;
const refused = /credentials go to no other namespace: name "mallory"/;
const mallory = (annotations: Annotations = {}, labels: Annotations = {}): KubernetesObject => {
  const found = namespace('mallory', labels);
  return { ...found, metadata: { ...found.metadata, annotations } };
};
const asks = (name: string, object: KubernetesObject, more: Partial<GrafanaRow> = {}): GrafanaRow => ({
  name,
  space: mallory(),
  objects: [object, reader],
  says: refused,
  ...(object.metadata.annotations?.[FOR] ? {} : { condition: /name the namespace of a Grafana/ }),
  lacks: NONE,
  ...more,
});
const theirs = (name: string, data: Annotations, labels: Annotations) => secret(name, data, { namespace: 'tenant', labels });

export const LABELS: readonly GrafanaRow[] = [
  asks('a Namespace with the label, and nobody asked', secured()),
  asks('the credentials of an Alertmanager', secured({}, {}, alertmanager)),
  asks('a Namespace whose name is part of the name that is allowed', secured({ [FOR]: 'mallory-2, my-mallory' })),
  asks('a star where a name is needed', secured({ [FOR]: '*' })),
  asks('an expression where a name is needed', secured({ [FOR]: '.*' })),
  asks('a name in capitals', secured({ [FOR]: 'MALLORY' })),
  asks('the permission written on the Namespace of the Grafana', secured(), {
    space: mallory({ [FOR]: 'mallory', [CREDENTIALS]: 'reader' }),
  }),
  asks('the permission as a label of the Namespace', secured(), { space: mallory({}, { [FOR]: 'mallory', [CREDENTIALS]: 'reader' }) }),
  asks('the permission as a label of the Prometheus', secured({}, { labels: { [FOR]: 'mallory' } })),
  asks('a Namespace that says it is another one', secured({ [FOR]: 'grafana' }), {
    space: mallory({}, { 'kubernetes.io/metadata.name': 'grafana' }),
  }),
  asks('a Namespace that shows one namespace alone', secured(), { space: mallory({ [`${OWN}/grafana-namespaces`]: 'monitoring,team-a' }) }),
  asks('a permission that is taken back', secured(), { before: [secured({ [FOR]: 'mallory' }), reader] }),
  asks('a permission that is taken back while the Secret cannot be read', secured(), {
    objects: [secured()],
    before: [secured({ [FOR]: 'mallory' }), reader],
    condition: /does not exist/,
  }),
  {
    name: "a tenant's Prometheus that names a Secret elsewhere",
    space: mallory(),
    objects: [prometheus({}, meta({ [CREDENTIALS]: 'monitoring/reader', [FOR]: 'mallory' })), reader],
    says: /Secret "tenant\/monitoring\/reader" does not exist/,
    condition: /does not exist/,
    lacks: NONE,
  },
  {
    name: "a tenant's Prometheus that climbs to a Secret elsewhere",
    space: mallory(),
    objects: [prometheus({}, meta({ [CREDENTIALS]: '../monitoring/reader', [FOR]: 'mallory' })), reader],
    says: /does not exist/,
    condition: /does not exist/,
    lacks: NONE,
  },
  {
    name: 'a Secret of its own that nobody has labelled for that',
    space: mallory(),
    objects: [prometheus({}, meta({ [CREDENTIALS]: 'own', [FOR]: 'mallory' })), theirs('own', { token: WORD }, {})],
    says: /lacks the label/,
    condition: /lacks the label/,
    lacks: NONE,
  },
  {
    name: 'credentials that its owner has sent there, which arrive in a Secret alone',
    space: mallory(),
    objects: [secured({ [FOR]: 'mallory' }), reader],
    sidecar: /httpHeaderValue1: Bearer hunter2/,
    operator: /Bearer hunter2/,
  },
  {
    name: 'credentials of two kinds, of which nothing is repeated',
    space: mallory(),
    objects: [
      secured({ [FOR]: 'mallory' }),
      secret('reader', { token: WORD, username: WORD, password: WORD }, { labels: { [CREDENTIALS]: 'true' } }),
    ],
    says: /has both token and username/,
    condition: /has both token and username/,
    lacks: NONE,
  },
];
