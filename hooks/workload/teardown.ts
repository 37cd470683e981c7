// Deletion in order: first the workloads, then the other children, then the parent.
import type { SyncResponse } from '../core/hook.ts';
import type { Inputs } from '../core/inputs.ts';
import { keepChild } from '../core/lastapplied.ts';

const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** The response of every finalize hook: keeps other children until the workloads are deleted, then deletes them. */
export function teardown({ parent, children: observed }: Inputs): SyncResponse {
  const status = (parent['status'] ?? {}) as Readonly<Record<string, unknown>>;
  if (observed.length === 0) return { status, children: [], finalized: true };
  const rest = observed.filter((child) => !WORKLOADS.has(child.kind));
  const workloadsLeft = rest.length < observed.length;
  return { status, children: workloadsLeft ? rest.map(keepChild) : [], finalized: false };
}
