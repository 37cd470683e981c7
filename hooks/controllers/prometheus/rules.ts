// The rule files of a Prometheus, and the context in which they are checked.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Lister, Listers } from '../../core/inputs.ts';
import { type ConfigMap, type KubernetesObject, keyOf } from '../../core/meta.ts';
import { isThanos, type Tier } from '../../prometheus/sharding/tier.ts';
import type { RuleFile } from '../../rules/configmaps.ts';
import type { RuleContext } from '../../rules/context.ts';
import { rulesMode } from '../../rules/ownmap.ts';
import { type SelectedRule, selectRules } from '../../rules/select.ts';
import { ruleSources } from '../../rules/sources.ts';
import { type FileResult, userFiles } from '../../rules/userfiles.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { ruleExclusions } from '../../scrape/job/enforce.ts';
import { isPending, type Selected } from '../../scrape/select.ts';
import { thanosFeatures, thanosVersion } from '../../versions/thanos.ts';
import type { NamespaceLabels } from '../../workload/select.ts';
import { ruleSelections } from './customize.ts';

type Evaluator = Pick<RuleContext, 'flavour' | 'version' | 'enableFeatures' | 'legacyNames' | 'readsOthers'>;

/** The evaluator of the rules: Thanos Ruler in a Thanos tier, else Prometheus. */
function evaluator(
  { version, options }: Pick<ScrapeContext, 'version' | 'options'>,
  spec: Prometheus['spec'],
  tier: Tier,
): Evaluator {
  const thanos = isThanos(tier) ? thanosVersion(spec.thanos?.version) : undefined;
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

/** The context of the rules of a Prometheus. */
export const ruleContext = (
  context: Pick<ScrapeContext, 'version' | 'options'>,
  spec: Prometheus['spec'],
  tier: Tier = 'none',
): RuleContext => ({
  ...evaluator(context, spec, tier),
  enforcedNamespaceLabel: spec.enforcedNamespaceLabel || undefined,
  ...ruleExclusions(spec),
  options: context.options,
});

/** The rule files of a Prometheus, with the results of their checks. */
export interface GatheredRules {
  readonly files: readonly RuleFile[];
  readonly rules: readonly SelectedRule[];
  readonly fileResults: readonly FileResult[];
}

/** The objects with the rules of a Prometheus. */
export interface RuleInputs {
  readonly related: Pick<Listers, 'prometheusRules' | 'configMaps'>;
  /** The ConfigMaps that exist as children. */
  readonly observed: Lister<ConfigMap>;
  readonly namespaces: NamespaceLabels;
  /** The scrape objects of the Prometheus. */
  readonly selected: readonly Selected[];
}

/** The tier that evaluates the rules, and the prefix of their ConfigMaps. */
export interface RuleTarget {
  readonly tier: Tier;
  readonly prefix: string;
}

/** Whether the jobs of a ServiceMonitor are in use. Few Prometheus have rules of monitors, so the index is made late. */
function jobsInUse(selected: readonly Selected[]): (monitor: string) => boolean | undefined {
  let index: ReadonlyMap<string, boolean> | undefined;
  return (monitor) => {
    index ??= new Map(
      selected
        .filter(({ kind }) => kind === 'ServiceMonitor')
        .map((one) => [keyOf(one.object), one.issues.length === 0 || isPending(one)]),
    );
    return index.get(monitor);
  };
}

/** Collects the rule files of PrometheusRules and of users' ConfigMaps. */
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
  if (options.parity) return { files, rules, fileResults: [] };
  const sources = ruleSources(related.configMaps, {
    ...selections,
    prometheus: parent.metadata.name,
    namespace,
    namespaces,
    readsOwn: rulesMode(parent as unknown as KubernetesObject, options) !== 'ignore',
    isInUse: jobsInUse(selected),
    enforcedNamespaceLabel: context.enforcedNamespaceLabel,
    options,
  });
  const users = userFiles(sources, observed, prefix, context);
  return { files: [...files, ...users.files], rules, fileResults: users.results };
}
