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
import { timestamp } from '../../core/timestamp.ts';
import { isRecord } from '../../core/yaml.ts';
import { takesScrapeConfig } from '../../federation/scrapeconfigs.ts';
import { existingTier } from '../../prometheus/sharding/tier.ts';
import { described, type Entry } from '../../prometheus/targets/entry.ts';
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
import type { Report } from './reports.ts';

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

/** A binding without its time. */
interface Result {
  readonly resource: BindingResult['resource'];
  readonly namespace: string;
  readonly name: string;
  /** Why it was rejected; '' for an accepted object. */
  readonly rejection: string;
  /** What the workload reports of an accepted object. */
  readonly entry?: Entry | undefined;
  /** The generation that was checked; `undefined` if it is not known. */
  readonly generation: number | undefined;
}

function reasonOf({ rejection, entry = {} }: Result): { readonly reason?: string; readonly message?: string } {
  return rejection === '' ? described(entry) : { reason: 'InvalidConfiguration', message: rejection };
}

function binding(result: Result, object: KubernetesObject, now: Date): Binding {
  const { resource, namespace, name, rejection, generation } = result;
  const status = rejection === '' ? 'True' : 'False';
  const before = previous(object)
    .find((item) => item.resource === resource && item.namespace === namespace && item.name === name)
    ?.conditions.find(({ type }) => type === 'Accepted');
  const since = before?.['status'] === status ? before['lastTransitionTime'] : timestamp(now.getTime());
  return {
    group: 'monitoring.coreos.com',
    resource,
    namespace,
    name,
    conditions: [
      {
        type: 'Accepted',
        status,
        ...reasonOf(result),
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        lastTransitionTime: since,
      },
    ],
  };
}

/** What bindings depend on. */
export interface BindingsInput {
  readonly related: Listers;
  /** What Prometheus objects report of the object. */
  readonly reports: readonly Report[];
  readonly now: Date;
}

/**
 * The bindings of a ServiceMonitor, PodMonitor, Probe, ScrapeConfig or PrometheusRule. They depend on specs, labels and
 * reports, not on the status of workloads.
 */
export function bindings(
  object: KubernetesObject,
  { related, reports, now }: BindingsInput,
  options: Options,
): Binding[] {
  const namespaces = namespaceLabels(related.namespaces);
  const check = object.kind === 'PrometheusRule' ? ruleResults : scrapeObjectResults;
  const { generation } = object.metadata;
  return check(object, related, namespaces, options).map(({ issues, ...result }) => {
    const report = reports.find(({ namespace, name }) => namespace === result.namespace && name === result.name);
    const rejection = issues.length > 0 ? boundedLines(issues.map(text)) : '';
    return binding({ ...result, rejection, entry: report?.entry, generation }, object, now);
  });
}

/** The bindings of an object by reports alone. They do not say which generation was checked. */
export const reportedBindings = (object: KubernetesObject, reports: readonly Report[], now: Date): Binding[] =>
  reports.map(({ namespace, name, entry }) => {
    const rejection = entry.rejected ?? '';
    return binding({ resource: 'prometheuses', namespace, name, rejection, entry, generation: undefined }, object, now);
  });
