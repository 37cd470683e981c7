// The end of a parent for a controller: its deletion, in order (first the workloads, then the other children, then the
// parent), or its move to another controller.
import type { SyncResponse } from '../core/hook.ts';
import type { Inputs } from '../core/inputs.ts';
import { keepChild, keepChildren } from '../core/lastapplied.ts';

const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/**
 * The response of every finalize hook: keeps other children until the workloads are deleted, then deletes them.
 * Metacontroller also calls it for a parent that its controller no longer selects, by the labels of the parent. Such a
 * parent is not being deleted and may have another controller: all children stay.
 */
export function teardown({ parent, children: observed }: Inputs): SyncResponse {
  const status = (parent['status'] ?? {}) as Readonly<Record<string, unknown>>;
  if (parent.metadata.deletionTimestamp === undefined)
    return { status, children: keepChildren(observed), finalized: true };
  if (observed.length === 0) return { status, children: [], finalized: true };
  const rest = observed.filter((child) => !WORKLOADS.has(child.kind));
  const workloadsLeft = rest.length < observed.length;
  return { status, children: workloadsLeft ? rest.map(keepChild) : [], finalized: false };
}
