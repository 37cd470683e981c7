// Tenancy: the label that a Prometheus enforces on scraped series, and the excluded objects.
import type { RelabelConfig } from '../../api/shared/relabeling.ts';
import { table } from '../../core/lists.ts';
import type { Section } from '../../core/section.ts';
import type { Enforced } from '../../promql/enforce.ts';
import type { JobSpec } from './context.ts';
import { relabelConfigs } from './relabel.ts';
import { setLabel } from './rules.ts';

type Exclusion = NonNullable<JobSpec['excludedFromEnforcement']>[number];

export type EnforcedResource = 'servicemonitors' | 'podmonitors' | 'probes' | 'scrapeconfigs' | 'prometheusrules';

const exclusion = table<Exclusion>(
  ({ group = 'monitoring.coreos.com', resource, namespace, name = '' }) => `${group}/${resource}/${namespace}/${name}`,
);

interface ExcludedRule {
  readonly ruleNamespace: string;
  readonly ruleName: string;
}

interface Exclusions {
  readonly excludedFromEnforcement?: readonly Exclusion[] | undefined;
  readonly prometheusRulesExcludedFromEnforce?: readonly ExcludedRule[] | undefined;
}

/** Whether an object is excluded from enforcement. An entry without a name excludes all of its kind and namespace. */
export const isExcluded = (
  spec: Pick<Exclusions, 'excludedFromEnforcement'>,
  resource: EnforcedResource,
  namespace: string,
  name: string,
): boolean =>
  ['', name].some((one) =>
    exclusion(spec.excludedFromEnforcement ?? [], `monitoring.coreos.com/${resource}/${namespace}/${one}`),
  );

const excludedRule = table<ExcludedRule>(({ ruleNamespace, ruleName }) => `${ruleNamespace}/${ruleName}`);

/** Whether the deprecated list excludes a PrometheusRule. */
const isRuleExcluded = (list: readonly ExcludedRule[] | undefined, namespace: string, name: string): boolean =>
  excludedRule(list ?? [], `${namespace}/${name}`) !== undefined;

/** The parts of a `RuleContext` about excluded PrometheusRules. Both lists count, the deprecated one too. */
export const ruleExclusions = (spec: Exclusions) => ({
  isExcluded: (namespace: string, name: string): boolean =>
    isExcluded(spec, 'prometheusrules', namespace, name) ||
    isRuleExcluded(spec.prometheusRulesExcludedFromEnforce, namespace, name),
  exclusions: JSON.stringify([spec.excludedFromEnforcement, spec.prometheusRulesExcludedFromEnforce]),
});

/** The enforced label with the namespace of the object; `undefined` without one, or if the object is excluded. */
export const enforcedLabel = (
  spec: JobSpec,
  resource: EnforcedResource,
  namespace: string,
  name: string,
): string | undefined =>
  spec.enforcedNamespaceLabel && !isExcluded(spec, resource, namespace, name) ? spec.enforcedNamespaceLabel : undefined;

/** The rules of the user, followed by the enforced label. */
export const withEnforcedLabel = (
  rules: readonly RelabelConfig[] | undefined,
  label: string | undefined,
  namespace: string,
): RelabelConfig[] => [...(rules ?? []), ...(label ? [{ targetLabel: label, replacement: namespace }] : [])];

/** The rules of the user for a job: those of the scrape class, those of the object, and the enforced label. */
export const userRelabelings = (
  fromClass: readonly RelabelConfig[] | undefined,
  own: readonly RelabelConfig[] | undefined,
  label: string | undefined,
  namespace: string,
): Section[] => relabelConfigs([...(fromClass ?? []), ...withEnforcedLabel(own, label, namespace)]);

/** The rules of a job, followed by the marker label, so that no rule can remove or forge it. */
export const withMark = (rules: readonly Section[], mark: Enforced | undefined): Section[] => [
  ...rules,
  ...(mark ? setLabel(mark.label, mark.value) : []),
];
