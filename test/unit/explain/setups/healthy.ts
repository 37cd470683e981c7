// Setups that work: nothing is broken, whatever is not known.
import {
  alertmanager,
  alertmanagerConfig,
  base,
  clusterRole,
  configMap,
  configSecret,
  endpointSlice,
  ingress,
  namespace,
  networkPolicy,
  pod,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  READY,
  roleBinding,
  scrapeConfig,
  secret,
  service,
  serviceMonitor,
  setup,
  waiting,
  without,
} from '../world.ts';
import { ALERTMANAGER, MONITOR, PODS, PROBE, PROMETHEUS, ROUTE, RULE, SCRAPE, type Setup } from './setup.ts';

const JOB = 'serviceMonitor/apps/web/0';
const MAIN = secret(
  'alertmanager-main',
  { 'alertmanager.yaml': 'route: {receiver: none}\nreceivers: [{name: none}]\n' },
  'monitoring',
);
const up = {
  servers: [
    {
      kind: 'Prometheus',
      namespace: 'monitoring',
      name: 'k8s',
      config: `scrape_configs:\n- job_name: ${JOB}\n`,
      targets: { activeTargets: [{ scrapePool: JOB, scrapeUrl: 'http://10.0.0.7:8080/metrics', health: 'up' }] },
    },
  ],
};
const blackbox = [
  service(
    { selector: { app: 'blackbox' }, ports: [{ name: 'http', port: 9115, targetPort: 9115 }] },
    { name: 'blackbox', namespace: 'monitoring', labels: { app: 'blackbox' } },
  ),
  pod(
    { containers: [{ name: 'blackbox', image: 'b', ports: [{ containerPort: 9115 }] }] },
    { name: 'blackbox-0', namespace: 'monitoring', labels: { app: 'blackbox' } },
    { ...READY, podIP: '10.0.0.9' },
  ),
];
const groups = { groups: [{ name: 'app', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m' }] }] };

export const HEALTHY: readonly Setup[] = [
  { title: 'a monitor and its application', objects: setup(serviceMonitor()), subject: MONITOR },
  {
    title: 'all of it, with what the server reports',
    objects: setup(serviceMonitor(), configSecret([JOB])),
    facts: up,
    subject: MONITOR,
  },
  {
    title: 'files alone: nothing of a running cluster',
    objects: [prometheus(), serviceMonitor(), service()],
    subject: MONITOR,
  },
  {
    title: 'a monitor without its Service: files of another team',
    objects: [prometheus(), serviceMonitor()],
    subject: MONITOR,
  },
  {
    title: 'a monitor in the namespace of the Prometheus, for all namespaces',
    objects: setup(serviceMonitor({ namespaceSelector: { any: true } }, { namespace: 'monitoring' })),
    subject: { ...MONITOR, namespace: 'monitoring' } as typeof MONITOR,
  },
  {
    title: 'targetPort by number, EndpointSlices as the role, two shards',
    objects: setup(
      serviceMonitor({ serviceDiscoveryRole: 'EndpointSlice', endpoints: [{ targetPort: 8080 }] }),
      prometheus({ shards: 2 }),
    ),
    subject: MONITOR,
  },
  {
    title: 'a Service without selector with Endpoints that an operator writes',
    objects: [
      ...without(setup(service({ selector: undefined, clusterIP: 'None' }), serviceMonitor()), 'EndpointSlice', 'Pod'),
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { name: 'web', namespace: 'apps' },
        subsets: [{ addresses: [{ ip: '10.1.1.1' }], ports: [{ name: 'http', port: 10250, protocol: 'TCP' }] }],
      },
    ],
    subject: MONITOR,
  },
  {
    title: 'basicAuth with its Secret, relabelings that keep the target',
    objects: setup(
      serviceMonitor({
        endpoints: [
          {
            port: 'http',
            basicAuth: { username: { name: 'login', key: 'user' }, password: { name: 'login', key: 'password' } },
            relabelings: [
              { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_label_app'], regex: 'w.b' },
              { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)' },
              {
                sourceLabels: ['__address__'],
                regex: '([^:]+):.*',
                replacement: '$1:9999',
                targetLabel: '__address__',
              },
            ],
            metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }],
          },
        ],
      }),
      secret('login', { user: 'u', password: 'p' }),
    ),
    subject: MONITOR,
  },
  {
    title: 'Secrets that are not given: files of a repository',
    objects: [
      prometheus(),
      service(),
      serviceMonitor({ endpoints: [{ port: 'http', bearerTokenSecret: { name: 'token', key: 'token' } }] }),
    ],
    subject: MONITOR,
  },
  {
    title: 'a RoleBinding in the namespace is enough',
    objects: [...without(setup(serviceMonitor()), 'ClusterRoleBinding'), roleBinding('apps'), clusterRole()],
    subject: MONITOR,
  },
  {
    title: 'a NetworkPolicy that admits the namespace of the Prometheus',
    objects: setup(
      serviceMonitor(),
      networkPolicy({
        podSelector: { matchLabels: { app: 'web' } },
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }] }],
      }),
    ),
    subject: MONITOR,
  },
  {
    title: 'two Prometheuses, of which one selects the monitor',
    objects: setup(
      serviceMonitor(),
      prometheus({ serviceMonitorSelector: { matchLabels: { tenant: 'b' } } }, { name: 'b' }),
    ),
    subject: MONITOR,
  },
  {
    title: 'one of two pods is not ready',
    objects: setup(
      serviceMonitor(),
      pod({}, { name: 'web-1' }, waiting('CrashLoopBackOff')),
      endpointSlice([{}, { ip: '10.0.0.8', ready: false }]),
    ),
    subject: MONITOR,
  },
  { title: 'a PodMonitor', objects: setup(podMonitor()), subject: PODS },
  {
    title: 'a PodMonitor by the number of the port, and a completed pod beside it',
    objects: setup(
      podMonitor({ podMetricsEndpoints: [{ portNumber: 8080 }] }),
      pod({}, { name: 'web-job' }, { phase: 'Succeeded' }),
    ),
    subject: PODS,
  },
  {
    title: 'a Probe of static targets',
    objects: setup(
      ...blackbox,
      probe({
        module: 'http_2xx',
        prober: { url: 'blackbox.monitoring.svc:9115' },
        targets: { staticConfig: { static: ['https://a.example'] } },
      }),
    ),
    subject: PROBE,
  },
  {
    title: 'a Probe of Ingresses',
    objects: setup(
      ...blackbox,
      probe({
        prober: { url: 'blackbox.monitoring.svc.cluster.local:9115' },
        targets: { ingress: { selector: { matchLabels: { probe: 'true' } } } },
      }),
      ingress(
        { rules: [{ host: 'a.example', http: { paths: [{ path: '/health' }] } }] },
        { labels: { probe: 'true' } },
      ),
    ),
    subject: PROBE,
  },
  {
    title: 'ScrapeConfigs: static targets and a discovery that only the server knows',
    objects: setup(
      scrapeConfig({
        staticConfigs: [{ targets: ['web.apps.svc:80', 'db.example.com:9100'] }],
        httpSDConfigs: [{ url: 'http://sd.example/' }],
      }),
    ),
    subject: SCRAPE,
  },
  {
    title: 'a rule in its ConfigMap',
    objects: setup(
      prometheusRule(groups),
      prometheus({
        alerting: { alertmanagers: [{ name: 'alertmanager-main', namespace: 'monitoring', port: 'web' }] },
      }),
      service(
        { selector: { alertmanager: 'main' }, ports: [{ name: 'web', port: 9093 }] },
        { name: 'alertmanager-main', namespace: 'monitoring' },
      ),
      configMap('prometheus-k8s-rulefiles-0', { 'apps-web-6f1c0de0-aaaa-bbbb-cccc-000000000000.yaml': 'groups: []' }),
    ),
    subject: RULE,
  },
  {
    title: 'an AlertmanagerConfig with its Secret',
    objects: setup(
      alertmanagerConfig({
        route: { receiver: 'slack', matchers: [{ name: 'severity', value: 'critical', matchType: '=' }] },
        receivers: [{ name: 'slack', slackConfigs: [{ channel: '#a', apiURL: { name: 'slack', key: 'url' } }] }],
      }),
      secret('slack', { url: 'https://hooks.slack.com/services/x' }),
      alertmanager({ alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} }),
      MAIN,
    ),
    subject: ROUTE,
  },
  { title: 'an Alertmanager with its configuration', objects: setup(alertmanager(), MAIN), subject: ALERTMANAGER },
  { title: 'a Prometheus with a monitor', objects: setup(serviceMonitor()), facts: up, subject: PROMETHEUS },
  { title: 'a Prometheus that selects nothing yet', objects: base(), subject: PROMETHEUS },
  {
    title: 'a namespace selector that only the labels of the API server decide',
    objects: [
      prometheus({ serviceMonitorNamespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } } }),
      serviceMonitor(),
      service(),
    ],
    subject: MONITOR,
  },
  {
    title: 'a namespace whose labels are not given',
    objects: [
      prometheus({ serviceMonitorNamespaceSelector: { matchLabels: { team: 'a' } } }),
      serviceMonitor(),
      service(),
      namespace('other'),
    ],
    subject: MONITOR,
  },
];
