// Deletion in order: first the workloads, then what their pods read, then the parent itself.
import type { SyncResponse } from '../core/hook.ts';
import type { Inputs } from '../core/inputs.ts';
import { keepChild } from '../core/lastapplied.ts';

const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/**
 * The answer of every finalize hook: workloads go first, the rest follows, and the parent is released once nothing is
 * left.
 */
export function teardown({ parent, children: observed }: Inputs): SyncResponse {
  const status = (parent['status'] ?? {}) as Readonly<Record<string, unknown>>;
  if (observed.length === 0) return { status, children: [], finalized: true };
  const rest = observed.filter((child) => !WORKLOADS.has(child.kind));
  const workloadsLeft = rest.length < observed.length;
  return { status, children: workloadsLeft ? rest.map(keepChild) : [], finalized: false };
}
