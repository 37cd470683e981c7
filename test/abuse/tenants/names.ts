// Names as long as the API server takes them, which become keys, volumes and file names of something that many share.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { JOINS_LABEL } from '../../../hooks/rules/sources.ts';
import { certificates } from '../../support/certificates.ts';
import { secret } from '../../support/objects.ts';
import { FILE } from './ask.ts';
import { monitor, podMonitor, probe, type Row, receiver, rule, scrapeConfig, tenantMap, tenantSecret } from './row.ts';

const { authority, client } = certificates();
const [NAME, KEY] = ['n'.repeat(200), 'k'.repeat(200)];
const LONGEST = 'n'.repeat(253);
const CA = { secret: { name: NAME, key: KEY } };
const authorityIn = (name: string, key: string) => tenantSecret(name, { [key]: authority.cert });
const pair = tenantSecret(NAME, { [`${KEY}.crt`]: client.cert, [`${KEY}.key`]: client.key });
const PAIR = { cert: { secret: { name: NAME, key: `${KEY}.crt` } }, keySecret: { name: NAME, key: `${KEY}.key` } };
const CERTIFICATE = /-----BEGIN CERTIFICATE-----/;

const twins = (last: string): KubernetesObject[] => [
  authorityIn(`${'n'.repeat(240)}-${last}`, KEY),
  monitor(
    { tlsConfig: { ca: { secret: { name: `${'n'.repeat(240)}-${last}`, key: KEY } } } },
    {},
    { name: `hostile-${last}` },
  ),
];
const credentials = { credentials: { name: LONGEST, key: 'k'.repeat(253) } };
const RULE_FILE = 'groups:\n- name: g\n  rules:\n  - record: from:file\n    expr: up\n';

export const NAMES: readonly Row[] = [
  {
    name: 'a Secret and a key of 200 characters each as CA of a ServiceMonitor',
    objects: [authorityIn(NAME, KEY), monitor({ tlsConfig: { ca: CA } })],
    has: CERTIFICATE,
  },
  { name: 'certificate and key of a PodMonitor', objects: [pair, podMonitor({ tlsConfig: PAIR })], has: CERTIFICATE },
  {
    name: 'a ConfigMap and a key of 253 characters as CA of a Probe',
    objects: [
      tenantMap(LONGEST, { [LONGEST]: authority.cert }),
      probe({ tlsConfig: { ca: { configMap: { name: LONGEST, key: LONGEST } } } }),
    ],
    has: CERTIFICATE,
  },
  {
    name: 'a CA of a discovery in a ScrapeConfig',
    objects: [authorityIn(NAME, KEY), scrapeConfig({ httpSDConfigs: [{ url: 'https://a.b', tlsConfig: { ca: CA } }] })],
    has: CERTIFICATE,
  },
  {
    name: 'a client certificate behind OAuth',
    objects: [
      pair,
      tenantSecret('oauth', { id: 'a', secret: 'b' }),
      monitor({
        oauth2: {
          clientId: { secret: { name: 'oauth', key: 'id' } },
          clientSecret: { name: 'oauth', key: 'secret' },
          tokenUrl: 'https://a.b',
          tlsConfig: PAIR,
        },
      }),
    ],
    has: CERTIFICATE,
  },
  {
    name: 'a CA among the monitors of an agent',
    kind: 'PrometheusAgent',
    objects: [authorityIn(NAME, KEY), monitor({ tlsConfig: { ca: CA } })],
    has: CERTIFICATE,
  },
  {
    name: 'a CA of a webhook in an AlertmanagerConfig',
    kind: 'Alertmanager',
    objects: [
      authorityIn(NAME, KEY),
      receiver({ webhookConfigs: [{ url: 'https://a.b', httpConfig: { tlsConfig: { ca: CA } } }] }),
    ],
    has: CERTIFICATE,
  },
  {
    name: 'a CA that a remote write of the owner names',
    spec: { remoteWrite: [{ url: 'https://a.b', tlsConfig: { ca: CA } }] },
    objects: [secret(NAME, { [KEY]: authority.cert })],
    has: CERTIFICATE,
  },
  {
    name: 'two long names that differ in their last character',
    objects: [...twins('a'), ...twins('b')],
    has: /n-a_k+\.?[\s\S]*n-b_k+/,
  },
  {
    name: 'a ServiceMonitor of 253 characters with credentials of 253 characters',
    objects: [
      tenantSecret(LONGEST, { ['k'.repeat(253)]: 'token' }),
      monitor({ authorization: credentials }, {}, { name: 'm'.repeat(253) }),
    ],
    has: /serviceMonitor\/tenant\/m{253}\/0[\s\S]*credentials: token/,
  },
  {
    name: 'a PrometheusRule of 253 characters',
    objects: [rule({}, {}, { name: 'r'.repeat(253) })],
    has: /r{150,}.*\.yaml/,
  },
  {
    name: 'a PrometheusRule of 253 characters for a ruler',
    kind: 'ThanosRuler',
    objects: [rule({}, {}, { name: 'r'.repeat(253) })],
    has: /r{150,}.*\.yaml/,
  },
  {
    name: 'a rule file with a key of 253 characters in a ConfigMap of 253 characters',
    objects: [tenantMap('c'.repeat(253), { [`${'k'.repeat(248)}.yaml`]: RULE_FILE }, { [JOINS_LABEL]: 'true' })],
    has: /from:file/,
  },
  { name: 'a Prometheus of 41 characters', called: 'p'.repeat(41) },
  {
    name: 'a Prometheus of 42 characters',
    called: 'p'.repeat(42),
    stops: true,
    says: /metadata\.name: "p+" is longer than 41/,
  },
  {
    name: 'an Alertmanager with a dot',
    kind: 'Alertmanager',
    called: 'a.b',
    stops: true,
    says: /metadata\.name: "a\.b" has a dot/,
  },
  {
    name: 'an AlertmanagerConfig of 253 characters with a Secret',
    kind: 'Alertmanager',
    objects: [
      tenantSecret(LONGEST, { [LONGEST]: 'https://a.b/token' }),
      receiver({ slackConfigs: [{ apiURL: { name: LONGEST, key: LONGEST } }] }, { name: 'a'.repeat(253) }),
    ],
    has: /tenant\/a{253}\/r[\s\S]*https:\/\/a\.b\/token/,
  },
  {
    name: 'Secrets and ConfigMaps whose names begin alike, for all pods',
    spec: { secrets: [`${LONGEST.slice(1)}a`, `${LONGEST.slice(1)}b`], configMaps: [`${LONGEST.slice(1)}a`, LONGEST] },
  },
  {
    name: 'a certificate of the web server with names of 253 characters',
    kind: 'ThanosRuler',
    spec: {
      web: {
        tlsConfig: { keySecret: { name: LONGEST, key: LONGEST }, cert: { configMap: { name: LONGEST, key: LONGEST } } },
      },
    },
    has: /key_file/,
  },
  {
    name: 'templates with keys of 253 characters beside alertmanager.yaml',
    kind: 'Alertmanager',
    objects: [secret('alertmanager-shared', { 'alertmanager.yaml': FILE, [LONGEST]: '{{ define "x" }}{{ end }}' })],
    has: /define "x"/,
  },
];
