// Flags that only these hooks have.

/** The type of a flag. */
export type Kind = 'text' | 'list' | 'flag' | 'number' | 'map' | 'selector';

/** A flag: its name without dashes, its type, its default as text, and its line in `--help`. */
export interface Row {
  readonly flag: string;
  readonly kind: Kind;
  readonly default: string;
  readonly help: string;
}

export const flags = {
  listenAddress: {
    flag: 'listen-address',
    kind: 'text',
    default: '0.0.0.0:8080',
    help: 'address and port of the hooks',
  },
  metricsAddress: {
    flag: 'metrics-address',
    kind: 'text',
    default: '',
    help: 'address and port that serve /metrics and /healthz alone, such as 0.0.0.0:8081',
  },
  logLevel: { flag: 'log-level', kind: 'text', default: 'info', help: 'debug, info, warn or error' },
  tlsCertFile: {
    flag: 'tls-cert-file',
    kind: 'text',
    default: '',
    help: 'serve HTTPS with this certificate; a changed file is reloaded',
  },
  tlsKeyFile: { flag: 'tls-key-file', kind: 'text', default: '', help: 'private key of --tls-cert-file' },
  tlsClientCaFile: {
    flag: 'tls-client-ca-file',
    kind: 'text',
    default: '',
    help: 'require client certificates of this CA',
  },
  bearerTokenFile: {
    flag: 'bearer-token-file',
    kind: 'text',
    default: '',
    help: 'require this bearer token on the hooks of Metacontroller',
  },
  serve: {
    flag: 'serve',
    kind: 'text',
    default: 'all',
    help: 'hooks to serve: hooks (for Metacontroller), admission (for the API server) or all',
  },
  threads: {
    flag: 'threads',
    kind: 'number',
    default: '0',
    help: 'number of worker threads; 0: the number of processors, but 2 to 4',
  },
  memory: {
    flag: 'memory',
    kind: 'number',
    default: '0',
    help: 'memory limit in MiB; 0: the limit of the container, or 1024',
  },
  bodyLimit: {
    flag: 'body-limit',
    kind: 'number',
    default: String(64 * 1024 * 1024),
    help: 'limit of a request in bytes',
  },
  stopTimeout: {
    flag: 'stop-timeout',
    kind: 'number',
    default: '20',
    help: 'seconds that requests have to finish after SIGTERM',
  },
  applyStrategy: {
    flag: 'apply-strategy',
    kind: 'text',
    default: 'server-side-apply',
    help: 'the --apply-strategy of Metacontroller: server-side-apply or dynamic-apply',
  },
  propagation: {
    flag: 'propagation',
    kind: 'flag',
    default: 'true',
    help: 'annotate pods when what they mount has changed: their kubelet then mounts it at once, not within a minute',
  },
  targetHealthNamespaces: {
    flag: 'target-health-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces whose Prometheus objects report targets up and down in status.bindings of monitors',
  },
  alertmanagerWithoutConfig: {
    flag: 'alertmanager-without-config',
    kind: 'text',
    default: 'pending',
    help: 'an Alertmanager without configuration: pending (its pods wait) or default (they run with an empty route)',
  },
  alertmanagerRollout: {
    flag: 'alertmanager-rollout',
    kind: 'text',
    default: 'gated',
    help: 'rollout of an Alertmanager: gated (a pod is replaced only after the others have its state) or kubernetes',
  },
  alertmanagerStartDelay: {
    flag: 'alertmanager-start-delay',
    kind: 'text',
    default: '90s',
    help: 'with gated, how long a restarted Alertmanager waits for alerts before it notifies; 0s: not at all',
  },
  rulesConfigMap: {
    flag: 'rules-configmap',
    kind: 'text',
    default: 'create',
    help: 'ConfigMap <name>-rules of each Prometheus: create it if missing, only read it, or ignore it',
  },
  queryTier: {
    flag: 'query-tier',
    kind: 'text',
    default: 'remote-read',
    help:
      'query tier of a Prometheus with shards: remote-read (without spec.thanos), thanos or thanos-distributed (with ' +
      'it), auto or none',
  },
  queryRouterImage: {
    flag: 'query-router-image',
    kind: 'text',
    default: '',
    help: 'image of the hooks, whose query router is a part of the query tier thanos-distributed',
  },
  frontService: {
    flag: 'front-service',
    kind: 'text',
    default: 'create',
    help: 'query Service prometheus-<name>-query of each Prometheus, for any number of shards: create or none',
  },
  grafanaLabels: {
    flag: 'grafana-labels',
    kind: 'map',
    default: 'grafana_datasource=1',
    help: 'labels that the sidecar of a Grafana selects data sources by: a=b,c=d',
  },
  grafanaNamespaces: {
    flag: 'grafana-namespaces',
    kind: 'list',
    default: '',
    help: 'namespaces whose Grafanas get credentials for all their data sources; others need the consent of the owner',
  },
  sharding: {
    flag: 'sharding',
    kind: 'text',
    default: 'hashmod',
    help: 'assignment of targets to shards: hashmod moves most of them when the number changes, consistent only a few',
  },
  resharding: {
    flag: 'resharding',
    kind: 'text',
    default: 'gradual',
    help: 'change of the number of shards: gradual (old shards scrape until the new ones have started) or at-once',
  },
  discovery: {
    flag: 'discovery',
    kind: 'text',
    default: 'namespaces',
    help: 'Kubernetes discovery of monitors: of their namespaces, or shared (one of all namespaces, with fewer watches)',
  },
  bundleNamespace: {
    flag: 'bundle-namespace',
    kind: 'text',
    default: '',
    help: 'namespace of bundles, which make syncs of many Prometheus cheap; needs manifests/bundles; empty: none',
  },
  clusterName: {
    flag: 'cluster-name',
    kind: 'text',
    default: '',
    help: 'name of this cluster, for the external label cluster of federated Prometheus objects without one',
  },
  federationAcrossNamespaces: {
    flag: 'federation-across-namespaces',
    kind: 'flag',
    default: 'false',
    help: 'allow members in other namespaces: everyone who can label a Prometheus there can then add series',
  },
  multiclusterServices: {
    flag: 'multicluster-services',
    kind: 'text',
    default: 'none',
    help: 'version of multicluster.x-k8s.io for federation over exported Services: v1beta1, v1alpha1 or none',
  },
} as const satisfies Record<string, Row>;
