// Facts about a response for the metrics: the conditions of its object, and what the object selects.
import { type Condition, conditionsOf } from '../../core/conditions.ts';
import type { Figures, SelectedCount } from '../../core/hook.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Path } from '../routing/paths.ts';

/** The parts of a condition that are labels. */
export type Reported = Pick<Condition, 'type' | 'status' | 'reason'>;

/** A workload after a sync. Without conditions: after its deletion began. */
export interface ObjectReport {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly conditions: readonly Reported[];
  readonly resources: readonly SelectedCount[];
}

export interface Report {
  /** Whether the response has Reconciled=False. */
  readonly isFailed: boolean;
  /** Nodes whose address is not known. */
  readonly nodesWithoutAddress: number;
  readonly object?: ObjectReport;
}

/** Maximum number of conditions of an object. A status can hold conditions of others. */
const MAX_CONDITIONS = 30;
const WORD = /^[A-Za-z]{1,100}$/;

const isWord = (value: unknown): boolean => typeof value === 'string' && WORD.test(value);

/** The conditions whose texts are CamelCase words (Kubernetes API conventions). Others are not of these hooks. */
function reported(answer: object): Reported[] {
  const found = conditionsOf(answer as { readonly status?: unknown });
  if (!Array.isArray(found)) return [];
  return found
    .filter(({ type, status, reason }) => isWord(type) && isWord(status) && (reason === '' || isWord(reason)))
    .slice(0, MAX_CONDITIONS)
    .map(({ type, status, reason }) => ({ type, status, reason }));
}

/**
 * The report of a response without its figures. Only responses for workloads have an object: those of decorators have
 * no conditions.
 */
export function reportOf(
  { hook }: Pick<Path, 'hook'>,
  target: KubernetesObject | undefined,
  answer: object,
  { isForeign = false, resources = [], nodesWithoutAddress = 0 }: Figures = {},
): Report {
  const conditions = hook === 'sync' ? reported(answer) : [];
  const isFailed = conditions.some(({ type, status }) => type === 'Reconciled' && status === 'False');
  const isWorkload = (hook === 'sync' || hook === 'finalize') && 'children' in answer;
  if (!target || !isWorkload || isForeign) return { isFailed: isFailed && !isForeign, nodesWithoutAddress };
  const { kind, metadata } = target;
  const { namespace = '', name } = metadata;
  return { isFailed, nodesWithoutAddress, object: { kind, namespace, name, conditions, resources } };
}
