// What the rules of a Prometheus depend on beside themselves.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Lister, Listers } from '../../core/inputs.ts';
import { type ConfigMap, type KubernetesObject, keyOf } from '../../core/meta.ts';
import type { Tier } from '../../prometheus/sharding/tier.ts';
import type { RuleFile } from '../../rules/configmaps.ts';
import type { RuleContext } from '../../rules/context.ts';
import { rulesMode } from '../../rules/ownmap.ts';
import { type SelectedRule, selectRules } from '../../rules/select.ts';
import { ruleSources } from '../../rules/sources.ts';
import { type FileVerdict, userFiles } from '../../rules/userfiles.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { isExcluded, isRuleExcluded } from '../../scrape/job/enforce.ts';
import { isPending, type Selected } from '../../scrape/select.ts';
import { thanosFeatures, thanosVersion } from '../../versions/thanos.ts';
import type { NamespaceLabels } from '../../workload/select.ts';
import { ruleSelections } from './customize.ts';

type Evaluator = Pick<RuleContext, 'flavour' | 'version' | 'enableFeatures' | 'legacyNames' | 'readsOthers'>;

/** Who evaluates the rules: Thanos Ruler in a Thanos tier, else a Prometheus. */
function evaluator(
  { version, options }: Pick<ScrapeContext, 'version' | 'options'>,
  spec: Prometheus['spec'],
  tier: Tier,
): Evaluator {
  const thanos = tier === 'thanos' ? thanosVersion(spec.thanos?.version) : undefined;
  if (thanos)
    return { flavour: 'thanos', version: thanos, enableFeatures: thanosFeatures(spec.enableFeatures, thanos) };
  return {
    flavour: 'prometheus',
    version,
    enableFeatures: spec.enableFeatures ?? [],
    readsOthers: tier === 'remote-read',
    legacyNames: spec.nameValidationScheme === 'Legacy' && !options.parity,
  };
}

/**
 * The context of PrometheusRules for a Prometheus, whose query tier evaluates them if there is one. Both lists of
 * spared objects count, the deprecated one too.
 */
export const ruleContext = (
  context: Pick<ScrapeContext, 'version' | 'options'>,
  spec: Prometheus['spec'],
  tier: Tier = 'none',
): RuleContext => ({
  ...evaluator(context, spec, tier),
  enforcedNamespaceLabel: spec.enforcedNamespaceLabel || undefined,
  isExcluded: (namespace, name) =>
    isExcluded(spec, 'prometheusrules', namespace, name) ||
    isRuleExcluded(spec.prometheusRulesExcludedFromEnforce, namespace, name),
  options: context.options,
});

/** Everything that gives a Prometheus rule files, with the verdicts. */
export interface GatheredRules {
  readonly files: readonly RuleFile[];
  readonly rules: readonly SelectedRule[];
  readonly verdicts: readonly FileVerdict[];
}

/** Where the rules of a Prometheus come from. */
export interface RuleInputs {
  readonly related: Pick<Listers, 'prometheusRules' | 'configMaps'>;
  /** The ConfigMaps that exist as children. */
  readonly observed: Lister<ConfigMap>;
  readonly namespaces: NamespaceLabels;
  /** The scrape objects of the Prometheus. */
  readonly selected: readonly Selected[];
}

/** Who evaluates rules, and the prefix of the ConfigMaps that hold them. */
export interface RuleTarget {
  readonly tier: Tier;
  readonly prefix: string;
}

/** The rule files of a Prometheus: from PrometheusRules and from ConfigMaps of users. */
export function gatherRules(
  parent: Prometheus,
  { related, observed, namespaces, selected }: RuleInputs,
  scrape: ScrapeContext,
  { tier, prefix }: RuleTarget,
): GatheredRules {
  const context = ruleContext(scrape, parent.spec, tier);
  const { options, namespace } = scrape;
  const selections = ruleSelections(parent.spec, namespace);
  const rules = selectRules(related.prometheusRules, namespaces, selections.rules, context);
  const files = rules.flatMap(({ key, text }) => (text === undefined ? [] : [{ key, text }]));
  if (options.parity) return { files, rules, verdicts: [] };
  const monitors = selected.filter(({ kind }) => kind === 'ServiceMonitor');
  const sources = ruleSources(related.configMaps, {
    ...selections,
    prometheus: parent.metadata.name,
    namespace,
    namespaces,
    readsOwn: rulesMode(parent as unknown as KubernetesObject, options) !== 'ignore',
    selected: new Map(
      monitors.map((monitor) => [keyOf(monitor.object), monitor.issues.length === 0 || isPending(monitor)]),
    ),
    enforcedNamespaceLabel: context.enforcedNamespaceLabel,
    options,
  });
  const users = userFiles(sources, observed, prefix, context);
  return { files: [...files, ...users.files], rules, verdicts: users.verdicts };
}
