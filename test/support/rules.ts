// PrometheusRules and contexts for tests: what the case is about, and nothing else.
import type { PrometheusRule, PrometheusRuleSpec, Rule } from '../../hooks/api/prometheusrule.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import type { RuleContext } from '../../hooks/rules/context.ts';
import { parseVersion, type Version } from '../../hooks/versions/version.ts';

export const version = (text: string): Version => {
  const found = parseVersion(text);
  if (!found) throw new Error(`"${text}" is not a version`);
  return found;
};

export const context = (more: Partial<RuleContext> = {}): RuleContext => ({
  flavour: 'prometheus',
  version: version('v3.13.2'),
  isExcluded: () => false,
  exclusions: '',
  enableFeatures: [],
  options: parseOptions(),
  ...more,
});

export const parity = (more: Partial<RuleContext> = {}): RuleContext =>
  context({ ...more, options: { ...parseOptions(), parity: true } });

export const alert = (more: Partial<Rule> = {}): Rule => ({ alert: 'Down', expr: 'up == 0', ...more });

export const spec = (...rules: Rule[]): PrometheusRuleSpec => ({ groups: [{ name: 'g', rules }] });

export const prometheusRule = (of: PrometheusRuleSpec, metadata: object = {}): PrometheusRule => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { namespace: 'team', name: 'r', uid: 'u-1', ...metadata },
  spec: of,
});
