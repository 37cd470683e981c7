// Flags of these hooks alone.

/** How the text of a flag is read. */
export type Kind = 'text' | 'list' | 'flag' | 'number' | 'map' | 'selector';

/** A flag. `flag` is its name without dashes, `default` the text that counts without it. */
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
  logLevel: { flag: 'log-level', kind: 'text', default: 'info', help: 'debug, info, warn or error' },
  tlsCertFile: {
    flag: 'tls-cert-file',
    kind: 'text',
    default: '',
    help: 'serve HTTPS with this certificate; read anew when it changes',
  },
  tlsKeyFile: { flag: 'tls-key-file', kind: 'text', default: '', help: 'private key of --tls-cert-file' },
  tlsClientCaFile: {
    flag: 'tls-client-ca-file',
    kind: 'text',
    default: '',
    help: 'require client certificates of this authority',
  },
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
  memory: {
    flag: 'memory',
    kind: 'number',
    default: '0',
    help: 'MiB of memory to stay within; 0: the limit of the container, or 1024',
  },
  bodyLimit: {
    flag: 'body-limit',
    kind: 'number',
    default: String(64 * 1024 * 1024),
    help: 'largest request in bytes',
  },
  stopTimeout: {
    flag: 'stop-timeout',
    kind: 'number',
    default: '20',
    help: 'seconds to let requests finish after SIGTERM',
  },
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
} as const satisfies Record<string, Row>;
