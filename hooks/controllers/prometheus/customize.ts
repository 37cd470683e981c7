// Related objects of a Prometheus. They depend on name, namespace and spec only: Metacontroller caches the response per
// generation.

import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../../core/hook.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { namedRule } from '../../core/namedrule.ts';
import type { Options } from '../../core/options.ts';
import { federationRules } from '../../federation/customize.ts';
import { exportRules } from '../../federation/exports.ts';
import { credentialRule } from '../../grafana/annotations.ts';
import { alertmanagerServices } from '../../prometheus/querytier/alertmanagers.ts';
import { thanosLabels } from '../../prometheus/querytier/services.ts';
import { instanceLabels, type Mode } from '../../prometheus/server/labels.ts';
import { isUnmanaged } from '../../prometheus/server/unmanaged.ts';
import { isAutoscaled } from '../../prometheus/sharding/running.ts';
import { hasQueryService, laterTier, mayHaveTier, queryName } from '../../prometheus/sharding/tier.ts';
import { ASSETS_LABEL } from '../../references/assetsecret.ts';
import { listReferences } from '../../references/references.ts';
import { type Selections, sourceRules } from '../../rules/sources.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { SCRAPE_KINDS } from '../../scrape/kinds.ts';
import { budgetRule } from '../../workload/disruption.ts';
import { storageClassRules } from '../../workload/prerequisites.ts';
import { type Selection, selectionRules } from '../../workload/select.ts';

export const ruleSelection = (spec: PrometheusSpec, namespace: string): Selection => ({
  selector: spec.ruleSelector,
  namespaceSelector: spec.ruleNamespaceSelector,
  namespace,
});

/** The selections for ConfigMaps with rule files. */
export const ruleSelections = (spec: PrometheusSpec, namespace: string): Selections => ({
  rules: ruleSelection(spec, namespace),
  monitors: {
    selector: spec.serviceMonitorSelector,
    namespaceSelector: spec.serviceMonitorNamespaceSelector,
    namespace,
  },
});

/** Secrets and ConfigMaps that the configuration in the spec refers to, without those that only pods mount. */
export function referenceRules(spec: Readonly<Record<string, unknown>>, namespace: string): RelatedRule[] {
  const { containers: _c, initContainers: _i, volumes: _v, web: _w, thanos: _t, ...configuration } = spec;
  const references = listReferences({ apiVersion: '', kind: '', metadata: { name: '' }, spec: configuration });
  const names = (kind: string) => references.filter((reference) => reference.kind === kind).map(({ name }) => name);
  return [
    ...namedRule('v1', 'secrets', namespace, names('Secret')),
    ...namedRule('v1', 'configmaps', namespace, names('ConfigMap')),
  ];
}

/** What differs between the related objects of Prometheus and PrometheusAgent. */
export interface CommonInput {
  readonly mode: Mode;
  /** Selections beside those of scrape objects. */
  readonly more: readonly Selection[];
  /** Name of the governing Service. */
  readonly service: string;
}

/** Related objects that Prometheus and PrometheusAgent share. */
export function commonRules(
  parent: KubernetesObject & { readonly spec: CommonSpec },
  { mode, more, service }: CommonInput,
  options: Options,
): RelatedRule[] {
  const { spec } = parent;
  const namespace = parent.metadata.namespace ?? '';
  const selections = [...SCRAPE_KINDS.map((kind) => kind.selection(spec, namespace)), ...more];
  const byNamespace = selections.some(({ selector, namespaceSelector }) => selector && namespaceSelector);
  return [
    ...(byNamespace ? [{ apiVersion: 'v1', resource: 'namespaces' }] : []),
    ...SCRAPE_KINDS.flatMap((kind) =>
      selectionRules(kind.apiVersion, kind.resource, kind.selection(spec, namespace), ASSETS_LABEL),
    ),
    ...referenceRules(spec, namespace),
    ...storageClassRules(spec.storage),
    ...namedRule('v1', 'services', namespace, [service, spec.serviceName ?? '']),
    {
      apiVersion: 'v1',
      resource: 'pods',
      namespace,
      labelSelector: { matchLabels: instanceLabels(mode, parent.metadata.name, options.labels) },
    },
  ];
}

/**
 * Related objects of a Thanos tier: the pods of its ruler, and Services of Alertmanagers. Selected wherever there may
 * be a tier: an annotation does not change the generation, so the response must not depend on it.
 */
function thanosRules(parent: Prometheus, namespace: string, options: Options): RelatedRule[] {
  if (options.parity || !parent.spec.thanos) return [];
  const pods = { matchLabels: thanosLabels('thanos-rule', parent.metadata.name, options.labels) };
  return [
    { apiVersion: 'v1', resource: 'pods', namespace, labelSelector: pods },
    ...namedRule('v1', 'services', namespace, alertmanagerServices(parent)),
  ];
}

export function customizePrometheus(request: CustomizeRequest, options: Options): CustomizeResponse {
  const parent = request.parent as unknown as Prometheus;
  const namespace = parent.metadata.namespace ?? '';
  const selections = ruleSelections(parent.spec, namespace);
  const { rules } = selections;
  return {
    relatedResources: [
      ...commonRules(
        parent as unknown as KubernetesObject & { spec: CommonSpec },
        { mode: 'server', more: [rules], service: 'prometheus-operated' },
        options,
      ),
      ...selectionRules('monitoring.coreos.com/v1', 'prometheusrules', rules),
      ...(options.parity ? [] : sourceRules(parent.metadata.name, namespace, selections)),
      ...(options.parity ? [] : [credentialRule(namespace)]),
      // The hooks must not take over a user's Service of this name.
      ...(hasQueryService(parent, options, laterTier(parent, options))
        ? namedRule('v1', 'services', namespace, [queryName(`prometheus-${parent.metadata.name}`)])
        : []),
      ...thanosRules(parent, namespace, options),
      // Not by annotation: it does not change the generation, and Metacontroller caches the response.
      ...((mayHaveTier(parent) || isAutoscaled(parent)) && !options.parity ? [budgetRule(namespace)] : []),
      ...exportRules(parent, options),
      ...federationRules(request.parent, options),
      // The hooks must not take over a Secret that the user created.
      ...(isUnmanaged(parent.spec, options)
        ? namedRule('v1', 'secrets', namespace, [`prometheus-${parent.metadata.name}`])
        : []),
    ],
  };
}
