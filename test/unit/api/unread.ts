// Fields of custom resources that nothing reads on the way to the children, with the reason. A field stands for its
// members too.
type Reasons = Readonly<Record<string, string>>;

/** By the end of their path, in any kind. */
export const everywhere: Reasons = {
  '*.optional': 'a reference in a configuration must resolve; only spec.additional... of a Prometheus may be absent',
};

const claim: Reasons = {
  'spec.storage.volumeClaimTemplate.apiVersion': 'the API server knows what a claim template is',
  'spec.storage.volumeClaimTemplate.kind': 'the API server knows what a claim template is',
  'spec.storage.volumeClaimTemplate.status': 'a template has no status',
};
const pod: Reasons = { 'spec.podMetadata.name': 'the StatefulSet names its pods' };

const shared = 'read by the client that all integrations share; five of them need more around it than the ledger gives';

/** Thanos reads files only; Secrets are mounted by spec.volumes. */
const grpc = (path: string): Reasons => ({
  [`${path}.ca`]: 'Thanos takes caFile',
  [`${path}.cert`]: 'Thanos takes certFile',
  [`${path}.keySecret`]: 'Thanos takes keyFile',
  [`${path}.insecureSkipVerify`]: 'is for clients',
  [`${path}.serverName`]: 'is for clients',
  [`${path}.maxVersion`]: 'Thanos has no such flag',
});

export const unread: Readonly<Record<string, Reasons>> = {
  Prometheus: { ...claim, ...pod, ...grpc('spec.thanos.grpcServerTlsConfig') },
  PrometheusAgent: { ...claim, ...pod },
  Alertmanager: { ...claim, ...pod },
  ThanosRuler: {
    ...claim,
    ...pod,
    ...grpc('spec.grpcServerTlsConfig'),
    'spec.remoteWrite[].queueConfig.maxRetries': 'the format of newer releases of Prometheus has no such key',
    'spec.storage.disableMountSubPath': 'a ruler never mounts a sub-path',
  },
  ServiceMonitor: {},
  PodMonitor: {},
  Probe: {},
  ScrapeConfig: {},
  PrometheusRule: {},
  AlertmanagerConfig: {
    '*.configMap.key': shared,
    '*.configMap.name': shared,
    '*.authorization.type': shared,
  },
};
