// Collects what a Prometheus selects: scrape objects, members of its federation, rules. Also whether its targets move.
import type { ConfigMap } from '../../core/meta.ts';
import { type Federation, federation } from '../../federation/federation.ts';
import { type Distribution, distribution } from '../../prometheus/server/distribution.ts';
import type { Resharding } from '../../prometheus/sharding/state.ts';
import { isThanos, rulerName, type Tier } from '../../prometheus/sharding/tier.ts';
import { type RuleFile, type RuleMaps, ruleConfigMapNames, ruleConfigMaps } from '../../rules/configmaps.ts';
import { monitorLabels } from '../../rules/sources.ts';
import { fitting } from '../../scrape/fitting.ts';
import { inUse } from '../../scrape/inuse.ts';
import { partsOf } from '../../scrape/parts.ts';
import { isPending, jobTexts, type Selected, selectScrapeObjects } from '../../scrape/select.ts';
import type { Rejected } from '../../workload/conditions.ts';
import { namespaceLabels } from '../../workload/select.ts';
import type { PrometheusInputs } from './inputs.ts';
import type { Prepared } from './prepare.ts';
import { type GatheredRules, gatherRules } from './rules.ts';

/** All selected objects of a Prometheus. */
export interface Gathered {
  readonly selected: readonly Selected[];
  readonly members: Federation;
  readonly rules: GatheredRules;
  /** The scrape jobs of each configuration Secret as YAML list items, in groups. */
  readonly jobs: readonly (readonly (readonly string[])[])[];
  readonly distribution: Distribution;
  /** ConfigMaps with the rule files; the mounted names; the names that the configuration reads. */
  readonly ruleMaps: readonly ConfigMap[];
  readonly ruleNames: readonly string[];
  readonly readRules: readonly string[];
  /** Rejected objects with their issues. */
  readonly rejected: readonly Rejected[];
  /** The ConfigMaps of the ruler of a Thanos tier. */
  readonly ruler: RuleMaps;
  /** The resharding, while there is one. */
  readonly moving: Resharding | undefined;
  /** The assignment of targets in this response. */
  readonly assignment: Resharding;
}

/** The resharding. It goes on while an object waits for its asset Secret, because the configuration does not change. */
function movement({ additional, reshard }: Prepared, selected: readonly Selected[], jobs: Gathered['jobs']) {
  const { resharding, waits } = reshard;
  const hasTargets = jobs.flat().some((group) => group.some(Boolean)) || (additional.scrapeConfigs ?? []).length > 0;
  const moving = resharding.before && hasTargets && (waits || selected.some(isPending)) ? resharding : undefined;
  return { moving, assignment: moving ?? { now: resharding.now, isKept: resharding.isKept } };
}

/** Collects all selected objects with their issues. */
export function gather(inputs: PrometheusInputs, prepared: Prepared): Gathered {
  const { prometheus: parent, prefix, observed, related, options } = inputs;
  const { context, tier } = prepared;
  const namespaces = namespaceLabels(related.namespaces);
  const markerLabels = options.parity ? undefined : monitorLabels(related.configMaps);
  const members = federation(parent, related, context);
  const found = [...selectScrapeObjects(related, namespaces, context, markerLabels), members.scrapeConfigs];
  const used = inUse(found, prepared.additional.scrapeConfigs ?? [], prepared);
  const isKept = used.some((list) => list.some(isPending));
  const distributed = distribution(prepared.configSecrets, inputs, prefix, isKept);
  const lists = fitting(used, distributed.filled, options);
  const selected = lists.flat();
  const jobs = partsOf(lists, distributed.filled).map((part, i) => [
    ...part.map(jobTexts),
    ...(i === 0 ? [members.jobs] : []),
  ]);
  const moves = movement(prepared, selected, jobs);
  const byRuler = isThanos(tier);
  const sources = { related, observed: observed.configMaps, namespaces, selected };
  const gatherFor = (by: Tier, name: string) => gatherRules(parent, sources, context, { tier: by, prefix: name });
  const rules = gatherFor(tier, byRuler ? rulerName(prefix) : prefix);
  // Servers without rules need no files. Until the ruler has taken over they keep theirs, checked for Prometheus.
  const idle = byRuler && moves.moving?.handsOver ? gatherFor('none', prefix).files : [];
  const configMapsFor = (name: string, files: readonly RuleFile[]): RuleMaps => {
    const named = { prefix: name, labelName: 'prometheus-name', observed: observed.configMaps } as const;
    const maps = ruleConfigMaps(inputs.parent, named, files, options);
    return { maps, names: ruleConfigMapNames(name, maps, 3) };
  };
  const { maps: ruleMaps, names: ruleNames } = configMapsFor(prefix, byRuler ? idle : rules.files);
  return {
    selected,
    members,
    rules,
    jobs,
    distribution: distributed,
    ruleMaps,
    ruleNames,
    readRules: parent.spec.ruleSelector || rules.files.length > 0 ? ruleNames : [],
    rejected: [
      ...selected.filter((item) => item.issues.length > 0 && !isPending(item)),
      ...rules.rules.filter(({ issues }) => issues.length > 0).map((rule) => ({ kind: 'PrometheusRule', ...rule })),
    ],
    ruler: byRuler ? configMapsFor(rulerName(prefix), rules.files) : { maps: [], names: [] },
    ...moves,
  };
}
