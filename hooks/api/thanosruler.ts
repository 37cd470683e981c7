// The ThanosRuler kind: evaluates PrometheusRules against remote query endpoints.

import { type Static, Type } from '@sinclair/typebox';
import { ObjectReference, PrometheusRuleExcludeConfig } from './parts/prometheusparts.ts';
import { workloadFields } from './parts/workload.ts';
import { CoreTopologySpreadConstraint } from './pod/scheduling.ts';
import { objectFields } from './shared/meta.ts';
import { RemoteWriteSpec } from './shared/remote.ts';
import { Duration, NonEmptyString, StringMap } from './shared/scalars.ts';
import { int32, optional, required, setList } from './shared/schema.ts';
import { LabelSelector, SecretKeySelector } from './shared/selectors.ts';
import { thanosSince } from './shared/since.ts';
import { workloadStatusFields } from './shared/status.ts';
import { GRPCServerTLSConfig } from './shared/tls.ts';
import { ThanosRulerWebSpec } from './shared/web.ts';

export const ThanosRulerSpec = Type.Object({
  ...workloadFields,
  alertDropLabels: optional(
    Type.Array(Type.String()),
    'Labels removed from alerts before they are sent; the replica label always is.',
  ),
  alertQueryUrl: optional(Type.String(), 'URL of the query interface that links in alerts lead to.'),
  alertRelabelConfigFile: optional(
    Type.String(),
    'File in the container with alert relabeling; overrides alertRelabelConfigs.',
  ),
  alertRelabelConfigs: optional(
    SecretKeySelector,
    'Key of the Secret with alert relabeling in the syntax of Prometheus.',
  ),
  alertmanagersConfig: optional(
    SecretKeySelector,
    'Key of the Secret with Alertmanagers in the syntax of Thanos; overrides alertmanagersUrl.',
  ),
  alertmanagersUrl: optional(
    Type.Array(Type.String()),
    'URLs of Alertmanagers; a dns+ or dnssrv+ scheme looks them up.',
  ),
  enableFeatures: optional(
    setList(NonEmptyString),
    `Feature flags to switch on. ${thanosSince('rule.enable_feature')}.`,
  ),
  enforcedNamespaceLabel: optional(
    Type.String(),
    'Label that is set to the namespace of the PrometheusRule on its results, and added to the selectors of its rules.',
  ),
  evaluationInterval: optional(Duration, 'Time between evaluations of rules, unless their group sets it.', {
    default: '15s',
  }),
  excludedFromEnforcement: optional(
    Type.Array(ObjectReference),
    'Objects that enforcedNamespaceLabel does not apply to.',
  ),
  externalPrefix: optional(Type.String(), 'Path prefix of the web interface as users see it, for links.'),
  grpcServerTlsConfig: optional(
    GRPCServerTLSConfig,
    'TLS of the gRPC server; here the files, not the references, are used for certificate, key and CA.',
  ),
  image: optional(
    Type.String(),
    'Full image name of Thanos. version must still name its release. Unset, the default image of version.',
  ),
  labels: optional(
    StringMap,
    'External labels of results; thanos_ruler_replica is always added. A change restarts the pods.',
  ),
  listenLocal: optional(Type.Boolean(), 'True serves HTTP on the loopback address only, for a proxy in the same pod.'),
  objectStorageConfig: optional(
    SecretKeySelector,
    'Key of the Secret with the object storage that results are uploaded to.',
  ),
  objectStorageConfigFile: optional(
    Type.String(),
    'File in the container with the object storage; overrides objectStorageConfig.',
  ),
  prometheusRulesExcludedFromEnforce: optional(
    Type.Array(PrometheusRuleExcludeConfig),
    'Deprecated, use excludedFromEnforcement.',
  ),
  queryConfig: optional(
    SecretKeySelector,
    'Key of the Secret with the query endpoints in the syntax of Thanos; overrides queryEndpoints. One of both is ' +
      'needed.',
  ),
  queryEndpoints: optional(Type.Array(Type.String()), 'Query endpoints that rules are evaluated against.'),
  remoteWrite: optional(
    Type.Array(RemoteWriteSpec),
    `Endpoints for the results. The ruler is then stateless and stores none. ${thanosSince('rule.remote_write')}.`,
  ),
  replicas: optional(int32(), 'Pods; 1 if unset.'),
  resendDelay: optional(Duration, 'Least time before an alert is sent again.'),
  retention: optional(Duration, 'How long results are kept locally; a stateless ruler ignores it.', {
    default: '24h',
  }),
  routePrefix: optional(Type.String(), 'Path prefix of the web server, for proxies that do not strip it.'),
  ruleConcurrentEval: optional(
    int32({ minimum: 1 }),
    `Rules evaluated at once. ${thanosSince('rule.rule_concurrent_evaluation')}.`,
  ),
  ruleGracePeriod: optional(
    Duration,
    `Least time between an alert restored after a restart and its firing. ${thanosSince('rule.for_grace_period')}.`,
  ),
  ruleNamespaceSelector: optional(
    LabelSelector,
    'Namespaces to take PrometheusRules from; {} selects all, unset selects the own namespace.',
  ),
  ruleOutageTolerance: optional(
    Duration,
    `Longest outage after which the pending state of alerts is restored. ${thanosSince('rule.for_grace_period')}.`,
  ),
  ruleQueryOffset: optional(
    Duration,
    `Rules are evaluated this long in the past, unless their group sets it. ${thanosSince('rule.query_offset')}.`,
  ),
  ruleSelector: optional(LabelSelector, 'PrometheusRules to evaluate; {} selects all, unset selects none.'),
  serviceName: optional(
    NonEmptyString,
    'Governing Service of the StatefulSet. It must exist and select the pods; unset, one is created.',
  ),
  topologySpreadConstraints: optional(
    Type.Array(CoreTopologySpreadConstraint),
    'How pods spread over zones, nodes and the like.',
  ),
  tracingConfig: optional(SecretKeySelector, 'Key of the Secret with the tracing configuration.'),
  tracingConfigFile: optional(
    Type.String(),
    'File in the container with the tracing configuration; overrides tracingConfig.',
  ),
  version: optional(
    Type.String(),
    'Release that runs; decides which settings are generated. The default release if unset.',
  ),
  web: optional(ThanosRulerWebSpec, 'The web server: TLS and headers.'),
});
export type ThanosRulerSpec = Static<typeof ThanosRulerSpec>;

export const ThanosRulerStatus = Type.Object({
  ...workloadStatusFields,
});
export type ThanosRulerStatus = Static<typeof ThanosRulerStatus>;

export const ThanosRuler = Type.Object({
  ...objectFields,
  spec: required(ThanosRulerSpec, 'The ruler: its rules and query endpoints, and the pods it runs in.'),
  status: optional(ThanosRulerStatus, 'Observed state; written by the operator.'),
});
export type ThanosRuler = Static<typeof ThanosRuler>;
