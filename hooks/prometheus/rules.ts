// What the rules of a Prometheus depend on beside themselves.
import type { Prometheus } from '../crds/prometheus.ts';
import type { RuleContext } from '../rules/context.ts';
import type { ScrapeContext } from '../scrape/context.ts';
import { isExcluded } from '../scrape/enforce.ts';

/** The context of PrometheusRules for a Prometheus. Both lists of spared objects count, the deprecated one too. */
export const ruleContext = (context: Pick<ScrapeContext, 'version' | 'options'>, spec: Prometheus['spec']): RuleContext => ({
  flavour: 'prometheus',
  version: context.version,
  enforcedNamespaceLabel: spec.enforcedNamespaceLabel || undefined,
  isExcluded: (namespace, name) =>
    isExcluded(spec, 'prometheusrules', namespace, name) ||
    (spec.prometheusRulesExcludedFromEnforce ?? []).some((entry) => entry.ruleNamespace === namespace && entry.ruleName === name),
  enableFeatures: spec.enableFeatures ?? [],
  options: context.options,
});
