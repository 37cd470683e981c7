// The objects of a shop: workloads with a status, and many monitors of which a few are broken.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Facts } from '../../hooks/explain/facts.ts';

type Fields = Record<string, unknown>;
type Labels = Readonly<Record<string, string>>;

const MONITORING = 'monitoring.coreos.com/v1';
const PORT = 8080;

/** What no answer may hold. */
export const PASSWORD = 'correct-horse-battery-staple';

export interface Shop {
  readonly objects: readonly KubernetesObject[];
  readonly facts: Facts;
}

const object = (apiVersion: string, kind: string, name: string, rest: Fields): KubernetesObject => {
  const { namespace, labels, ...more } = rest;
  const metadata = { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}) };
  return { apiVersion, kind, metadata, ...more } as KubernetesObject;
};

const encoded = (data: Labels): Labels =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));

const condition = (type: string, status: string, reason = '', message = ''): Fields => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-01-05T09:00:00Z',
});

const READY = { phase: 'Running', podIP: '10.0.0.7', conditions: [{ type: 'Ready', status: 'True' }] };

const pod = (name: string, namespace: string, labels: Labels, port: string): KubernetesObject =>
  object('v1', 'Pod', name, {
    namespace,
    labels,
    spec: { containers: [{ name: 'app', image: 'app:1', ports: [{ name: port, containerPort: PORT }] }] },
    status: READY,
  });

/** An application with its Service, pod and monitor. */
function application(name: string, change: Fields = {}): KubernetesObject[] {
  const labels = { app: name };
  const spec = { selector: { matchLabels: labels }, endpoints: [{ port: 'web', interval: '30s' }], ...change };
  return [
    object('v1', 'Service', name, {
      namespace: 'shop',
      labels,
      spec: { selector: labels, ports: [{ name: 'web', port: 80, targetPort: 'web' }] },
    }),
    pod(`${name}-0`, 'shop', labels, 'web'),
    object(MONITORING, 'ServiceMonitor', name, { namespace: 'shop', labels: { release: 'stack' }, spec }),
  ];
}

const target = (name: string) => ({
  scrapePool: `serviceMonitor/shop/${name}/0`,
  scrapeUrl: `http://10.0.0.7:${PORT}/metrics`,
  health: 'up',
});

const ROUTING = `
global: {smtp_smarthost: 'mail.example.com:587', smtp_from: a@example.com, smtp_auth_password: ${PASSWORD}}
route:
  receiver: team
  group_by: [alertname, namespace]
  routes:
    - receiver: pager
      matchers: [severity="critical"]
      continue: true
    - receiver: night
      matchers: [severity="warning"]
      mute_time_intervals: [night]
receivers:
  - name: team
    webhook_configs: [{url: 'http://chat.example.com/${PASSWORD}'}]
  - name: pager
    pagerduty_configs: [{routing_key: ${PASSWORD}}]
  - name: night
    email_configs: [{to: team@example.com}]
inhibit_rules:
  - {source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [namespace]}
time_intervals:
  - {name: night, time_intervals: [{times: [{start_time: '20:00', end_time: '24:00'}]}]}
`;

function workloads(): KubernetesObject[] {
  const selector = { matchLabels: { release: 'stack' } };
  return [
    object('v1', 'Namespace', 'monitoring', {}),
    object('v1', 'Namespace', 'shop', {}),
    object('v1', 'ServiceAccount', 'prometheus', { namespace: 'monitoring' }),
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'prometheus', {
      rules: [
        {
          apiGroups: ['', 'discovery.k8s.io'],
          resources: ['services', 'endpoints', 'endpointslices', 'pods'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    }),
    object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'prometheus', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'prometheus' },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'monitoring' }],
    }),
    object(MONITORING, 'Prometheus', 'k8s', {
      namespace: 'monitoring',
      spec: {
        serviceAccountName: 'prometheus',
        shards: 2,
        serviceMonitorSelector: selector,
        serviceMonitorNamespaceSelector: {},
        ruleSelector: selector,
        ruleNamespaceSelector: {},
      },
      status: {
        replicas: 2,
        availableReplicas: 2,
        updatedReplicas: 2,
        conditions: [
          condition('Available', 'True'),
          condition('Reconciled', 'True'),
          condition('ResourcesAccepted', 'True'),
          condition('RulesValid', 'True'),
          condition(
            'Resharding',
            'True',
            'Moving',
            'from 1 to 2 shards: old and new shards scrape the moving targets; waiting for 3 of 500 targets',
          ),
        ],
      },
    }),
    pod('prometheus-k8s-0', 'monitoring', { 'operator.prometheus.io/name': 'k8s', prometheus: 'k8s' }, 'web'),
    object(MONITORING, 'Alertmanager', 'main', {
      namespace: 'monitoring',
      spec: { replicas: 3, alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} },
      status: {
        replicas: 3,
        availableReplicas: 2,
        updatedReplicas: 2,
        conditions: [
          condition('Available', 'Degraded', 'SomePodsNotReady', 'alertmanager-main-2: ContainersNotReady'),
          condition('Reconciled', 'True'),
          condition('ConfigLoaded', 'True'),
        ],
      },
    }),
    object('v1', 'Secret', 'alertmanager-main', {
      namespace: 'monitoring',
      data: encoded({ 'alertmanager.yaml': ROUTING }),
    }),
    object('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', 'team', {
      namespace: 'shop',
      spec: {
        route: {
          receiver: 'chat',
          routes: [{ receiver: 'loud', matchers: [{ name: 'severity', value: 'critical' }] }],
        },
        receivers: [
          { name: 'chat', slackConfigs: [{ apiURL: { name: 'slack', key: 'url' }, channel: '#shop' }] },
          { name: 'loud', slackConfigs: [{ apiURL: { name: 'slack', key: 'url' }, channel: '#shop-loud' }] },
        ],
      },
    }),
    object('v1', 'Secret', 'slack', {
      namespace: 'shop',
      data: encoded({ url: `https://hooks.example.com/${PASSWORD}` }),
    }),
    object(MONITORING, 'PrometheusRule', 'checkout', {
      namespace: 'shop',
      labels: { release: 'stack' },
      spec: { groups: [{ name: 'checkout', rules: [{ alert: 'CheckoutDown', expr: 'up == 0' }] }] },
    }),
    object(MONITORING, 'PrometheusRule', 'stock', {
      namespace: 'shop',
      labels: { release: 'stack' },
      spec: { groups: [{ name: 'stock', rules: [{ alert: 'StockLow', expr: 'sum(stock' }] }] },
    }),
  ];
}

const numbered = (i: number): string => `service-${String(i).padStart(4, '0')}`;

/**
 * A shop with so many monitors. Three are broken: a wrong port, a missing label, a missing key. `isRepaired`: the port is
 * right.
 */
export function shop(monitors: number, isRepaired = false): Shop {
  const names = Array.from({ length: Math.max(0, monitors - 3) }, (_, i) => numbered(i));
  const scraped = isRepaired ? [...names, 'checkout'] : names;
  const unlabelled = application('payment').map((one) =>
    one.kind === 'ServiceMonitor' ? { ...one, metadata: { ...one.metadata, labels: { team: 'payment' } } } : one,
  );
  const basicAuth = {
    username: { name: 'stock-metrics', key: 'user' },
    password: { name: 'stock-metrics', key: 'password' },
  };
  return {
    objects: [
      ...workloads(),
      ...names.flatMap((name) => application(name)),
      ...application('checkout', isRepaired ? {} : { endpoints: [{ port: 'http-metrics' }] }),
      ...unlabelled,
      ...application('stock', { endpoints: [{ port: 'web', basicAuth }] }),
      object('v1', 'Secret', 'stock-metrics', { namespace: 'shop', data: encoded({ passwort: PASSWORD }) }),
    ],
    facts: {
      complete: ['Service', 'Pod', 'Secret', 'Namespace'],
      servers: [
        { kind: 'Prometheus', namespace: 'monitoring', name: 'k8s', targets: { activeTargets: scraped.map(target) } },
      ],
    },
  };
}
