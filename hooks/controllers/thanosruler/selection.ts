// Which PrometheusRules a ThanosRuler selects, and the context in which they are checked.
import type { ThanosRuler } from '../../api/thanosruler.ts';
import type { Options } from '../../core/options.ts';
import type { RuleContext } from '../../rules/context.ts';
import { ruleExclusions } from '../../scrape/job/enforce.ts';
import type { Version } from '../../versions/version.ts';
import type { Selection } from '../../workload/select.ts';

/** `thanos-ruler-<name>`: the name of its StatefulSet and of most children. */
export const prefixOf = (ruler: ThanosRuler): string => `thanos-ruler-${ruler.metadata.name}`;

export const rulerSelection = ({ spec, metadata }: ThanosRuler): Selection => ({
  selector: spec.ruleSelector,
  namespaceSelector: spec.ruleNamespaceSelector,
  namespace: metadata.namespace ?? '',
});

/** The context of its rules. */
export const rulerRuleContext = ({ spec }: ThanosRuler, version: Version, options: Options): RuleContext => ({
  flavour: 'thanos',
  version,
  enforcedNamespaceLabel: spec.enforcedNamespaceLabel || undefined,
  ...ruleExclusions(spec),
  enableFeatures: spec.enableFeatures ?? [],
  options,
});
