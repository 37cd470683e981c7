// Whether firing alerts inhibit an alert (prometheus.io: alerting configuration, inhibit_rule).
import type { InhibitRule } from './configuration.ts';
import { type Labels, labelOf, matchesAll } from './matcher.ts';

export interface Inhibition {
  readonly rule: InhibitRule;
  /** The alert that inhibits. `undefined`: none of the firing alerts does, but another one could. */
  readonly by: Labels | undefined;
}

/**
 * The rules whose target the alert is, with the first firing alert that inhibits it. An alert that matches both sides
 * of a rule is not inhibited by alerts that do too, so not by itself.
 */
export function inhibitions(
  rules: readonly InhibitRule[],
  alert: Labels,
  firing: readonly Labels[],
): readonly Inhibition[] {
  return rules
    .filter(({ targetMatchers }) => matchesAll(targetMatchers, alert))
    .map((rule) => {
      const isBoth = matchesAll(rule.sourceMatchers, alert);
      const by = firing.find(
        (one) =>
          matchesAll(rule.sourceMatchers, one) &&
          rule.equal.every((name) => labelOf(one, name) === labelOf(alert, name)) &&
          !(isBoth && matchesAll(rule.targetMatchers, one)),
      );
      return { rule, by };
    });
}
