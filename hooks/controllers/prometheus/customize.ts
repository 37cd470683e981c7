// What a Prometheus hook has to see beside its children: a function of name, namespace and spec alone, since
// Metacontroller remembers the answer.

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
import { hasQueryService, mayHaveTier, queryName } from '../../prometheus/sharding/tier.ts';
import { ASSETS_LABEL } from '../../references/assetsecret.ts';
import { referencesOf } from '../../references/references.ts';
import { type Selections, sourceRules } from '../../rules/sources.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { SCRAPE_KINDS } from '../../scrape/kinds.ts';
import { budgetRule } from '../../workload/disruption.ts';
import { storageClassRules } from '../../workload/prerequisites.ts';
import { type Selection, selectionRules } from '../../workload/select.ts';

/** Where PrometheusRules come from. */
export const ruleSelection = (spec: PrometheusSpec, namespace: string): Selection => ({
  selector: spec.ruleSelector,
  namespaceSelector: spec.ruleNamespaceSelector,
  namespace,
});

/** Where ConfigMaps with rule files come from. */
export const ruleSelections = (spec: PrometheusSpec, namespace: string): Selections => ({
  rules: ruleSelection(spec, namespace),
  monitors: {
    selector: spec.serviceMonitorSelector,
    namespaceSelector: spec.serviceMonitorNamespaceSelector,
    namespace,
  },
});

/**
 * Secrets and ConfigMaps that the configuration in the spec refers to. Those that pods mount by themselves are not ours
 * to read.
 */
export function referenceRules(spec: Readonly<Record<string, unknown>>, namespace: string): RelatedRule[] {
  const { containers: _c, initContainers: _i, volumes: _v, web: _w, thanos: _t, ...configuration } = spec;
  const references = referencesOf({ apiVersion: '', kind: '', metadata: { name: '' }, spec: configuration });
  const names = (kind: string) => references.filter((reference) => reference.kind === kind).map(({ name }) => name);
  return [
    ...namedRule('v1', 'secrets', namespace, names('Secret')),
    ...namedRule('v1', 'configmaps', namespace, names('ConfigMap')),
  ];
}

/** The rules that Prometheus and PrometheusAgent share. */
export function commonRules(
  parent: KubernetesObject & { readonly spec: CommonSpec },
  mode: Mode,
  more: readonly Selection[],
  service: string,
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
 * What a Thanos tier has to see: the pods of its ruler, and Services of Alertmanagers. Asked for wherever there may be
 * one: an annotation changes no generation, so the answer must not depend on it.
 */
function thanosRules(parent: Prometheus, namespace: string, options: Options): RelatedRule[] {
  if (options.parity || !parent.spec.thanos) return [];
  const pods = { matchLabels: thanosLabels('thanos-rule', parent.metadata.name, options.labels) };
  return [
    { apiVersion: 'v1', resource: 'pods', namespace, labelSelector: pods },
    ...namedRule('v1', 'services', namespace, alertmanagerServices(parent)),
  ];
}

/** The customize hook of Prometheus. */
export function customizePrometheus(request: CustomizeRequest, options: Options): CustomizeResponse {
  const parent = request.parent as unknown as Prometheus;
  const namespace = parent.metadata.namespace ?? '';
  const selections = ruleSelections(parent.spec, namespace);
  const { rules } = selections;
  return {
    relatedResources: [
      ...commonRules(
        parent as unknown as KubernetesObject & { spec: CommonSpec },
        'server',
        [rules],
        'prometheus-operated',
        options,
      ),
      ...selectionRules('monitoring.coreos.com/v1', 'prometheusrules', rules),
      ...(options.parity ? [] : sourceRules(parent.metadata.name, namespace, selections)),
      ...(options.parity ? [] : [credentialRule(namespace)]),
      // A Service of the user's with this name is not to be taken over.
      ...(hasQueryService(parent, options)
        ? namedRule('v1', 'services', namespace, [queryName(`prometheus-${parent.metadata.name}`)])
        : []),
      ...thanosRules(parent, namespace, options),
      // Not by the word of an annotation, which changes no generation: Metacontroller remembers the answer.
      ...(mayHaveTier(parent) && !options.parity ? [budgetRule(namespace)] : []),
      ...exportRules(parent, options),
      ...federationRules(request.parent, options),
      // A Secret that the user made first is not to be taken over.
      ...(isUnmanaged(parent.spec, options)
        ? namedRule('v1', 'secrets', namespace, [`prometheus-${parent.metadata.name}`])
        : []),
    ],
  };
}
