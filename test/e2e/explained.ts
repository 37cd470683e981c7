// Broken setups on a real cluster, each with the link where `explain` has to find its cause.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { secret, serviceMonitor } from '../support/objects.ts';

export interface Setup {
  /** What is wrong. */
  readonly name: string;
  /** As the command names it: KIND/NAME. */
  readonly subject: string;
  readonly objects: readonly KubernetesObject[];
  /** The first broken link and its cause; nothing is broken without them. */
  readonly broken?: readonly [link: string, cause: string];
}

interface Place {
  readonly namespace: string;
  /** Another namespace, which no workload selects. */
  readonly elsewhere: string;
  /** An image whose program serves metrics on 9090. */
  readonly image: string;
}

const HTTP = { name: 'http', port: 80, targetPort: 'http' };

/** Selected by the Prometheus `k8s`. */
const TEAM = { team: 'a' };

/** A pod that serves metrics at the port `http`. Nothing listens at its port `idle`. */
const pod = (
  name: string,
  { namespace, image }: Place,
  more: Readonly<Record<string, unknown>> = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name, tier: `${name}-pod` } },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'web',
        image,
        imagePullPolicy: 'IfNotPresent',
        args: ['--config.file=/dev/null', '--storage.tsdb.path=/tmp/data'],
        ports: [
          { name: 'http', containerPort: 9090 },
          { name: 'idle', containerPort: 9999 },
        ],
        resources: { requests: { cpu: '1m', memory: '30Mi' } },
        ...more,
      },
    ],
  },
});

const service = (
  name: string,
  namespace: string,
  app = 'web',
  port: Readonly<Record<string, unknown>> = HTTP,
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: { service: name } },
  spec: { selector: { app }, ports: [port] },
});

/** What all setups share: the pods, and a Secret. */
export const shared = (place: Place): readonly KubernetesObject[] => [
  pod('web', place),
  // It never serves at the port `http`, so it never becomes ready.
  pod('slow', place, {
    args: ['--config.file=/dev/null', '--storage.tsdb.path=/tmp/data', '--web.listen-address=:9999'],
    readinessProbe: { httpGet: { path: '/-/ready', port: 'http' }, periodSeconds: 1 },
  }),
  secret('credentials', { user: 'a', password: 'b' }, { namespace: place.namespace }),
];

export function setups(place: Place): readonly Setup[] {
  const { namespace, elsewhere } = place;
  const endpoint = { port: 'http', interval: '2s', scrapeTimeout: '1s' };
  /** A ServiceMonitor with a Service of its own. */
  const monitored = (
    name: string,
    more: {
      readonly endpoint?: Readonly<Record<string, unknown>>;
      readonly spec?: Readonly<Record<string, unknown>>;
      readonly labels?: Readonly<Record<string, string>>;
      readonly service?: KubernetesObject;
      readonly namespace?: string;
    } = {},
  ): Pick<Setup, 'subject' | 'objects'> => ({
    subject: `servicemonitor/${name}`,
    objects: [
      more.service ?? service(name, namespace),
      serviceMonitor(
        {
          selector: { matchLabels: { service: name } },
          endpoints: [{ ...endpoint, ...more.endpoint }],
          ...more.spec,
        },
        { name, namespace: more.namespace ?? namespace, labels: more.labels ?? TEAM },
      ),
    ],
  });
  return [
    { name: 'nothing is wrong', ...monitored('fine') },
    {
      name: 'a label of the monitor is missing',
      ...monitored('unlabelled', { labels: { release: 'a' } }),
      broken: ['selection', 'LabelMissing'],
    },
    {
      name: 'the namespace is not selected',
      ...monitored('elsewhere', { namespace: elsewhere, service: service('elsewhere', elsewhere) }),
      broken: ['selection', 'NamespaceNotSelected'],
    },
    {
      name: 'the port of the Service has another name',
      ...monitored('port', { endpoint: { port: 'web' } }),
      broken: ['port', 'PortNameDiffers'],
    },
    {
      name: 'the target port of the Service is no port of the pod',
      ...monitored('target', { service: service('target', namespace, 'web', { ...HTTP, targetPort: 'metrics' }) }),
      broken: ['endpoints', 'TargetPortMissing'],
    },
    {
      name: 'the selector is that of the pods, not of the Service',
      ...monitored('pods', { spec: { selector: { matchLabels: { tier: 'web-pod' } } } }),
      broken: ['discovery', 'SelectorMatchesPods'],
    },
    {
      name: 'the Service selects no pod',
      ...monitored('nobody', { service: service('nobody', namespace, 'wbe') }),
      broken: ['endpoints', 'ServiceSelectsNoPod'],
    },
    {
      name: 'no pod is ready',
      ...monitored('slow', { service: service('slow', namespace, 'slow') }),
      broken: ['endpoints', 'PodsNotReady'],
    },
    {
      name: 'the Services are in another namespace',
      ...monitored('apart', { spec: { namespaceSelector: { matchNames: [elsewhere] } } }),
      broken: ['discovery', 'ServiceInOtherNamespace'],
    },
    {
      name: 'a relabel rule drops every target',
      ...monitored('dropped', {
        endpoint: { relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'shop-.*' }] },
      }),
      broken: ['relabeling', 'DroppedByRelabeling'],
    },
    {
      name: 'the path does not exist',
      ...monitored('path', { endpoint: { path: '/nothing' } }),
      broken: ['scrape', 'NotFound'],
    },
    {
      name: 'nothing listens at the port',
      ...monitored('refused', { service: service('refused', namespace, 'web', { ...HTTP, targetPort: 'idle' }) }),
      broken: ['scrape', 'ConnectionRefused'],
    },
    {
      name: 'a Secret does not exist',
      ...monitored('secret', { endpoint: { bearerTokenSecret: { name: 'token', key: 'token' } } }),
      broken: ['acceptance', 'SecretMissing'],
    },
    {
      name: 'an expression is invalid',
      ...monitored('regex', { endpoint: { metricRelabelings: [{ action: 'drop', regex: '(' }] } }),
      broken: ['acceptance', 'InvalidRegex'],
    },
    {
      name: 'the account of the Prometheus may not list',
      ...monitored('blind', { labels: { team: 'blind' } }),
      broken: ['permissions', 'Forbidden'],
    },
    {
      name: 'the pod of the Prometheus has no image',
      ...monitored('imageless', { labels: { team: 'imageless' } }),
      broken: ['running', 'ImagePullBackOff'],
    },
    {
      name: 'a PodMonitor has the port of the Service',
      subject: 'podmonitor/podport',
      objects: [
        {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'PodMonitor',
          metadata: { name: 'podport', namespace, labels: TEAM },
          spec: { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'port-of-service' }] },
        },
      ],
      broken: ['port', 'ContainerPortDiffers'],
    },
  ];
}
