// What tools for GitOps conclude from the status of an object: the decisions of the checks that they ship, and of those
// in docs/gitops.md. The first row that fits decides.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Condition } from './condition.ts';

export type Health = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended';
interface Row {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly health: Health;
}

/**
 * The check that Argo CD ships for Prometheus, Alertmanager and ThanosRuler (resource_customizations,
 * monitoring.coreos.com): it reads Available alone, and not the generation that the condition is about.
 */
const ARGO_CD: readonly Row[] = [
  { type: 'Available', status: 'True', health: 'Healthy' },
  { type: 'Available', reason: 'SomePodsNotReady', health: 'Progressing' },
  { type: 'Available', health: 'Degraded' },
];

/** The check of docs/gitops.md for the four kinds of workloads. */
export const WORKLOADS: readonly Row[] = [
  { type: 'Reconciled', status: 'False', health: 'Degraded' },
  { type: 'Reconciled', status: 'True', reason: 'Paused', health: 'Suspended' },
  { type: 'ConfigLoaded', status: 'False', reason: 'ConfigRemoved', health: 'Degraded' },
  { type: 'ConfigLoaded', status: 'False', health: 'Progressing' },
  { type: 'Available', status: 'Degraded', reason: 'SomePodsNotReady', health: 'Progressing' },
  { type: 'Available', status: 'False', reason: 'SomePodsNotReady', health: 'Progressing' },
  { type: 'Available', status: 'False', health: 'Degraded' },
  { type: 'Resharding', status: 'True', health: 'Progressing' },
  { type: 'RolloutProgressing', status: 'True', reason: 'Stepping', health: 'Progressing' },
  { type: 'RolloutProgressing', status: 'True', reason: 'Waiting', health: 'Progressing' },
  { type: 'RolloutProgressing', status: 'False', health: 'Degraded' },
  { type: 'ConfigurationLoaded', status: 'False', health: 'Degraded' },
  { type: 'ConfigurationLoaded', status: 'Unknown', reason: 'Loading', health: 'Progressing' },
  { type: 'Available', status: 'True', health: 'Healthy' },
];

type Status = { readonly conditions?: readonly Condition[]; readonly observedGeneration?: number } | undefined;
const conditionsOf = (object: KubernetesObject): readonly (Condition & { readonly observedGeneration?: number })[] =>
  (object['status'] as Status)?.conditions ?? [];

const decide = (object: KubernetesObject, rows: readonly Row[]): Health =>
  rows.find((row) =>
    conditionsOf(object).some(
      ({ type, status, reason }) =>
        type === row.type &&
        (row.status === undefined || row.status === status) &&
        (row.reason === undefined || row.reason === reason),
    ),
  )?.health ?? 'Progressing';

/** With the check that Argo CD ships. */
export const shippedHealth = (object: KubernetesObject): Health =>
  object.metadata['deletionTimestamp'] ? 'Progressing' : decide(object, ARGO_CD);

/** With the check of docs/gitops.md. */
export function documentedHealth(object: KubernetesObject): Health {
  const reconciled = conditionsOf(object).find(({ type }) => type === 'Reconciled');
  const isSeen = reconciled?.observedGeneration === object.metadata.generation;
  return isSeen && !object.metadata['deletionTimestamp'] ? decide(object, WORKLOADS) : 'Progressing';
}

/**
 * What kstatus, the library of Flux and Helm, concludes without expressions for a kind that it does not know.
 * https://pkg.go.dev/sigs.k8s.io/cli-utils/pkg/kstatus
 */
export function kstatus(object: KubernetesObject): 'Current' | 'InProgress' | 'Failed' | 'Terminating' {
  if (object.metadata['deletionTimestamp']) return 'Terminating';
  const seen = (object['status'] as Status)?.observedGeneration;
  if (seen !== undefined && seen !== object.metadata.generation) return 'InProgress';
  const has = (wanted: string, value: string) =>
    conditionsOf(object).some(({ type, status }) => type === wanted && status === value);
  if (has('Reconciling', 'True')) return 'InProgress';
  if (has('Stalled', 'True')) return 'Failed';
  return has('Ready', 'False') ? 'InProgress' : 'Current';
}
