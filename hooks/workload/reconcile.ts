// What every parent's sync begins with: is it ours, is it paused, is it sound. Only then is anything made.
import type { NewCondition } from '../core/conditions.ts';
import type { SyncRequest, SyncResponse } from '../core/hook.ts';
import { type Issue, issue } from '../core/issue.ts';
import { keepChildren } from '../core/lastapplied.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { failed, reconciled } from './conditions.ts';
import { isMine, untouched } from './instance.ts';

export interface Frame<Prepared extends object> {
  /** The instance options of the kind. */
  readonly namespaces: readonly string[];
  readonly selector: string;
  /** The whole status with these conditions. */
  readonly status: (conditions: readonly NewCondition[]) => Readonly<Record<string, unknown>>;
  /** What rendering works with, or the mistakes in the parent and in what it refers to. */
  readonly prepare: () => Prepared | { readonly issues: readonly Issue[] };
  /** The answer; `stop` gives the one that leaves all children as they are and says why. */
  readonly render: (prepared: Prepared, stop: (condition: NewCondition) => SyncResponse) => SyncResponse;
}

/** Characters of a label's value; the pods of a workload carry its name as one. */
const LONGEST_NAME = 63;

/** An `InvalidConfiguration` issue where no pod of the parent could exist. */
const checkName = ({ metadata: { name } }: KubernetesObject, { parity }: Options): Issue[] =>
  parity || name.length <= LONGEST_NAME
    ? []
    : [
        issue(
          'InvalidConfiguration',
          'metadata.name',
          `${quoted(name)} is longer than ${LONGEST_NAME} characters, the most that a label has: choose another`,
        ),
      ];

/**
 * The answer of a sync. A parent that is not ours, that is paused or that has a mistake keeps its children as they were
 * last applied.
 */
export function framed<Prepared extends object>(
  request: SyncRequest,
  frame: Frame<Prepared>,
  options: Options,
): SyncResponse {
  if (!isMine(request.parent, frame.namespaces, frame.selector, options)) return untouched(request);
  const stop = (condition: NewCondition): SyncResponse => ({
    status: frame.status([condition]),
    children: keepChildren(request.children),
  });
  const { paused } = request.parent['spec'] as { paused?: boolean };
  if (paused) return stop(reconciled('Paused', 'spec.paused is true: nothing is changed'));
  const wrong = checkName(request.parent, options);
  if (wrong.length > 0) return stop(failed(wrong));
  const prepared = frame.prepare();
  return 'issues' in prepared ? stop(failed(prepared.issues)) : frame.render(prepared, stop);
}
