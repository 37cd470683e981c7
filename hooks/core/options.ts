// Every option once: flag, environment variable, type, default and help line. Flags that the Go operator has keep their names.
import { parseArgs } from 'node:util';
import { parseGoDuration } from './duration.ts';
import { isLabelSelector } from './selectortext.ts';

type Kind = 'text' | 'list' | 'flag' | 'number' | 'map' | 'selector';

interface Row {
  readonly flag: string;
  readonly kind: Kind;
  readonly default: string;
  readonly help: string;
}

const rows = {
  listenAddress: { flag: 'listen-address', kind: 'text', default: '0.0.0.0:8080', help: 'address and port of the hooks' },
  logLevel: { flag: 'log-level', kind: 'text', default: 'info', help: 'debug, info, warn or error' },
  tlsCertFile: { flag: 'tls-cert-file', kind: 'text', default: '', help: 'serve HTTPS with this certificate; read anew when it changes' },
  tlsKeyFile: { flag: 'tls-key-file', kind: 'text', default: '', help: 'private key of --tls-cert-file' },
  tlsClientCaFile: { flag: 'tls-client-ca-file', kind: 'text', default: '', help: 'require client certificates of this authority' },
  bearerTokenFile: {
    flag: 'bearer-token-file',
    kind: 'text',
    default: '',
    help: 'require this bearer token on every hook that Metacontroller calls',
  },
  serve: {
    flag: 'serve',
    kind: 'text',
    default: 'all',
    help: 'which hooks this process serves: hooks (those that Metacontroller calls), admission (those that the API server calls) or all',
  },
  threads: {
    flag: 'threads',
    kind: 'number',
    default: '0',
    help: 'threads that compute answers; 0: as many as there are processors, 2 to 4',
  },
  memory: { flag: 'memory', kind: 'number', default: '0', help: 'MiB of memory to stay within; 0: the limit of the container, or 1024' },
  bodyLimit: { flag: 'body-limit', kind: 'number', default: String(64 * 1024 * 1024), help: 'largest request in bytes' },
  stopTimeout: { flag: 'stop-timeout', kind: 'number', default: '20', help: 'seconds to let requests finish after SIGTERM' },
  applyStrategy: {
    flag: 'apply-strategy',
    kind: 'text',
    default: 'server-side-apply',
    help: "Metacontroller's own --apply-strategy: server-side-apply or dynamic-apply",
  },
  alertmanagerWithoutConfig: {
    flag: 'alertmanager-without-config',
    kind: 'text',
    default: 'pending',
    help: 'an Alertmanager without configuration: pending keeps its pods waiting, default runs it with an empty route',
  },
  alertmanagerRollout: {
    flag: 'alertmanager-rollout',
    kind: 'text',
    default: 'gated',
    help: 'how pods of an Alertmanager are replaced: gated, each only when the others hold all it holds, or as Kubernetes does',
  },
  alertmanagerStartDelay: {
    flag: 'alertmanager-start-delay',
    kind: 'text',
    default: '90s',
    help: 'how long a restarted Alertmanager under the gate waits for its alerts before it notifies; 0s: not at all',
  },
  rulesConfigMap: {
    flag: 'rules-configmap',
    kind: 'text',
    default: 'create',
    help: "each Prometheus' ConfigMap <name>-rules: create it where missing, only read one that is there, or ignore it",
  },
  queryTier: {
    flag: 'query-tier',
    kind: 'text',
    default: 'remote-read',
    help: 'a tier that answers and evaluates rules for all shards of a Prometheus with several: remote-read where it has no spec.thanos, thanos where it has, auto for whichever fits, or none',
  },
  frontService: {
    flag: 'front-service',
    kind: 'text',
    default: 'create',
    help: "each Prometheus' Service prometheus-<name>-query, the address that stays whatever the shards: create it, or none",
  },
  grafanaLabels: {
    flag: 'grafana-labels',
    kind: 'map',
    default: 'grafana_datasource=1',
    help: 'labels by which the sidecar of a Grafana finds its data sources: a=b,c=d',
  },
  grafanaNamespaces: {
    flag: 'grafana-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces of Grafanas that get the credentials of all data sources they show; others get those whose owners name them',
  },
  sharding: {
    flag: 'sharding',
    kind: 'text',
    default: 'hashmod',
    help: 'which shard scrapes a target: hashmod deals all anew with every number of shards, consistent moves only those that have to',
  },
  resharding: {
    flag: 'resharding',
    kind: 'text',
    default: 'gradual',
    help: 'when the number of shards changes: gradual leaves targets where they were until they are scraped where they will be, at-once does not',
  },
  clusterName: {
    flag: 'cluster-name',
    kind: 'text',
    default: '',
    help: 'name of this cluster: external label cluster of Prometheus objects that are federated, unless they set one',
  },
  federationAcrossNamespaces: {
    flag: 'federation-across-namespaces',
    kind: 'flag',
    default: 'false',
    help: 'a Prometheus may take series from members in other namespaces: whoever may label one there can write any series into it',
  },
  multiclusterServices: {
    flag: 'multicluster-services',
    kind: 'text',
    default: 'none',
    help: 'version of multicluster.x-k8s.io in this cluster, v1beta1 or v1alpha1: federate with other clusters over exported Services; or none',
  },
  controllerId: {
    flag: 'controller-id',
    kind: 'text',
    default: '',
    help: 'act only on objects whose annotation operator.prometheus.io/controller-id equals this',
  },
  namespaces: { flag: 'namespaces', kind: 'list', default: '', help: 'namespaces to take configuration objects from (all when empty)' },
  denyNamespaces: { flag: 'deny-namespaces', kind: 'list', default: '', help: 'namespaces never to take configuration objects from' },
  prometheusInstanceNamespaces: {
    flag: 'prometheus-instance-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces whose Prometheus and PrometheusAgent objects are acted on',
  },
  alertmanagerInstanceNamespaces: {
    flag: 'alertmanager-instance-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces whose Alertmanager objects are acted on',
  },
  thanosRulerInstanceNamespaces: {
    flag: 'thanos-ruler-instance-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces whose ThanosRuler objects are acted on',
  },
  alertmanagerConfigNamespaces: {
    flag: 'alertmanager-config-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces to take AlertmanagerConfig objects from',
  },
  prometheusInstanceSelector: {
    flag: 'prometheus-instance-selector',
    kind: 'selector',
    default: '',
    help: 'label selector on Prometheus and PrometheusAgent objects',
  },
  alertmanagerInstanceSelector: {
    flag: 'alertmanager-instance-selector',
    kind: 'selector',
    default: '',
    help: 'label selector on Alertmanager objects',
  },
  thanosRulerInstanceSelector: {
    flag: 'thanos-ruler-instance-selector',
    kind: 'selector',
    default: '',
    help: 'label selector on ThanosRuler objects',
  },
  labels: { flag: 'labels', kind: 'map', default: '', help: 'labels for every child: a=b,c=d' },
  annotations: { flag: 'annotations', kind: 'map', default: '', help: 'annotations for every child: a=b,c=d' },
  localhost: { flag: 'localhost', kind: 'text', default: 'localhost', help: 'name of the local host in reload and sidecar URLs' },
  clusterDomain: { flag: 'cluster-domain', kind: 'text', default: '', help: 'makes Alertmanager peer names fully qualified' },
  reloaderImage: {
    flag: 'prometheus-config-reloader',
    kind: 'text',
    default: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0',
    help: 'image of the config reloader',
  },
  reloaderCpuRequest: {
    flag: 'config-reloader-cpu-request',
    kind: 'text',
    default: '10m',
    help: 'CPU request of the reloader, 0 omits it',
  },
  reloaderCpuLimit: { flag: 'config-reloader-cpu-limit', kind: 'text', default: '10m', help: 'CPU limit of the reloader, 0 omits it' },
  reloaderMemoryRequest: {
    flag: 'config-reloader-memory-request',
    kind: 'text',
    default: '50Mi',
    help: 'memory request of the reloader, 0 omits it',
  },
  reloaderMemoryLimit: {
    flag: 'config-reloader-memory-limit',
    kind: 'text',
    default: '50Mi',
    help: 'memory limit of the reloader, 0 omits it',
  },
  reloaderProbes: { flag: 'enable-config-reloader-probes', kind: 'flag', default: 'false', help: 'add probes to the reloader' },
  prometheusBaseImage: {
    flag: 'prometheus-default-base-image',
    kind: 'text',
    default: 'quay.io/prometheus/prometheus',
    help: 'image of Prometheus',
  },
  alertmanagerBaseImage: {
    flag: 'alertmanager-default-base-image',
    kind: 'text',
    default: 'quay.io/prometheus/alertmanager',
    help: 'image of Alertmanager',
  },
  thanosBaseImage: { flag: 'thanos-default-base-image', kind: 'text', default: 'quay.io/thanos/thanos', help: 'image of Thanos' },
  disableUnmanagedConfiguration: {
    flag: 'disable-unmanaged-prometheus-configuration',
    kind: 'flag',
    default: 'false',
    help: 'a Prometheus without selectors gets a generated configuration too',
  },
  kubernetesVersion: {
    flag: 'kubernetes-version',
    kind: 'text',
    default: '1.36.0',
    help: 'release of the API server; pods have their zone as a label from 1.35 on',
  },
  kubeletService: {
    flag: 'kubelet-service',
    kind: 'text',
    default: '',
    help: 'namespace/name of a Service for the kubelets, kept with their addresses; none when empty',
  },
  kubeletSelector: {
    flag: 'kubelet-selector',
    kind: 'selector',
    default: '',
    help: 'label selector on the Nodes whose kubelets belong to it',
  },
  kubeletAddressPriority: {
    flag: 'kubelet-node-address-priority',
    kind: 'text',
    default: 'internal',
    help: 'which address of a Node comes first: internal or external',
  },
  kubeletEndpoints: { flag: 'kubelet-endpoints', kind: 'flag', default: 'true', help: 'keep Endpoints for the kubelet Service' },
  kubeletEndpointSlice: {
    flag: 'kubelet-endpointslice',
    kind: 'flag',
    default: 'false',
    help: 'keep EndpointSlices for the kubelet Service',
  },
  kubeletHttpMetrics: { flag: 'kubelet-http-metrics', kind: 'flag', default: 'true', help: 'include the read-only port 10255 of kubelets' },
  featureGates: { flag: 'feature-gates', kind: 'map', default: '', help: 'Gate=true,Other=false; see docs/options.md' },
} as const satisfies Record<string, Row>;

type Name = keyof typeof rows;
type ValueOf<K extends Kind> = K extends 'list'
  ? readonly string[]
  : K extends 'flag'
    ? boolean
    : K extends 'number'
      ? number
      : K extends 'map'
        ? Readonly<Record<string, string>>
        : string;

/** The gates of the Go operator, with its defaults. */
const gates = {
  PrometheusAgentDaemonSet: false,
  PrometheusTopologySharding: true,
  PrometheusShardRetentionPolicy: true,
  StatusForConfigurationResources: false,
  RemoteWriteCustomResourceDefinition: false,
} as const satisfies Record<string, boolean>;
export type Gate = keyof typeof gates;

export type Options = { readonly [N in Name]: ValueOf<(typeof rows)[N]['kind']> } & {
  /** Switches off our own additions and corrections where they change what the Go operator would write. */
  readonly parity: boolean;
  readonly gates: Readonly<Record<Gate, boolean>>;
};

function parseMap(value: string, where: string): Record<string, string> {
  const out: Record<string, string> = Object.create(null);
  for (const pair of value.split(',').filter(Boolean)) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new UsageError(`${where}: "${pair}" is not name=value`);
    out[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return out;
}

/** A mistake on the command line or in the environment; its message is all a user needs. */
export class UsageError extends Error {}

function parseValue(row: Row, value: string): unknown {
  const where = `--${row.flag}`;
  if (row.kind === 'list')
    return value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  if (row.kind === 'map') return parseMap(value, where);
  if (row.kind === 'flag') {
    if (value !== 'true' && value !== 'false') throw new UsageError(`${where}: "${value}" is not true or false`);
    return value === 'true';
  }
  if (row.kind === 'number') {
    if (!/^\d+$/.test(value)) throw new UsageError(`${where}: "${value}" is not a whole number`);
    return Number(value);
  }
  if (row.kind === 'selector' && !isLabelSelector(value)) throw new UsageError(`${where}: "${value}" is not a label selector`);
  return value;
}

const environmentName = (flag: string): string => `HOOKS_${flag.toUpperCase().replaceAll('-', '_')}`;

const choices: Partial<Record<Name, readonly string[]>> = {
  serve: ['hooks', 'admission', 'all'],
  applyStrategy: ['server-side-apply', 'dynamic-apply'],
  alertmanagerWithoutConfig: ['pending', 'default'],
  alertmanagerRollout: ['kubernetes', 'gated'],
  queryTier: ['none', 'remote-read', 'thanos', 'auto'],
  frontService: ['create', 'none'],
  sharding: ['hashmod', 'consistent'],
  resharding: ['gradual', 'at-once'],
  multiclusterServices: ['none', 'v1alpha1', 'v1beta1'],
  rulesConfigMap: ['create', 'read', 'ignore'],
  kubeletAddressPriority: ['internal', 'external'],
  logLevel: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
};

function checkTogether(values: Record<string, unknown>): void {
  for (const [name, allowed] of Object.entries(choices)) {
    const row = rows[name as Name];
    if (!allowed.includes(String(values[name])))
      throw new UsageError(`--${row.flag}: "${values[name]}" is not one of ${allowed.join(', ')}`);
  }
  if ((values['namespaces'] as string[]).length > 0 && (values['denyNamespaces'] as string[]).length > 0) {
    throw new UsageError('--namespaces and --deny-namespaces exclude each other');
  }
  if (Boolean(values['tlsCertFile']) !== Boolean(values['tlsKeyFile']))
    throw new UsageError('--tls-cert-file and --tls-key-file go together');
  const cluster = String(values['clusterName']);
  // Its name ends the name of a Service, where these mean something else.
  if (cluster && (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(cluster) || /^(query|operated|shard-\d+)$/.test(cluster)))
    throw new UsageError(`--cluster-name: "${cluster}" is not a name such as eu-1`);
  if (values['multiclusterServices'] !== 'none' && !cluster) throw new UsageError('--multicluster-services needs --cluster-name');
  const service = String(values['kubeletService']);
  if (service && !/^[^/]+\/[^/]+$/.test(service)) throw new UsageError(`--kubelet-service: "${service}" is not namespace/name`);
  const delay = String(values['alertmanagerStartDelay']);
  if (parseGoDuration(delay) === undefined) throw new UsageError(`--alertmanager-start-delay: "${delay}" is not a duration such as 90s`);
  if (values['tlsClientCaFile'] && !values['tlsCertFile']) throw new UsageError('--tls-client-ca-file needs --tls-cert-file');
}

/**
 * Options from flags, then environment (`--listen-address` is HOOKS_LISTEN_ADDRESS), then defaults.
 * Throws `UsageError` for an unknown flag or a bad value.
 */
export function parseOptions(argv: readonly string[] = [], env: Readonly<Record<string, string | undefined>> = {}): Options {
  let flags: Record<string, unknown>;
  try {
    const options = Object.fromEntries(Object.values(rows).map((row) => [row.flag, { type: 'string' } as const]));
    const args = argv.map((arg) => (isSwitch(arg) ? `${arg}=true` : arg));
    flags = parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(rows)) {
    const given = flags[row.flag] ?? env[environmentName(row.flag)];
    values[name] = parseValue(row, given === undefined ? row.default : String(given));
  }
  checkTogether(values);
  const chosen: Record<string, boolean> = { ...gates };
  for (const [gate, on] of Object.entries(values['featureGates'] as Record<string, string>)) {
    if (!Object.hasOwn(gates, gate)) throw new UsageError(`--feature-gates: "${gate}" is not one of ${Object.keys(gates).join(', ')}`);
    if (on !== 'true' && on !== 'false') throw new UsageError(`--feature-gates: "${on}" is not true or false`);
    chosen[gate] = on === 'true';
  }
  return { ...values, parity: false, gates: chosen } as unknown as Options;
}

/** A switch without a value: `--flag` means `--flag=true`. */
const isSwitch = (arg: string): boolean => Object.values(rows).some((row) => row.kind === 'flag' && `--${row.flag}` === arg);

/** The text of `--help`. */
export function help(): string {
  const width = Math.max(...Object.values(rows).map((row) => row.flag.length)) + 2;
  const lines = Object.values(rows).map((row) => `  --${row.flag.padEnd(width)}${row.help}${row.default ? ` (${row.default})` : ''}`);
  return `prometheus-metacontroller: hooks for Metacontroller\n\nEach flag is also an environment variable: --listen-address is HOOKS_LISTEN_ADDRESS.\n\n${lines.join('\n')}\n`;
}
