// The durations of an alerting rule (prometheus.io: alerting_rules). Reading, checks, releases and writing use this
// table.
import type { Rule } from '../api/prometheusrule.ts';

/** A duration of an alerting rule. */
export interface RuleDuration {
  readonly key: keyof Rule & ('for' | `keep_${string}`);
  /** An empty text counts as no duration. */
  readonly mayBeEmpty: boolean;
  /** The row of the version tables; without it every release supports the field. */
  readonly since?: 'rules.keep_firing_for';
}

/** In the order in which they are written. */
export const RULE_DURATIONS: readonly RuleDuration[] = [
  { key: 'for', mayBeEmpty: true },
  { key: 'keep_firing_for', mayBeEmpty: false, since: 'rules.keep_firing_for' },
];
