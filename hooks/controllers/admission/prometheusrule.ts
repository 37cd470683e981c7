// PrometheusRules before they are stored: the checks of the sync, for the Prometheus that most run and for those that
// take the most.
import type { PrometheusRule } from '../../api/prometheusrule.ts';
import type { Options } from '../../core/options.ts';
import { PROMQL_FEATURES } from '../../promql/dialect.ts';
import { examineRule } from '../../rules/examine.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { ruleContext } from '../prometheus/rules.ts';
import type { AdmissionAnswer, AdmissionReview } from './review.ts';
import { type Check, judge } from './validate.ts';

/**
 * Newer than all that is known, and the last that has what 3.0 took away; Thanos takes nothing that neither of them
 * does.
 */
const MOST_LENIENT = ['v3.999.0', 'v2.55.1'] as const;

/** Issues for a Prometheus of a version (ours where none is given) with feature flags: those of `examineRule`. */
function checkFor(options: Options, text?: string, enableFeatures: string[] = []): Check {
  const version = prometheusVersion(text);
  if (!version) throw new Error(`"${text}" is not a version of Prometheus`);
  const context = ruleContext({ version, options }, { enableFeatures });
  return (object) => examineRule(object as unknown as PrometheusRule, context).issues;
}

/**
 * Answers a review of a PrometheusRule: refused with all Issues, or allowed, with warnings where it needs another
 * release or a feature flag.
 */
export const validatePrometheusRule = (review: AdmissionReview, options: Options): AdmissionAnswer =>
  judge(
    review,
    checkFor(options),
    MOST_LENIENT.map((text) => checkFor(options, text, [...PROMQL_FEATURES])),
  );
