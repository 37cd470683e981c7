// The status of an Alertmanager: replicas, conditions, and the fields of the scale subresource.

import type { Alertmanager } from '../../api/alertmanager.ts';
import { type NewCondition, stamp } from '../../core/conditions.ts';
import type { Lister } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { formatSelector } from '../../core/selector.ts';
import { reconciled } from '../../workload/conditions.ts';
import { availability, progress } from '../../workload/status.ts';
import type { ConfigAnswer } from './config/answer.ts';
import { selectorLabels } from './pod/labels.ts';
import { observedSet } from './pod/observed.ts';

/** The status. `conditions`: all but Available. */
export function alertmanagerStatus(
  alertmanager: Alertmanager,
  { statefulSets, pods, now }: { readonly statefulSets: Lister; readonly pods: Lister; readonly now: Date },
  conditions: readonly NewCondition[],
  options: Options,
): Record<string, unknown> {
  const found = availability(observedSet(alertmanager, statefulSets), pods);
  const { counts, condition } = progress(found, conditions, options);
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

/** A warning where the configuration has fields that the hooks do not know. */
const unknownFields = (unknown: readonly string[]): { readonly reason: string; readonly message: string } =>
  unknown.length === 0
    ? { reason: '', message: '' }
    : {
        reason: 'UnknownFields',
        message: `not checked, because this release does not know them: ${unknown.slice(0, 5).join(', ')}`,
      };

/** Condition ConfigLoaded: False while pods wait for a first configuration or keep the last good one. */
export function configLoaded(answer: ConfigAnswer, inUse: boolean): NewCondition {
  const type = 'ConfigLoaded';
  if (answer.kind === 'ready') return { type, status: 'True', ...unknownFields(answer.unknown) };
  const reason = answer.kind === 'missing' && inUse ? 'ConfigRemoved' : REASONS[answer.kind];
  const meanwhile = inUse ? 'the last configuration stays in use' : 'pods wait until there is one';
  return { type, status: 'False', reason, message: `${answer.message}; ${meanwhile}` };
}

const DEPRECATED = ['baseImage', 'tag', 'sha'] as const;

/** Condition Reconciled. `held`: message about immutable fields. `tooLong`: message about the start delay. */
export function reconciledCondition(
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
