// The PrometheusRules of a workload, checked.
import type { PrometheusRule } from '../api/prometheusrule.ts';
import { sha256 } from '../core/digest.ts';
import { identityOf } from '../core/identity.ts';
import type { Lister } from '../core/inputs.ts';
import { memo } from '../core/memo.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { type NamespaceLabels, type Selection, selectFrom } from '../workload/select.ts';
import type { RuleContext } from './context.ts';
import { type ExaminedRule, examineRule, fingerprint, isIgnored } from './examine.ts';

/** A selected and checked PrometheusRule. */
export interface SelectedRule extends ExaminedRule {
  readonly object: KubernetesObject;
}

interface Selecting {
  readonly list: readonly SelectedRule[];
  readonly byObject: ReadonlyMap<KubernetesObject, SelectedRule>;
}

const BYTES_OF_SELECTED = 250;
const lists = memo<Selecting>(({ list }) => BYTES_OF_SELECTED * list.length);

/**
 * The selected PrometheusRules, checked, by namespace and name. Workloads that select alike from the same objects get
 * the same list, which never changes.
 */
export function selectRules(
  objects: Lister,
  namespaces: NamespaceLabels,
  selection: Selection,
  context: RuleContext,
): readonly SelectedRule[] {
  const { selector, namespaceSelector, namespace } = selection;
  const label = context.enforcedNamespaceLabel ?? '';
  const slot = [
    fingerprint(label, context),
    label ? context.exclusions : '',
    [context.options.namespaces, context.options.denyNamespaces],
    [selector, namespaceSelector ?? namespace],
  ];
  const digest = `${identityOf(objects.source)} ${identityOf(namespaces)}`;
  return lists.get(sha256(JSON.stringify(slot)), digest, (before) => {
    const list = selectFrom(objects, selection, namespaces, context.options)
      .map(
        (object) =>
          before?.byObject.get(object) ?? { object, ...examineRule(object as unknown as PrometheusRule, context) },
      )
      .filter((rule) => !isIgnored(rule));
    return { list, byObject: new Map(list.map((rule) => [rule.object, rule])) };
  }).list;
}
