// Scrape errors; PodMonitors, Probes, ScrapeConfigs.
import {
  ingress,
  networkPolicy,
  pod,
  podMonitor,
  probe,
  scrapeConfig,
  service,
  serviceMonitor,
  setup,
} from '../world.ts';
import { type BrokenSetup, MONITOR, PODS, PROBE, SCRAPE } from './setup.ts';

const monitor = { subject: MONITOR } as const;
const JOB = 'serviceMonitor/apps/web/0';
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

export const SCRAPE_ERRORS: readonly BrokenSetup[] = [
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
