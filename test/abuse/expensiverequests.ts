// Requests that cost much for their size, to all hooks but that of a Prometheus with its monitors, for which
// expensiveobjects.ts has the objects.
import { type KubernetesObject, OWN } from '../../hooks/core/meta.ts';
import { noise } from '../support/noise.ts';
import { namespace, prometheusRule, secret } from '../support/objects.ts';
import { everything } from './objects.ts';
import { conversion, decorate, sync } from './questions.ts';

export interface ExpensiveRequest {
  readonly name: string;
  readonly path: string;
  readonly body: () => string;
  /** What the owner reads; nothing where all is well. */
  readonly message?: RegExp;
}

type Fields = Readonly<Record<string, unknown>>;

const METADATA = { name: 'hostile', namespace: 'tenant', uid: 'uid-hostile', resourceVersion: '1', generation: 1 };
const many = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));

const parent = (kind: string, spec: Fields, name = 'shared', more: Fields = {}): KubernetesObject => ({
  apiVersion: `monitoring.coreos.com/${kind === 'PrometheusAgent' ? 'v1alpha1' : 'v1'}`,
  kind,
  metadata: { ...METADATA, name, namespace: 'monitoring', uid: `uid-${kind}-${name}`, ...more },
  spec: { ...everything(kind), ...spec },
});

const config = (spec: Fields, name = 'hostile'): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { ...METADATA, name, uid: `uid-${name}` },
  spec: { receivers: [{ name: 'r' }], ...spec },
});
const routed = (route: Fields, more: Fields = {}): KubernetesObject =>
  config({ route: { receiver: 'r', ...route }, ...more });

const FILE = 'route:\n  receiver: r\nreceivers:\n- name: r\n';
const spaces = ['monitoring', 'tenant'].map((name) => namespace(name));
const alertmanager = (objects: readonly KubernetesObject[], file = FILE): string => {
  const base = secret('alertmanager-shared', { 'alertmanager.yaml': file });
  return JSON.stringify(sync(parent('Alertmanager', {}), [...spaces, base, ...objects]));
};

const levels = (count: number): string => `${'{"receiver":"r","routes":['.repeat(count)}{}${']}'.repeat(count)}`;
/** JSON with routes in routes in place of a text. */
const deep = (json: string): string => json.replace('"deep"', levels(4900));
const DEEP = routed({ routes: ['deep'] });

const regex = (i: number) => ({ name: 'a', matchType: '=~', value: `${i}(x{100}){9}` });

const rejects = (
  name: string,
  objects: readonly KubernetesObject[],
  message = /AlertmanagerConfig tenant\/hostile/,
): ExpensiveRequest => ({
  name,
  path: '/alertmanager/sync',
  body: () => deep(alertmanager(objects)),
  message,
});
const takes = (name: string, ...objects: readonly KubernetesObject[]): ExpensiveRequest => ({
  name,
  path: '/alertmanager/sync',
  body: () => alertmanager(objects),
});

const CONFIGS: readonly ExpensiveRequest[] = [
  rejects('routes nested 4,900 deep', [DEEP]),
  rejects('20,000 receivers of one name', [
    config({ receivers: many(20_000, () => ({ name: 'r' })), route: { receiver: 'r' } }),
  ]),
  rejects('2,000 expressions in matchers', [
    routed({ routes: many(2000, (i) => ({ receiver: 'r', matchers: [regex(i)] })) }),
  ]),
  rejects('2,000 expressions in inhibitions', [
    routed(
      {},
      { inhibitRules: many(2000, (i) => ({ sourceMatch: [regex(i)], targetMatch: [{ name: 'a', value: 'b' }] })) },
    ),
  ]),
  rejects('an address of signs', [
    config({ receivers: [{ name: 'r', emailConfigs: [{ to: '<'.repeat(200_000) }] }], route: { receiver: 'r' } }),
  ]),
  rejects('two objects that fill the Secret', [
    ...['hostile', 'b'].map((name, i) =>
      config(
        {
          receivers: [
            {
              name: 'r',
              emailConfigs: [{ to: 'a@b', from: 'a@b', smarthost: 'a:25', text: noise(900_000 - i * 100_000, i) }],
            },
          ],
          route: { receiver: 'r' },
        },
        name,
      ),
    ),
  ]),
  takes('20,000 receivers', config({ receivers: many(20_000, (i) => ({ name: `r${i}` })), route: { receiver: 'r0' } })),
  takes('15,000 routes', routed({ routes: many(15_000, () => ({ receiver: 'r' })) })),
  takes(
    '10,000 time intervals',
    routed(
      { muteTimeIntervals: many(10_000, (i) => `m${i}`) },
      { muteTimeIntervals: many(10_000, (i) => ({ name: `m${i}`, timeIntervals: [{ months: ['may'] }] })) },
    ),
  ),
];

const file = (name: string, text: string): ExpensiveRequest => ({
  name: `a file of ${name}`,
  path: '/alertmanager/sync',
  body: () => alertmanager([], text),
  message: /./,
});

const FILES: readonly ExpensiveRequest[] = [
  file('nested routes', `route: ${'{receiver: r, routes: ['.repeat(20_000)}`),
  file(
    'closed nested routes',
    `route: ${'{receiver: r, routes: ['.repeat(2000)}{}${']}'.repeat(2000)}\nreceivers: [{name: r}]`,
  ),
  file('braces in a matcher', `route:\n  receiver: r\n  matchers: ['${'{'.repeat(100_000)}']\nreceivers: [{name: r}]`),
  file('30,000 fields', FILE + many(30_000, (i) => `k${i}: 1\n`).join('')),
];

const federated = (name: string, spec: Fields = {}): KubernetesObject =>
  parent('Prometheus', spec, name, { labels: { [`${OWN}/federate`]: 'a', [`${OWN}/federation-of`]: 'a' } });

const grafana = (
  name: string,
  annotations: Readonly<Record<string, string>>,
  objects: () => readonly KubernetesObject[],
): ExpensiveRequest => ({
  name: `a Grafana with ${name}`,
  path: '/grafana/sidecar/sync',
  body: () => {
    const found = namespace('grafana', { [`${OWN}/grafana`]: 'sidecar' });
    return JSON.stringify(
      decorate({ ...found, metadata: { ...found.metadata, uid: 'uid-grafana', annotations } }, objects()),
    );
  },
});

const OTHERS: readonly ExpensiveRequest[] = [
  ...['customize', 'sync'].map((hook) => ({
    name: `deep routes, assets ${hook}`,
    path: `/assets/alertmanagerconfig/${hook}`,
    body: () => deep(JSON.stringify(hook === 'sync' ? decorate(DEEP, []) : { parent: DEEP })),
  })),
  {
    name: 'deep routes, conversion',
    path: '/conversion/alertmanagerconfigs',
    body: () => deep(JSON.stringify(conversion(DEEP, 'v1beta1'))),
  },
  {
    name: 'a thousand members that take from each other',
    path: '/prometheus/sync',
    body: () => JSON.stringify(sync(federated('m1'), [...spaces, ...many(1000, (i) => federated(`m${i}`))])),
    message: /FederationLoop|takes from/,
  },
  {
    name: 'an agent with 1,000 shards and 1,000 Secrets',
    path: '/agent/sync',
    body: () =>
      JSON.stringify(sync(parent('PrometheusAgent', { shards: 1000, secrets: many(1000, (i) => `s${i}`) }), spaces)),
    message: /1000 shards repeat a long spec/,
  },
  {
    name: 'a ruler with 100,000 rules',
    path: '/thanosruler/sync',
    body: () => {
      const groups = many(50, (i) => ({ name: `g${i}`, rules: many(20, (j) => ({ record: `a:b${j}`, expr: 'up' })) }));
      const rules = many(100, (i) => prometheusRule(groups, { ...METADATA, name: `hostile${i}`, uid: `uid-${i}` }));
      return JSON.stringify(sync(parent('ThanosRuler', { queryEndpoints: ['a:1'] }), [...spaces, ...rules]));
    },
  },
  grafana('a selector of 60,000 requirements', { [`${OWN}/grafana-selector`]: 'a=b,'.repeat(60_000) }, () => [
    parent('Prometheus', {}),
  ]),
  grafana('2,000 Prometheus', {}, () =>
    many(2000, (i) =>
      parent('Prometheus', {}, `p${i}`, {
        annotations: { [`${OWN}/grafana-default`]: 'true', [`${OWN}/grafana-org`]: `o${i}` },
      }),
    ),
  ),
];

export const EXPENSIVE_REQUESTS: readonly ExpensiveRequest[] = [...CONFIGS, ...FILES, ...OTHERS];
