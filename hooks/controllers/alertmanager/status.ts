// The status of an Alertmanager: its pods, conditions, and what the scale subresource reads.

import type { Alertmanager } from '../../api/alertmanager.ts';
import { type NewCondition, stamp } from '../../core/conditions.ts';
import type { Lister } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { formatSelector } from '../../core/selector.ts';
import { reconciled } from '../../workload/conditions.ts';
import { availability } from '../../workload/status.ts';
import type { ConfigAnswer } from './config/config.ts';
import { selectorLabels } from './pod/labels.ts';
import { observedSet } from './pod/observed.ts';

/** The whole status; `conditions` are those beside Available. */
export function alertmanagerStatus(
  alertmanager: Alertmanager,
  { statefulSets, pods, now }: { readonly statefulSets: Lister; readonly pods: Lister; readonly now: Date },
  conditions: readonly NewCondition[],
  options: Options,
): Record<string, unknown> {
  const { counts, condition } = availability(observedSet(alertmanager, statefulSets), pods);
  return {
    availableReplicas: counts.availableReplicas,
    conditions: stamp(alertmanager, [condition, ...conditions], now),
    paused: alertmanager.spec.paused ?? false,
    replicas: counts.replicas,
    selector: formatSelector({ matchLabels: selectorLabels(alertmanager.metadata.name, options.labels) }),
    unavailableReplicas: counts.unavailableReplicas,
    updatedReplicas: counts.updatedReplicas,
  };
}

const REASONS = { missing: 'ConfigMissing', invalid: 'InvalidConfig', unread: 'WaitingForAssets' } as const;

/** A warning where the configuration has fields that cannot be checked here. */
const passedOn = (unknown: readonly string[]): { readonly reason: string; readonly message: string } =>
  unknown.length === 0
    ? { reason: '', message: '' }
    : {
        reason: 'UnknownFields',
        message: `passed on unchecked, as this release of the hooks does not know them: ${unknown.slice(0, 5).join(', ')}`,
      };

/**
 * Whether the pods have the configuration that the cluster asks for. False while they wait for a first one or keep the
 * last good one.
 */
export function configLoaded(answer: ConfigAnswer, inUse: boolean): NewCondition {
  const type = 'ConfigLoaded';
  if (answer.kind === 'ready') return { type, status: 'True', ...passedOn(answer.unknown) };
  const reason = answer.kind === 'missing' && inUse ? 'ConfigRemoved' : REASONS[answer.kind];
  const meanwhile = inUse ? 'the configuration last seen stays in use' : 'pods wait until there is one';
  return { type, status: 'False', reason, message: `${answer.message}; ${meanwhile}` };
}

const DEPRECATED = ['baseImage', 'tag', 'sha'] as const;

/**
 * Reconciled, for a sync that went through. `held`: immutable fields that wait; `tooLong`: a start delay that outlasts
 * the grace period.
 */
export function reconciledOf(
  { spec }: Alertmanager,
  answer: ConfigAnswer,
  held: string | undefined,
  tooLong = '',
): NewCondition {
  if (answer.kind === 'invalid')
    return { type: 'Reconciled', status: 'False', reason: 'ReconciliationFailed', message: answer.message };
  if (answer.kind === 'missing' || answer.kind === 'unread') return reconciled(REASONS[answer.kind], answer.message);
  if (held) return reconciled('RecreateRequired', held);
  if (tooLong) return reconciled('StartDelayTooLong', tooLong);
  const deprecated = DEPRECATED.filter((field) => spec[field]).map(
    (field) => `spec.${field} is deprecated, use spec.image`,
  );
  return deprecated.length > 0 ? reconciled('DeprecatedFieldsInUse', deprecated.join('; ')) : reconciled();
}
