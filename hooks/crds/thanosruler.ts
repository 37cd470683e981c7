// The ThanosRuler kind: evaluates PrometheusRules against remote query endpoints.

import { type Static, Type } from '@sinclair/typebox';
import { CoreTopologySpreadConstraint } from './pod/scheduling.ts';
import { objectFields } from './shared/meta.ts';
import { ObjectReference, PrometheusRuleExcludeConfig } from './shared/prometheusparts.ts';
import { RemoteWriteSpec } from './shared/remote.ts';
import { Duration, NonEmptyString, StringMap } from './shared/scalars.ts';
import { int32, optional, required, setList } from './shared/schema.ts';
import { LabelSelector, SecretKeySelector } from './shared/selectors.ts';
import { workloadStatusFields } from './shared/status.ts';
import { GRPCServerTLSConfig } from './shared/tls.ts';
import { ThanosRulerWebSpec } from './shared/web.ts';
import { workloadFields } from './shared/workload.ts';

export const ThanosRulerSpec = Type.Object({
  ...workloadFields,
  alertDropLabels: optional(Type.Array(Type.String())),
  alertQueryUrl: optional(Type.String()),
  alertRelabelConfigFile: optional(Type.String()),
  alertRelabelConfigs: optional(SecretKeySelector),
  alertmanagersConfig: optional(SecretKeySelector),
  alertmanagersUrl: optional(Type.Array(Type.String())),
  enableFeatures: optional(setList(NonEmptyString)),
  enforcedNamespaceLabel: optional(Type.String()),
  evaluationInterval: optional(Duration, undefined, { default: '15s' }),
  excludedFromEnforcement: optional(Type.Array(ObjectReference)),
  externalPrefix: optional(Type.String()),
  grpcServerTlsConfig: optional(GRPCServerTLSConfig),
  image: optional(Type.String()),
  labels: optional(StringMap),
  listenLocal: optional(Type.Boolean()),
  objectStorageConfig: optional(SecretKeySelector),
  objectStorageConfigFile: optional(Type.String()),
  prometheusRulesExcludedFromEnforce: optional(Type.Array(PrometheusRuleExcludeConfig)),
  queryConfig: optional(SecretKeySelector),
  queryEndpoints: optional(Type.Array(Type.String())),
  remoteWrite: optional(Type.Array(RemoteWriteSpec)),
  replicas: optional(int32()),
  resendDelay: optional(Duration),
  retention: optional(Duration, undefined, { default: '24h' }),
  routePrefix: optional(Type.String()),
  ruleConcurrentEval: optional(int32({ minimum: 1 })),
  ruleGracePeriod: optional(Duration),
  ruleNamespaceSelector: optional(LabelSelector),
  ruleOutageTolerance: optional(Duration),
  ruleQueryOffset: optional(Duration),
  ruleSelector: optional(LabelSelector),
  serviceName: optional(NonEmptyString),
  topologySpreadConstraints: optional(Type.Array(CoreTopologySpreadConstraint)),
  tracingConfig: optional(SecretKeySelector),
  tracingConfigFile: optional(Type.String()),
  version: optional(Type.String()),
  web: optional(ThanosRulerWebSpec),
});
export type ThanosRulerSpec = Static<typeof ThanosRulerSpec>;

export const ThanosRulerStatus = Type.Object({
  ...workloadStatusFields,
});
export type ThanosRulerStatus = Static<typeof ThanosRulerStatus>;

export const ThanosRuler = Type.Object({
  ...objectFields,
  spec: required(ThanosRulerSpec, 'Desired state.'),
  status: optional(ThanosRulerStatus, 'Observed state; written by the operator.'),
});
export type ThanosRuler = Static<typeof ThanosRuler>;
