// Which parents these hooks reconcile: by namespace, label selector and controller id. Several operators may share a
// cluster.
import type { SyncResponse } from '../core/hook.ts';
import type { Inputs } from '../core/inputs.ts';
import { keepChildren } from '../core/lastapplied.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { matches } from '../core/selector.ts';
import { parseLabelSelector } from '../core/selectortext.ts';
import { isWatched } from './select.ts';

const CONTROLLER_ID = 'operator.prometheus.io/controller-id';

/** Whether these hooks reconcile the parent. `namespaces`, `selector`: the instance options of its kind. */
export function isMine(
  parent: KubernetesObject,
  namespaces: readonly string[],
  selector: string,
  options: Options,
): boolean {
  if ((parent.metadata.annotations?.[CONTROLLER_ID] ?? '') !== options.controllerId) return false;
  const namespace = parent.metadata.namespace ?? '';
  const watched = namespaces.length > 0 ? namespaces.includes(namespace) : isWatched(namespace, options);
  return watched && matches(parseLabelSelector(selector), parent.metadata.labels);
}

/** The response that changes nothing. */
export const untouched = ({ parent, children }: Inputs): SyncResponse => ({
  status: (parent['status'] ?? {}) as Readonly<Record<string, unknown>>,
  children: keepChildren(children),
  figures: { isForeign: true },
});
