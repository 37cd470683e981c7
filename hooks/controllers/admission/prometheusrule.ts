// Validation of PrometheusRules: the checks of the sync, for the default Prometheus and for the most permissive ones.
import type { PrometheusRule } from '../../api/prometheusrule.ts';
import type { Options } from '../../core/options.ts';
import { PROMQL_FEATURES } from '../../promql/dialect.ts';
import { examineRule } from '../../rules/examine.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { ruleContext } from '../prometheus/rules.ts';
import type { AdmissionAnswer, AdmissionReview } from './review.ts';
import { type Check, type Checks, validate } from './validate.ts';

/**
 * A version newer than all releases, and the last one before the removals of 3.0. Thanos accepts nothing that both
 * reject.
 */
const PERMISSIVE = ['v3.999.0', 'v2.55.1'] as const;

/** Issues of `examineRule` for a Prometheus of a version (the default if missing) with feature flags. */
function checkFor(options: Options, text?: string, enableFeatures: string[] = []): Check {
  const version = prometheusVersion(text);
  if (!version) throw new Error(`"${text}" is not a version of Prometheus`);
  const context = ruleContext({ version, options }, { enableFeatures });
  return (object) => examineRule(object as unknown as PrometheusRule, context).issues;
}

/** The check for the default Prometheus, and those for the most permissive ones. */
export const ruleChecks = (options: Options): Checks => ({
  usual: checkFor(options),
  others: PERMISSIVE.map((text) => checkFor(options, text, [...PROMQL_FEATURES])),
});

/**
 * The response to a review of a PrometheusRule: rejected with all issues, or allowed. It has warnings if the object
 * needs another release or a feature flag.
 */
export const validatePrometheusRule = (review: AdmissionReview, options: Options): AdmissionAnswer =>
  validate(review, ruleChecks(options));
