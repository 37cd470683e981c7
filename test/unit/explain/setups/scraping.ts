// Acceptance, what is written and loaded, permissions, relabeling, scrape errors; PodMonitors, Probes, ScrapeConfigs.
import {
  clusterRole,
  clusterRoleBinding,
  configSecret,
  ingress,
  networkPolicy,
  pod,
  podMonitor,
  probe,
  prometheus,
  prometheusPod,
  roleBinding,
  scrapeConfig,
  secret,
  service,
  serviceMonitor,
  setup,
  waiting,
  without,
} from '../world.ts';
import { type BrokenSetup, MONITOR, PODS, PROBE, SCRAPE } from './setup.ts';

const monitor = { subject: MONITOR } as const;
const JOB = 'serviceMonitor/apps/web/0';
const basicAuth = { username: { name: 'login', key: 'user' }, password: { name: 'login', key: 'password' } };
const server = { kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' } as const;
const down = (lastError: string) => ({
  servers: [
    {
      ...server,
      targets: {
        activeTargets: [{ scrapePool: JOB, scrapeUrl: 'http://10.0.0.7:8080/metrics', health: 'down', lastError }],
      },
    },
  ],
});

export const SCRAPING: readonly BrokenSetup[] = [
  {
    title: 'the Secret of basicAuth is missing',
    objects: setup(serviceMonitor({ endpoints: [{ port: 'http', basicAuth }] })),
    ...monitor,
    link: 'acceptance',
    cause: 'SecretMissing',
    words: ['apps/login', 'does not exist'],
  },
  {
    title: 'the Secret of basicAuth has another key',
    objects: setup(
      serviceMonitor({ endpoints: [{ port: 'http', basicAuth }] }),
      secret('login', { user: 'u', pass: 'p' }),
    ),
    ...monitor,
    link: 'acceptance',
    cause: 'KeyMissing',
    words: ['apps/login', '"password"'],
  },
  {
    title: 'the Secret of the certificate is in the namespace of the Prometheus',
    objects: setup(
      serviceMonitor({
        endpoints: [{ port: 'http', scheme: 'https', tlsConfig: { ca: { secret: { name: 'ca', key: 'ca.crt' } } } }],
      }),
      secret('ca', { 'ca.crt': 'x' }, 'monitoring'),
    ),
    ...monitor,
    link: 'acceptance',
    cause: 'SecretMissing',
    words: ['apps/ca'],
  },
  {
    title: 'the scrape class does not exist',
    objects: setup(serviceMonitor({ scrapeClass: 'tls' }), prometheus({ scrapeClasses: [{ name: 'mtls' }] })),
    ...monitor,
    link: 'acceptance',
    cause: 'ScrapeClassMissing',
    words: ['"tls"'],
  },
  {
    title: 'a relabel rule has an invalid expression',
    objects: setup(serviceMonitor({ endpoints: [{ port: 'http', relabelings: [{ regex: '(', targetLabel: 'a' }] }] })),
    ...monitor,
    link: 'acceptance',
    cause: 'InvalidRegex',
    words: ['relabelings[0].regex'],
  },
  {
    title: 'the scrape timeout is longer than the interval',
    objects: setup(serviceMonitor({ endpoints: [{ port: 'http', interval: '10s', scrapeTimeout: '30s' }] })),
    ...monitor,
    link: 'acceptance',
    cause: 'InvalidDuration',
    words: ['scrapeTimeout'],
  },
  {
    title: 'the Prometheus itself has an invalid version',
    objects: setup(serviceMonitor(), prometheus({ version: 'latest' })),
    ...monitor,
    link: 'acceptance',
    cause: 'InvalidVersion',
    words: ['Prometheus monitoring/k8s', 'latest'],
  },
  {
    title: 'the Prometheus is paused',
    objects: setup(serviceMonitor(), prometheus({ paused: true })),
    ...monitor,
    link: 'written',
    cause: 'Paused',
    words: ['paused'],
  },
  {
    title: 'the operator has not written the job',
    objects: setup(serviceMonitor(), configSecret(['serviceMonitor/apps/other/0'])),
    ...monitor,
    link: 'written',
    cause: 'NotWritten',
    words: [JOB, 'prometheus-k8s'],
  },
  {
    title: 'the Prometheus has no replicas',
    objects: without(setup(serviceMonitor(), prometheus({ replicas: 0 })), 'Nothing'),
    ...monitor,
    link: 'running',
    cause: 'NoReplicas',
    words: ['0 replicas'],
  },
  {
    title: 'the pod of the Prometheus crashes',
    objects: setup(serviceMonitor(), prometheusPod(waiting('CrashLoopBackOff'))),
    ...monitor,
    link: 'running',
    cause: 'CrashLoopBackOff',
    words: ['prometheus-k8s-0'],
  },
  {
    title: 'the server refused its last configuration',
    objects: setup(serviceMonitor()),
    facts: { servers: [{ ...server, reloadSucceeded: false }] },
    ...monitor,
    link: 'loaded',
    cause: 'ReloadFailed',
    words: ['refused'],
  },
  {
    title: 'the server has not loaded the job yet',
    objects: setup(serviceMonitor(), configSecret([JOB])),
    facts: { servers: [{ ...server, config: 'scrape_configs:\n- job_name: other\n' }] },
    ...monitor,
    link: 'loaded',
    cause: 'NotLoaded',
    words: [JOB],
  },
  {
    title: 'the ServiceAccount is bound in another namespace only',
    objects: [...without(setup(serviceMonitor()), 'ClusterRoleBinding'), roleBinding('monitoring')],
    ...monitor,
    link: 'permissions',
    cause: 'Forbidden',
    words: ['monitoring/prometheus', 'namespace apps'],
  },
  {
    title: 'the role does not allow pods',
    objects: setup(
      serviceMonitor(),
      clusterRole([{ apiGroups: [''], resources: ['services', 'endpoints'], verbs: ['get', 'list', 'watch'] }]),
    ),
    ...monitor,
    link: 'permissions',
    cause: 'Forbidden',
    words: ['list pods'],
  },
  {
    title: 'the role allows no EndpointSlices',
    objects: setup(
      serviceMonitor({ serviceDiscoveryRole: 'EndpointSlice' }),
      clusterRole([{ apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] }]),
    ),
    ...monitor,
    link: 'permissions',
    cause: 'Forbidden',
    words: ['endpointslices'],
  },
  {
    title: 'the binding is for another ServiceAccount',
    objects: setup(serviceMonitor(), clusterRoleBinding('prometheus-k8s')),
    ...monitor,
    link: 'permissions',
    cause: 'Forbidden',
    words: ['no role is bound'],
  },
  {
    title: 'a keep rule drops every target',
    objects: setup(
      serviceMonitor({
        endpoints: [
          {
            port: 'http',
            relabelings: [
              { sourceLabels: ['__meta_kubernetes_pod_label_app'], targetLabel: 'a' },
              { action: 'keep', sourceLabels: ['a'], regex: 'shop' },
            ],
          },
        ],
      }),
    ),
    ...monitor,
    link: 'relabeling',
    cause: 'DroppedByRelabeling',
    words: ['relabelings[1]', 'keep', 'shop'],
  },
  {
    title: 'a keep rule reads a label with a misspelt name',
    objects: setup(
      serviceMonitor({
        endpoints: [
          {
            port: 'http',
            relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_lable_app'], regex: 'web' }],
          },
        ],
      }),
    ),
    ...monitor,
    link: 'relabeling',
    cause: 'DroppedByRelabeling',
    words: ['relabelings[0]', '__meta_kubernetes_pod_lable_app'],
  },
  {
    title: 'metric relabeling drops every series',
    objects: setup(
      serviceMonitor({
        endpoints: [{ port: 'http', metricRelabelings: [{ action: 'drop', sourceLabels: ['__name__'], regex: '.*' }] }],
      }),
    ),
    ...monitor,
    link: 'relabeling',
    cause: 'AllSeriesDropped',
    words: ['drops every series'],
  },
  {
    title: 'the target refuses connections',
    objects: setup(serviceMonitor()),
    facts: down('Get "http://10.0.0.7:8080/metrics": dial tcp 10.0.0.7:8080: connect: connection refused'),
    ...monitor,
    link: 'scrape',
    cause: 'ConnectionRefused',
    words: ['connection refused'],
  },
  {
    title: 'the target speaks TLS',
    objects: setup(serviceMonitor({ endpoints: [{ port: 'http', scheme: 'https' }] })),
    facts: down('Get "https://10.0.0.7:8080/metrics": http: server gave HTTP response to HTTPS client'),
    ...monitor,
    link: 'scrape',
    cause: 'SchemeHttps',
    words: ['HTTP response to HTTPS client'],
  },
  {
    title: 'a NetworkPolicy admits nobody',
    objects: setup(serviceMonitor(), networkPolicy({ podSelector: {}, policyTypes: ['Ingress'] }, { name: 'deny' })),
    ...monitor,
    link: 'network',
    cause: 'NetworkPolicy',
    words: ['apps/deny', 'admits nobody'],
    status: 'hint',
  },
  {
    title: 'a PodMonitor has the labels of the Service',
    objects: setup(podMonitor({ selector: { matchLabels: { svc: 'web' } } }), service({}, { labels: { svc: 'web' } })),
    subject: PODS,
    link: 'discovery',
    cause: 'SelectorMatchesService',
    words: ['Service apps/web', 'app=web'],
  },
  {
    title: 'a PodMonitor has the name of the Service port',
    objects: setup(podMonitor({ podMetricsEndpoints: [{ port: 'http' }] })),
    subject: PODS,
    link: 'port',
    cause: 'ServicePortNameGiven',
    words: ['"http"', 'container port'],
  },
  {
    title: 'the container of a PodMonitor declares no port',
    objects: setup(podMonitor(), pod({ containers: [{ name: 'app', image: 'a' }] })),
    subject: PODS,
    link: 'port',
    cause: 'NoContainerPorts',
    words: ['"metrics"', 'no port at all'],
  },
  {
    title: 'the prober of a Probe does not exist',
    objects: setup(
      probe({
        prober: { url: 'blackbox.monitoring.svc:9115' },
        targets: { staticConfig: { static: ['https://a.example'] } },
      }),
    ),
    subject: PROBE,
    link: 'discovery',
    cause: 'ServiceMissing',
    words: ['blackbox', 'does not exist'],
  },
  {
    title: 'the URL of a prober has a scheme',
    objects: setup(
      probe({ prober: { url: 'http://blackbox:9115' }, targets: { staticConfig: { static: ['https://a.example'] } } }),
    ),
    subject: PROBE,
    link: 'acceptance',
    cause: 'InvalidURL',
    words: ['prober.url'],
  },
  {
    title: 'a Probe selects no Ingress',
    objects: setup(
      probe({
        prober: { url: 'blackbox.example.com:9115' },
        targets: { ingress: { selector: { matchLabels: { probe: 'yes' } } } },
      }),
      ingress({ rules: [{ host: 'a.example', http: { paths: [{ path: '/' }] } }] }, { labels: { probe: 'true' } }),
    ),
    subject: PROBE,
    link: 'discovery',
    cause: 'IngressLabelDiffers',
    words: ['no Ingress', 'probe'],
  },
  {
    title: 'a ScrapeConfig has no targets',
    objects: setup(scrapeConfig({ metricsPath: '/metrics' })),
    subject: SCRAPE,
    link: 'discovery',
    cause: 'NoDiscovery',
    words: ['no service discovery'],
  },
  {
    title: 'a ScrapeConfig names a Service port that does not exist',
    objects: setup(scrapeConfig({ staticConfigs: [{ targets: ['web.apps.svc:8080'] }] })),
    subject: SCRAPE,
    link: 'discovery',
    cause: 'ServicePortMissing',
    words: ['port 8080', '80'],
  },
];
