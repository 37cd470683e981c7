// Which PrometheusRules belong to a workload, and the verdict on each.
import type { PrometheusRule } from '../api/prometheusrule.ts';
import type { KindMap } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { type NamespaceLabels, type Selection, selectFrom } from '../workload/select.ts';
import type { RuleContext } from './context.ts';
import { type ExaminedRule, examineRule, isIgnored } from './examine.ts';

export interface SelectedRule extends ExaminedRule {
  readonly object: KubernetesObject;
}

/** The selected PrometheusRules with their verdicts, by namespace and name. */
export const selectRules = (
  related: KindMap,
  namespaces: NamespaceLabels,
  selection: Selection,
  context: RuleContext,
): SelectedRule[] =>
  selectFrom(related, 'PrometheusRule.monitoring.coreos.com/v1', selection, namespaces, context.options)
    .map((object) => ({ object, ...examineRule(object as unknown as PrometheusRule, context) }))
    .filter((rule) => !isIgnored(rule));
