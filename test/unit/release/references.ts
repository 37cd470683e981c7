// Objects of a release refer to each other: what is wrong with that, as sentences.
import { ROUTES } from '../../../hooks/app/routing/routes.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions, UsageError } from '../../../hooks/core/options.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects are read field by field
type Fields = any;

/** Names of objects that users make end so. */
const OF_USER = /-of-user$/;
const CLUSTER_KINDS = [
  ...['ClusterRole', 'ClusterRoleBinding', 'CompositeController', 'CustomResourceDefinition', 'DecoratorController'],
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
];

/** Kinds with objects that may be in another namespace: that of Grafana or of Metacontroller, or that of the user. */
const ELSEWHERE = ['ConfigMap', 'Role', 'RoleBinding'];

interface Release {
  readonly objects: readonly KubernetesObject[];
  readonly namespace: string;
}
type Find = (kind: string, name: string) => Fields | undefined;
type Check = (object: Fields, find: Find, release: Release) => readonly (string | false | undefined)[];

const covers = (labels: Fields, selector: Fields): boolean =>
  Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);

const selectedBy = (labels: Fields, { matchLabels, matchExpressions = [] }: Fields): boolean =>
  covers(labels, matchLabels) && matchExpressions.every(({ key, values }: Fields) => values.includes(labels?.[key]));

function flagsOf(args: readonly string[]): ReturnType<typeof parseOptions> | string {
  try {
    return parseOptions(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

const template: Check = ({ kind, spec, metadata }, find) => {
  const pod = spec.template.spec;
  const [container] = pod.containers;
  const mounts = container.volumeMounts ?? [];
  const volumes = pod.volumes ?? [];
  const cert = (name: string) => find('Certificate', metadata.name)?.spec.secretName === name;
  const known = (name: string) => OF_USER.test(name) || find('Secret', name) || cert(name);
  return [
    !covers(spec.template.metadata.labels, spec.selector.matchLabels) && 'its selector does not select its pods',
    !OF_USER.test(pod.serviceAccountName) && !find('ServiceAccount', pod.serviceAccountName) && 'no ServiceAccount',
    ...volumes.map(({ secret }: Fields) => !known(secret.secretName) && `no Secret ${secret.secretName}`),
    ...mounts.map(({ name }: Fields) => !volumes.some((volume: Fields) => volume.name === name) && `no volume ${name}`),
    volumes.length !== mounts.length && 'a volume is not mounted',
    ...['readinessProbe', 'livenessProbe'].map((name) => {
      const { httpGet, tcpSocket } = container[name];
      const { port } = httpGet ?? tcpSocket;
      return !container.ports.some((one: Fields) => one.name === port) && `${name}: no port ${port}`;
    }),
    pod.securityContext?.runAsNonRoot !== true && 'may run as root',
    pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault' && 'has no seccomp profile',
    container.securityContext?.readOnlyRootFilesystem !== true && 'may write its root',
    container.securityContext?.capabilities?.drop?.[0] !== 'ALL' && 'keeps capabilities',
    kind === 'Deployment' && pod.automountServiceAccountToken !== false && 'gets a token of the API server',
    !/^[^:@ ]+(:\d+\/[^:@ ]+)?(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(container.image) && `image ${container.image}`,
  ];
};

const deployment: Check = (object, find, release) => {
  const flags = flagsOf(object.spec.template.spec.containers[0].args);
  if (typeof flags === 'string') return [flags];
  const [container] = object.spec.template.spec.containers;
  const mounted = container.volumeMounts.map(({ mountPath }: Fields) => mountPath);
  const files = [flags.bearerTokenFile, flags.tlsCertFile, flags.tlsKeyFile, flags.tlsClientCaFile].filter(Boolean);
  const port = Number(flags.listenAddress.split(':')[1]);
  const scheme = flags.tlsCertFile ? 'HTTPS' : 'HTTP';
  const { httpGet } = container.readinessProbe;
  return [
    ...template(object, find, release),
    ...files.map((file) => !mounted.some((path: string) => file.startsWith(`${path}/`)) && `${file} is not mounted`),
    container.ports[0].containerPort !== port && `listens on ${port}`,
    httpGet && (httpGet.scheme ?? 'HTTP') !== scheme && `the probe does not speak ${scheme}`,
    !httpGet && !flags.tlsClientCaFile && 'the probe asks for nothing',
    flags.serve === 'hooks' && !flags.bearerTokenFile && 'asks for no token',
  ];
};

const controller: Check = ({ spec }, find, { namespace }) => {
  const [endpoint] = spec.endpointConfigs;
  const hooks: Fields = find('Deployment', endpoint.host.split('.')[0]);
  const [container] = hooks?.spec.template.spec.containers ?? [];
  const token = hooks?.spec.template.spec.volumes.find(({ name }: Fields) => name === 'token');
  const isTls = container?.args.some((arg: string) => arg.startsWith('--tls-cert-file'));
  const ca = container?.args.some((arg: string) => arg.startsWith('--tls-client-ca-file'));
  return [
    endpoint.host !== `${hooks?.metadata.name}.${namespace}.svc:8080` && `host ${endpoint.host}`,
    endpoint.authorization.secretRef.name !== token?.secret.secretName && 'shows another token',
    endpoint.authorization.secretRef.namespace !== namespace && 'reads the token elsewhere',
    Boolean(endpoint.caBundle) !== isTls && 'checks no certificate, or one that is not there',
    Boolean(endpoint.clientTLS) !== ca && 'shows no certificate, or one that nobody asks for',
    ...Object.values<Fields>(spec.hooks).map(({ webhook }) => {
      const url = new URL(webhook.url);
      if (url.host !== endpoint.host || url.protocol !== (isTls ? 'https:' : 'http:')) return webhook.url;
      return !ROUTES.some(({ path }) => path === url.pathname) && `${url.pathname} is no route`;
    }),
  ];
};

const clientConfig = (config: Fields, annotations: Fields, find: Find, { namespace }: Release) => {
  const { service, caBundle } = config;
  const port = find('Service', service.name)?.spec.ports[0].port;
  return [
    service.namespace !== namespace && `namespace ${service.namespace}`,
    port !== service.port && `the Service ${service.name} has no port ${service.port}`,
    !ROUTES.some(({ path }) => path === service.path) && `${service.path} is no route`,
    Boolean(caBundle) === Boolean(annotations?.['cert-manager.io/inject-ca-from']) && 'not exactly one authority',
  ];
};

const webhooks: Check = ({ webhooks: all, metadata }, find, release) =>
  all.flatMap((webhook: Fields) => clientConfig(webhook.clientConfig, metadata.annotations, find, release));

const CHECKS: Readonly<Record<string, Check>> = {
  Deployment: deployment,
  StatefulSet: (object, find, release) => {
    const { args } = object.spec.template.spec.containers[0];
    const [hooks] = release.objects.filter(({ kind }) => kind === 'Deployment') as Fields[];
    const strategy = args.find((arg: string) => arg.startsWith('--apply-strategy='));
    const isSame = hooks?.spec.template.spec.containers[0].args.includes(strategy);
    return [...template(object, find, release), !isSame && `${strategy} is not that of the hooks`];
  },
  CompositeController: controller,
  DecoratorController: controller,
  MutatingWebhookConfiguration: webhooks,
  ValidatingWebhookConfiguration: webhooks,
  CustomResourceDefinition: ({ spec, metadata }, find, release) => [
    metadata.annotations['helm.sh/resource-policy'] !== 'keep' && 'is deleted at uninstall',
    ...(spec.conversion ? clientConfig(spec.conversion.webhook.clientConfig, metadata.annotations, find, release) : []),
  ],
  ClusterRoleBinding: ({ roleRef, subjects: [subject] }, find, { namespace }) => [
    !find('ClusterRole', roleRef.name) && `no ClusterRole ${roleRef.name}`,
    subject.namespace === namespace &&
      !OF_USER.test(subject.name) &&
      !find('ServiceAccount', subject.name) &&
      `no ServiceAccount ${subject.name}`,
  ],
  RoleBinding: ({ metadata, roleRef, subjects: [subject] }, _find, { objects }) => [
    !objects.some((one) => one.kind === 'Role' && one.metadata.name === roleRef.name) && `no Role ${roleRef.name}`,
    !OF_USER.test(subject.name) && `binds ${subject.name}`,
    !metadata.namespace && 'no namespace',
  ],
  Service: ({ spec }, _find, { objects }) => {
    const pods: Fields[] = objects.filter(({ kind }) => kind === 'Deployment');
    const selected = pods.filter((one) => covers(one.spec.template.metadata.labels, spec.selector));
    const ports = selected[0]?.spec.template.spec.containers[0].ports;
    return [
      selected.length !== 1 && `selects the pods of ${selected.length} Deployments`,
      !ports?.some(({ name }: Fields) => name === spec.ports[0].targetPort) && 'leads to no port',
    ];
  },
};

const selects =
  (field: string): Check =>
  ({ spec }, _find, { objects }) => {
    const pods: Fields[] = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    const selected = pods.filter((one) => selectedBy(one.spec.template.metadata.labels, spec[field]));
    const deployments = pods.filter(({ kind }) => kind === 'Deployment').length;
    const wanted = spec[field].matchExpressions ? deployments : 1;
    return [selected.length !== wanted && `selects the pods of ${selected.length} workloads`];
  };

/** Monitors of the hooks and of Metacontroller: what they select has the port that they name. */
const monitor: Check = ({ spec }, _find, { objects }) => {
  const [endpoint] = spec.endpoints ?? spec.podMetricsEndpoints;
  const isOfPods = Boolean(spec.podMetricsEndpoints);
  const all: Fields[] = objects.filter(({ kind }) => kind === (isOfPods ? 'StatefulSet' : 'Service'));
  const selected = all.filter((one) => selectedBy(one.metadata.labels, spec.selector));
  const ports = (one: Fields) => (isOfPods ? one.spec.template.spec.containers[0].ports : one.spec.ports);
  return [
    spec.namespaceSelector ? selected.length > 0 && 'looks elsewhere' : selected.length !== all.length && 'misses some',
    ...selected.map((one) => !ports(one).some(({ name }: Fields) => name === endpoint.port) && `no ${endpoint.port}`),
  ];
};

/** What is wrong with the objects of a release; empty if nothing is. */
export function mistakes(release: Release): readonly string[] {
  const find: Find = (kind, name) => release.objects.find((one) => one.kind === kind && one.metadata.name === name);
  const keys = release.objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`);
  const all = {
    ...CHECKS,
    PodDisruptionBudget: selects('selector'),
    NetworkPolicy: selects('podSelector'),
    ServiceMonitor: monitor,
    PodMonitor: monitor,
  };
  return release.objects.flatMap((object, i) => {
    const { kind, metadata } = object;
    const key = `${kind}/${metadata.name}`;
    const elsewhere = ELSEWHERE.includes(kind) ? metadata.namespace : release.namespace;
    const namespace = CLUSTER_KINDS.includes(kind) ? undefined : elsewhere;
    const label = kind === 'Service' ? 63 : 253;
    const found = [
      keys.indexOf(`${kind}/${metadata.namespace}/${metadata.name}`) !== i && 'is there twice',
      metadata.namespace !== namespace && `namespace ${metadata.namespace}`,
      (metadata.name.length > label || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(metadata.name)) && 'name',
      ...(all[kind as keyof typeof all]?.(object, find, release) ?? []),
    ];
    return found.filter(Boolean).map((text) => `${key}: ${text}`);
  });
}
