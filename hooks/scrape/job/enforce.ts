// Tenancy: labels that a Prometheus forces on what it scrapes, and the objects that are spared.
import type { RelabelConfig } from '../../api/shared/relabeling.ts';
import { table } from '../../core/lists.ts';
import type { Section } from '../../core/section.ts';
import type { Enforced } from '../../promql/enforce.ts';
import type { CommonSpec } from './context.ts';
import { relabelConfigs } from './relabel.ts';
import { setLabel } from './rules.ts';

type Exclusion = NonNullable<CommonSpec['excludedFromEnforcement']>[number];

export type EnforcedResource = 'servicemonitors' | 'podmonitors' | 'probes' | 'scrapeconfigs' | 'prometheusrules';

const exclusion = table<Exclusion>(
  ({ group = 'monitoring.coreos.com', resource, namespace, name = '' }) => `${group}/${resource}/${namespace}/${name}`,
);

/** Whether an object is spared from enforcement. An entry without a name spares all of its kind in the namespace. */
export const isExcluded = (
  spec: Pick<CommonSpec, 'excludedFromEnforcement'>,
  resource: EnforcedResource,
  namespace: string,
  name: string,
): boolean =>
  ['', name].some((one) =>
    exclusion(spec.excludedFromEnforcement ?? [], `monitoring.coreos.com/${resource}/${namespace}/${one}`),
  );

interface ExcludedRule {
  readonly ruleNamespace: string;
  readonly ruleName: string;
}
const excludedRule = table<ExcludedRule>(({ ruleNamespace, ruleName }) => `${ruleNamespace}/${ruleName}`);

/** Whether the deprecated list of PrometheusRules spares one. */
export const isRuleExcluded = (list: readonly ExcludedRule[] | undefined, namespace: string, name: string): boolean =>
  excludedRule(list ?? [], `${namespace}/${name}`) !== undefined;

/** The label to force on the object's namespace, `undefined` where there is none or the object is spared. */
export const enforcedLabel = (
  spec: CommonSpec,
  resource: EnforcedResource,
  namespace: string,
  name: string,
): string | undefined =>
  spec.enforcedNamespaceLabel && !isExcluded(spec, resource, namespace, name) ? spec.enforcedNamespaceLabel : undefined;

/** The user's rules, with the enforced label set behind them. */
export const withEnforcedLabel = (
  rules: readonly RelabelConfig[] | undefined,
  label: string | undefined,
  namespace: string,
): RelabelConfig[] => [...(rules ?? []), ...(label ? [{ targetLabel: label, replacement: namespace }] : [])];

/**
 * The user's rules of a job, rendered: those of the scrape class, then the object's own with the enforced label behind
 * them.
 */
export const userRelabelings = (
  fromClass: readonly RelabelConfig[] | undefined,
  own: readonly RelabelConfig[] | undefined,
  label: string | undefined,
  namespace: string,
): Section[] => relabelConfigs([...(fromClass ?? []), ...withEnforcedLabel(own, label, namespace)]);

/** The user's rules of a job with a mark behind all of them, so that nothing can take it away or forge it. */
export const withMark = (rules: readonly Section[], mark: Enforced | undefined): Section[] => [
  ...rules,
  ...(mark ? setLabel(mark.label, mark.value) : []),
];
