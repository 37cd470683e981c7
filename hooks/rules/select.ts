// The PrometheusRules of a workload, checked.
import type { PrometheusRule } from '../api/prometheusrule.ts';
import type { Lister } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { type NamespaceLabels, type Selection, selectFrom } from '../workload/select.ts';
import type { RuleContext } from './context.ts';
import { type ExaminedRule, examineRule, isIgnored } from './examine.ts';

/** A selected and checked PrometheusRule. */
export interface SelectedRule extends ExaminedRule {
  readonly object: KubernetesObject;
}

/** The selected PrometheusRules, checked, by namespace and name. */
export const selectRules = (
  objects: Lister,
  namespaces: NamespaceLabels,
  selection: Selection,
  context: RuleContext,
): SelectedRule[] =>
  selectFrom(objects, selection, namespaces, context.options)
    .map((object) => ({ object, ...examineRule(object as unknown as PrometheusRule, context) }))
    .filter((rule) => !isIgnored(rule));
