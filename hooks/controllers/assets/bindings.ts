// `status.bindings` of a configuration object: which workloads selected it, and whether each accepted it.
import type { Prometheus } from '../../api/prometheus.ts';
import type { PrometheusRule } from '../../api/prometheusrule.ts';
import { checkShape } from '../../api/shape.ts';
import type { ThanosRuler } from '../../api/thanosruler.ts';
import { type Listers, listers } from '../../core/inputs.ts';
import { type Issue, text } from '../../core/issue.ts';
import { boundedLines } from '../../core/message.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { isRecord } from '../../core/yaml.ts';
import { takesScrapeConfig } from '../../federation/scrapeconfigs.ts';
import { existingTier } from '../../prometheus/sharding/tier.ts';
import { NO_ASSETS } from '../../references/assets.ts';
import { relatedLookup } from '../../references/lookup.ts';
import { resolver } from '../../references/resolver.ts';
import { examineRule, isIgnored } from '../../rules/examine.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { isForConsumers } from '../../scrape/job/federationlabels.ts';
import { SCRAPE_KINDS } from '../../scrape/kinds.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { thanosVersion } from '../../versions/thanos.ts';
import { isMine } from '../../workload/instance.ts';
import { isSelected, type NamespaceLabels, namespaceLabels } from '../../workload/select.ts';
import { ruleSelection } from '../prometheus/customize.ts';
import { ruleContext } from '../prometheus/rules.ts';
import { rulerRuleContext, rulerSelection } from '../thanosruler/selection.ts';

/** The check of an object for one workload that selects it. */
interface BindingResult {
  readonly resource: 'prometheuses' | 'thanosrulers';
  readonly namespace: string;
  readonly name: string;
  readonly issues: readonly Issue[];
}

/** An entry of `status.bindings`. */
export interface Binding {
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly conditions: readonly Record<string, unknown>[];
}

/** Bindings do not depend on children of workloads. */
const NO_CHILDREN = listers({});

/** The Prometheus objects of this controller with a valid version, each with the context of its scrape objects. */
function contexts(
  related: Listers,
  options: Options,
): { readonly parent: Prometheus; readonly context: ScrapeContext }[] {
  return related.prometheuses.list().flatMap((object) => {
    const parent = object as unknown as Prometheus;
    const version = prometheusVersion(parent.spec.version);
    if (!version || !isMine(object, options.prometheusInstanceNamespaces, options.prometheusInstanceSelector, options))
      return [];
    const { name, namespace = '' } = object.metadata;
    return [
      {
        parent,
        context: {
          namespace,
          name,
          spec: parent.spec,
          version,
          options,
          mode: 'server' as const,
          assets: NO_ASSETS,
        },
      },
    ];
  });
}

function scrapeObjectResults(
  object: KubernetesObject,
  related: Listers,
  namespaces: NamespaceLabels,
  options: Options,
): BindingResult[] {
  const kind = SCRAPE_KINDS.find(
    ({ kind: name, apiVersion }) => name === object.kind && apiVersion === object.apiVersion,
  );
  if (!kind) return [];
  const malformed = checkShape(object);
  return contexts(related, options).flatMap(({ parent, context }) => {
    const isTaken = isForConsumers(object, options)
      ? takesScrapeConfig(parent, object, options)
      : isSelected(object, kind.selection(context.spec, context.namespace), namespaces, options);
    if (!isTaken) return [];
    const own = resolver(relatedLookup(related), object.metadata.namespace ?? '');
    return [
      {
        resource: 'prometheuses',
        namespace: context.namespace,
        name: context.name,
        issues: malformed.length > 0 ? malformed : kind.resolve(object, own, context).issues,
      } satisfies BindingResult,
    ];
  });
}

function rulerResults(
  object: KubernetesObject,
  related: Listers,
  namespaces: NamespaceLabels,
  options: Options,
): BindingResult[] {
  return related.thanosRulers.list().flatMap((parent) => {
    const ruler = parent as unknown as ThanosRuler;
    const version = thanosVersion(ruler.spec.version);
    if (
      !version ||
      !isMine(parent, options.thanosRulerInstanceNamespaces, options.thanosRulerInstanceSelector, options)
    )
      return [];
    if (!isSelected(object, rulerSelection(ruler), namespaces, options)) return [];
    const examined = examineRule(object as unknown as PrometheusRule, rulerRuleContext(ruler, version, options));
    if (isIgnored(examined)) return [];
    const { issues } = examined;
    return [
      {
        resource: 'thanosrulers',
        namespace: parent.metadata.namespace ?? '',
        name: parent.metadata.name,
        issues,
      } satisfies BindingResult,
    ];
  });
}

function ruleResults(
  object: KubernetesObject,
  related: Listers,
  namespaces: NamespaceLabels,
  options: Options,
): BindingResult[] {
  const byPrometheuses = contexts(related, options).flatMap(({ parent, context }) => {
    if (!isSelected(object, ruleSelection(parent.spec, context.namespace), namespaces, options)) return [];
    const examined = examineRule(
      object as unknown as PrometheusRule,
      ruleContext(context, parent.spec, existingTier(parent, NO_CHILDREN, '', options)),
    );
    if (isIgnored(examined)) return [];
    const { issues } = examined;
    return [
      { resource: 'prometheuses', namespace: context.namespace, name: context.name, issues } satisfies BindingResult,
    ];
  });
  return [...byPrometheuses, ...rulerResults(object, related, namespaces, options)];
}

function previous(object: KubernetesObject): readonly Binding[] {
  const status = object['status'];
  return isRecord(status) && Array.isArray(status['bindings']) ? (status['bindings'] as Binding[]) : [];
}

function binding(result: BindingResult, object: KubernetesObject, now: Date): Binding {
  const { resource, namespace, name, issues } = result;
  const status = issues.length > 0 ? 'False' : 'True';
  const before = previous(object)
    .find((item) => item.resource === resource && item.namespace === namespace && item.name === name)
    ?.conditions.find(({ type }) => type === 'Accepted');
  const since = before?.['status'] === status ? before['lastTransitionTime'] : `${now.toISOString().slice(0, 19)}Z`;
  return {
    group: 'monitoring.coreos.com',
    resource,
    namespace,
    name,
    conditions: [
      {
        type: 'Accepted',
        status,
        ...(issues.length > 0 ? { reason: 'InvalidConfiguration', message: boundedLines(issues.map(text)) } : {}),
        ...(object.metadata.generation === undefined ? {} : { observedGeneration: object.metadata.generation }),
        lastTransitionTime: since,
      },
    ],
  };
}

/**
 * The bindings of a ServiceMonitor, PodMonitor, Probe, ScrapeConfig or PrometheusRule. They depend on specs and labels
 * only, not on the status of workloads.
 */
export function bindings(object: KubernetesObject, related: Listers, now: Date, options: Options): Binding[] {
  const namespaces = namespaceLabels(related.namespaces);
  const check = object.kind === 'PrometheusRule' ? ruleResults : scrapeObjectResults;
  return check(object, related, namespaces, options).map((result) => binding(result, object, now));
}
