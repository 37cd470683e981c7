// The conditions of a Prometheus without Available.
import type { NewCondition } from '../../core/conditions.ts';
import { grafanaCondition } from '../../grafana/annotations.ts';
import type { Placement } from '../../prometheus/server/placement.ts';
import { isUnmanaged } from '../../prometheus/server/unmanaged.ts';
import { reshardingCondition } from '../../prometheus/sharding/progress.ts';
import { tierRefused } from '../../prometheus/sharding/tier.ts';
import { rulesValid } from '../../rules/condition.ts';
import { notLoadedNames, trimmed, waiting } from '../../scrape/select.ts';
import { reconciled, resourcesAccepted } from '../../workload/conditions.ts';
import { imageMatchesVersion } from '../../workload/imageversion.ts';
import { referencesRead } from '../../workload/overdue.ts';
import type { Gathered } from './gather.ts';
import type { PrometheusInputs } from './inputs.ts';
import type { Prepared } from './prepare.ts';

/** Condition Reconciled of a sync without issues of the object itself. */
function reconciledCondition(
  { prometheus, options }: PrometheusInputs,
  { selected }: Gathered,
  { replaced }: Placement,
): NewCondition {
  const held = replaced.filter((set) => set.held);
  if (held.length > 0) {
    const lines = held.map(
      ({ name, fields }) =>
        `StatefulSet ${name}: ${fields.join(', ')} cannot change in place. ` +
        'A new StatefulSet would delete its volumes (whenDeleted: Delete). Delete it yourself.',
    );
    return reconciled('RecreateRequired', lines.join('\n'));
  }
  const wait = waiting(selected);
  if (wait) return wait;
  const { spec } = prometheus;
  if (isUnmanaged(spec, options))
    return reconciled('ConfigurationUnmanaged', 'no selector is set, so you write the configuration Secret');
  if (spec.baseImage || spec.tag || spec.sha)
    return reconciled('DeprecatedFieldsInUse', 'spec.baseImage, spec.tag and spec.sha are deprecated; use spec.image');
  return selected.length === 0
    ? reconciled('NoSelectedResources', 'no scrape object matches the selectors')
    : reconciled();
}

/** All conditions but Available and those of the query tier. */
export function prometheusConditions(
  inputs: PrometheusInputs,
  { reshard, context }: Prepared,
  gathered: Gathered,
  placement: Placement,
): NewCondition[] {
  const { prometheus, parent, related, scaling, options } = inputs;
  const { selected, members, rules, rejected, moving } = gathered;
  return [
    reconciledCondition(inputs, gathered, placement),
    resourcesAccepted(rejected),
    ...imageMatchesVersion(prometheus.spec, context.version, options),
    ...referencesRead(notLoadedNames(selected), options),
    ...trimmed(selected, context),
    ...(options.parity ? [] : [rulesValid(rules.fileResults, rules.rules)]),
    ...(reshard.resharding.isKept ? [reshardingCondition(moving, reshard.waits)] : []),
    ...scaling.conditions,
    ...members.conditions,
    ...tierRefused(prometheus, options),
    ...grafanaCondition(parent, related.secrets, options),
  ];
}
