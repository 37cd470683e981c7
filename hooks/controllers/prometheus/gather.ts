// Everything that a Prometheus takes in: scrape objects, members of its federation, rules; and whether its targets
// move.
import type { ConfigMap } from '../../core/meta.ts';
import { type Federation, federation } from '../../federation/federation.ts';
import type { Resharding } from '../../prometheus/sharding/state.ts';
import { rulerName, type Tier } from '../../prometheus/sharding/tier.ts';
import { type RuleFile, type RuleMaps, ruleConfigMapNames, ruleConfigMaps } from '../../rules/configmaps.ts';
import { marksOf } from '../../rules/sources.ts';
import { fitting, isPending, type Selected, selectScrapeObjects } from '../../scrape/select.ts';
import type { Rejected } from '../../workload/conditions.ts';
import { inTime } from '../../workload/overdue.ts';
import { namespaceLabels } from '../../workload/select.ts';
import type { PrometheusInputs } from './inputs.ts';
import type { Prepared } from './prepare.ts';
import { type GatheredRules, gatherRules } from './rules.ts';

export interface Gathered {
  readonly selected: readonly Selected[];
  readonly members: Federation;
  readonly rules: GatheredRules;
  /** The jobs of all of them, as YAML list items. */
  readonly jobs: readonly string[];
  /** ConfigMaps with the rule files; the names that are mounted, and those among them that are read. */
  readonly ruleMaps: readonly ConfigMap[];
  readonly ruleNames: readonly string[];
  readonly readRules: readonly string[];
  /** What is left out. */
  readonly rejected: readonly Rejected[];
  /** The same for the ruler of a Thanos tier. */
  readonly ruler: RuleMaps;
  /** Targets on their way, if any. */
  readonly moving: Resharding | undefined;
  /** How targets are spread meanwhile. */
  readonly meanwhile: Resharding;
}

/**
 * What targets do: they stay on their way while an object waits for its asset Secret, since the configuration stays
 * then.
 */
function movement({ additional, reshard }: Prepared, selected: readonly Selected[], jobs: readonly string[]) {
  const { resharding, waits } = reshard;
  const hasTargets = jobs.some(Boolean) || (additional.scrapeConfigs ?? []).length > 0;
  const moving = resharding.before && hasTargets && (waits || selected.some(isPending)) ? resharding : undefined;
  return { moving, meanwhile: moving ?? { now: resharding.now, isKept: resharding.isKept } };
}

/** Everything that the Prometheus takes in, with the mistakes in it. */
export function gather(inputs: PrometheusInputs, prepared: Prepared): Gathered {
  const { prometheus: parent, prefix, observed, related, options } = inputs;
  const { context, tier } = prepared;
  const namespaces = namespaceLabels(related.namespaces);
  const marks = options.parity ? undefined : marksOf(related.configMaps);
  const members = federation(parent, related, context);
  const found = [...selectScrapeObjects(related, namespaces, context, marks), ...members.scrapeConfigs];
  const inUse = prepared.overdue ? found.map((item) => ({ ...item, issues: inTime(item.issues) })) : found;
  const selected = fitting(inUse, parent.metadata.uid ?? '', options);
  const jobs = [...selected.map((item) => item.jobs), ...members.jobs];
  const moves = movement(prepared, selected, jobs);
  const byRuler = tier === 'thanos';
  const sources = { related, observed: observed.configMaps, namespaces, selected };
  const rulesOf = (by: Tier, name: string) => gatherRules(parent, sources, context, { tier: by, prefix: name });
  const rules = rulesOf(tier, byRuler ? rulerName(prefix) : prefix);
  // Servers that evaluate nothing need no files; until the ruler has taken over they have theirs, without what
  // Prometheus would refuse.
  const idle = byRuler && moves.moving?.handsOver ? rulesOf('none', prefix).files : [];
  const mapsOf = (name: string, files: readonly RuleFile[]): RuleMaps => {
    const named = { prefix: name, labelName: 'prometheus-name', observed: observed.configMaps } as const;
    const maps = ruleConfigMaps(inputs.parent, named, files, options);
    return { maps, names: ruleConfigMapNames(name, maps, 3) };
  };
  const { maps: ruleMaps, names: ruleNames } = mapsOf(prefix, byRuler ? idle : rules.files);
  return {
    selected,
    members,
    rules,
    jobs,
    ruleMaps,
    ruleNames,
    readRules: parent.spec.ruleSelector || rules.files.length > 0 ? ruleNames : [],
    rejected: [
      ...selected.filter((item) => item.issues.length > 0 && !isPending(item)),
      ...rules.rules.filter(({ issues }) => issues.length > 0).map((rule) => ({ kind: 'PrometheusRule', ...rule })),
    ],
    ruler: byRuler ? mapsOf(rulerName(prefix), rules.files) : { maps: [], names: [] },
    ...moves,
  };
}
