// ConfigMaps with rule files of users: the one named after the Prometheus, those that join by a label, and those that
// travel with a ServiceMonitor.
import type { RelatedRule } from '../core/hook.ts';
import type { Lister } from '../core/inputs.ts';
import { type ConfigMap, OWN } from '../core/meta.ts';
import { namedRule } from '../core/namedrule.ts';
import type { Options } from '../core/options.ts';
import type { Enforced } from '../promql/enforce.ts';
import { isSelected, type NamespaceLabels, type Selection, selectionRules } from '../workload/select.ts';

/**
 * On a ConfigMap, with the value "true": its files join the rules of every Prometheus whose ruleSelector takes the
 * ConfigMap.
 */
export const JOINS_LABEL = `${OWN}/prometheus-rules`;
/**
 * On a ConfigMap, with a ServiceMonitor's name: its files go where the monitor goes, and see nothing but its targets.
 */
export const TRAVELS_LABEL = `${OWN}/servicemonitor-rules`;
/** What series of a ServiceMonitor with travelling rules are marked with: `namespace/name`. */
export const MONITOR_LABEL = 'servicemonitor';

/** The ConfigMap that users fill. */
export const rulesName = (prometheus: string): string => `${prometheus}-rules`;

/** How a Prometheus takes ConfigMaps: by its rule selection and by its selection of ServiceMonitors. */
export interface Selections {
  readonly rules: Selection;
  readonly monitors: Selection;
}

export interface RuleSource {
  readonly map: ConfigMap;
  /** Labels that its rules are narrowed to. */
  readonly by: readonly Enforced[];
  /** `namespace/name` of the ServiceMonitor it travels with, where that is selected but rejected. */
  readonly without?: string;
}

type Labelled = Selection & { readonly selector: NonNullable<Selection['selector']> };

const joining = (by: Labelled): Selection => ({
  ...by,
  selector: { ...by.selector, matchLabels: { ...by.selector.matchLabels, [JOINS_LABEL]: 'true' } },
});
const travelling = (by: Selection): Selection => ({
  ...by,
  selector: { matchExpressions: [{ key: TRAVELS_LABEL, operator: 'Exists' }] },
});
const isLabelled = (by: Selection): by is Labelled => by.selector !== undefined;

/** Customize rules for all ConfigMaps that may hold rule files of a Prometheus. */
export function sourceRules(prometheus: string, namespace: string, { rules, monitors }: Selections): RelatedRule[] {
  return [
    ...namedRule('v1', 'configmaps', namespace, [rulesName(prometheus)]),
    ...(isLabelled(rules) ? selectionRules('v1', 'configmaps', joining(rules)) : []),
    ...(isLabelled(monitors) ? selectionRules('v1', 'configmaps', travelling(monitors)) : []),
  ];
}

export interface SourceContext extends Selections {
  readonly prometheus: string;
  readonly namespace: string;
  readonly namespaces: NamespaceLabels;
  /** Whether the ConfigMap named after the Prometheus counts. */
  readonly readsOwn: boolean;
  /** ServiceMonitors that are selected: `namespace/name` -> whether their jobs are in use. */
  readonly selected: ReadonlyMap<string, boolean>;
  /** The label of tenancy, where one is enforced. */
  readonly enforcedNamespaceLabel: string | undefined;
  readonly options: Options;
}

/** What is written by us must never be read as a user's. */
const isGenerated = (map: ConfigMap, { prometheus }: SourceContext): boolean =>
  [`prometheus-${prometheus}-rulefiles-`, `prometheus-${prometheus}-ruler-rulefiles-`].some((start) =>
    map.metadata.name.startsWith(start),
  );

const monitorOf = ({ metadata }: ConfigMap): string | undefined => {
  const name = metadata.labels?.[TRAVELS_LABEL];
  return name === undefined ? undefined : `${metadata.namespace}/${name}`;
};

/** Marks for ServiceMonitors that rules travel with: `namespace/name` -> label. */
export const marksOf = (configMaps: Lister<ConfigMap>): ReadonlyMap<string, Enforced> =>
  new Map(
    configMaps.list().flatMap((map): [string, Enforced][] => {
      const monitor = monitorOf(map);
      return monitor ? [[monitor, { label: MONITOR_LABEL, value: monitor }]] : [];
    }),
  );

const joins = (
  map: ConfigMap,
  { prometheus, namespace, namespaces, readsOwn, rules, options }: SourceContext,
): boolean =>
  (readsOwn && map.metadata.namespace === namespace && map.metadata.name === rulesName(prometheus)) ||
  (isLabelled(rules) && isSelected(map, joining(rules), namespaces, options));

/**
 * The ConfigMaps whose files are rules of the Prometheus, by namespace and name. One that
 * travels does only that.
 */
export function ruleSources(configMaps: Lister<ConfigMap>, context: SourceContext): RuleSource[] {
  const label = context.enforcedNamespaceLabel;
  return configMaps.list().flatMap((map): RuleSource[] => {
    if (isGenerated(map, context)) return [];
    const tenancy = label ? [{ label, value: map.metadata.namespace ?? '' }] : [];
    const monitor = monitorOf(map);
    if (monitor === undefined) return joins(map, context) ? [{ map, by: tenancy }] : [];
    const isUsed = context.selected.get(monitor);
    if (isUsed === undefined) return [];
    return [
      { map, by: [...tenancy, { label: MONITOR_LABEL, value: monitor }], ...(isUsed ? {} : { without: monitor }) },
    ];
  });
}
