// What the rules of a Prometheus depend on beside themselves.
import type { Prometheus } from '../../api/prometheus.ts';
import type { SyncRequest } from '../../core/hook.ts';
import { keyOf } from '../../core/meta.ts';
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

/**
 * The rule files of a Prometheus: from PrometheusRules and from ConfigMaps of users. `selected`: its scrape objects;
 * `tier`: who evaluates them; `prefix`: of the ConfigMaps they are written to.
 */
export function gatherRules(
  request: SyncRequest,
  parent: Prometheus,
  namespaces: NamespaceLabels,
  selected: readonly Selected[],
  scrape: ScrapeContext,
  tier: Tier,
  prefix: string,
): GatheredRules {
  const context = ruleContext(scrape, parent.spec, tier);
  const { options, namespace } = scrape;
  const selections = ruleSelections(parent.spec, namespace);
  const rules = selectRules(request.related, namespaces, selections.rules, context);
  const files = rules.flatMap(({ key, text }) => (text === undefined ? [] : [{ key, text }]));
  if (options.parity) return { files, rules, verdicts: [] };
  const monitors = selected.filter(({ kind }) => kind === 'ServiceMonitor');
  const sources = ruleSources(request.related, {
    ...selections,
    prometheus: parent.metadata.name,
    namespace,
    namespaces,
    readsOwn: rulesMode(request.parent, options) !== 'ignore',
    selected: new Map(
      monitors.map((monitor) => [keyOf(monitor.object), monitor.issues.length === 0 || isPending(monitor)]),
    ),
    enforcedNamespaceLabel: context.enforcedNamespaceLabel,
    options,
  });
  const users = userFiles(sources, request.children, prefix, context);
  return { files: [...files, ...users.files], rules, verdicts: users.verdicts };
}
