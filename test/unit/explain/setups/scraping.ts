// Acceptance, what is written and loaded, permissions, relabeling; with those of scrapeerrors.ts.
import {
  clusterRole,
  clusterRoleBinding,
  configSecret,
  prometheus,
  prometheusPod,
  roleBinding,
  secret,
  serviceMonitor,
  setup,
  waiting,
  without,
} from '../world.ts';
import { SCRAPE_ERRORS } from './scrapeerrors.ts';
import { type BrokenSetup, MONITOR } from './setup.ts';

const monitor = { subject: MONITOR } as const;
const JOB = 'serviceMonitor/apps/web/0';
const basicAuth = { username: { name: 'login', key: 'user' }, password: { name: 'login', key: 'password' } };
const server = { kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' } as const;

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
  ...SCRAPE_ERRORS,
];
