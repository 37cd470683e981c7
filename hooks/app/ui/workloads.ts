// Workloads with their conditions: those of their status, else those that a sync of these objects alone computes.
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import type { Rendered } from '../routing/render.ts';
import { WORKLOADS } from '../routing/workloads.ts';
import { clipped, MAX_CONDITIONS, MAX_WORKLOADS } from './bounds.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** `progress`: a rollout or resharding that is under way. */
  readonly state: 'ok' | 'broken' | 'progress' | 'unknown';
  readonly since: string;
}

export interface WorkloadView {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent where it is the default. */
  readonly version: string;
  /** `2 of 3 available`; empty where no status says it. */
  readonly replicas: string;
  readonly conditions: readonly Condition[];
  /** Whether the conditions are those that a cluster wrote. */
  readonly isReported: boolean;
  /** What it owns, `Kind name`. */
  readonly children: readonly string[];
}

const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** Conditions in which a change is under way (docs/conditions.md). */
function isProgress(type: string, status: string, reason: string): boolean {
  if (type === 'Resharding') return status !== 'False';
  return type === 'RolloutProgressing' && !(status === 'True' && reason === 'Complete') && status !== 'False';
}

function stateOf(type: string, status: string, reason: string): Condition['state'] {
  if (isProgress(type, status, reason)) return 'progress';
  if (type === 'Resharding') return 'ok';
  return status === 'True' ? 'ok' : status === 'Unknown' ? 'unknown' : 'broken';
}

function conditionsOf(status: unknown): Condition[] {
  const list = isRecord(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
  return list
    .filter(isRecord)
    .slice(0, MAX_CONDITIONS)
    .map((one) => {
      const [type, value, reason] = [text(one['type']), text(one['status']), text(one['reason'])];
      const state = stateOf(type, value, reason);
      const message = clipped(text(one['message']));
      return { type, status: value, reason, message, state, since: text(one['lastTransitionTime']) };
    });
}

function replicasOf(status: unknown): string {
  if (!isRecord(status) || typeof status['replicas'] !== 'number') return '';
  const { replicas, availableReplicas = 0, updatedReplicas } = status;
  const old = typeof updatedReplicas === 'number' && updatedReplicas < replicas ? replicas - updatedReplicas : 0;
  return `${text(availableReplicas)} of ${replicas} available${old > 0 ? `, ${old} to be replaced` : ''}`;
}

const isWorkload = ({ kind, apiVersion }: KubernetesObject): boolean =>
  Object.hasOwn(WORKLOADS, kind) && apiVersion.startsWith('monitoring.coreos.com/');

const ownerKey = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;

/** Names of the objects that workloads own. */
function owned(objects: readonly KubernetesObject[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, metadata } of objects)
    for (const owner of metadata.ownerReferences ?? []) {
      if (!owner.controller || !Object.hasOwn(WORKLOADS, owner.kind)) continue;
      const key = ownerKey(owner.kind, metadata.namespace ?? '', owner.name);
      found.set(key, [...(found.get(key) ?? []), `${kind} ${metadata.name}`]);
    }
  return found;
}

/** The workloads among the objects. `rendered`: what a sync of the same objects computes. */
export function workloadViews(objects: readonly KubernetesObject[], rendered: Rendered): WorkloadView[] {
  const made = new Map(rendered.parents.map((one) => [ownerKey(one.kind, one.namespace, one.name), one]));
  const children = owned(objects);
  return objects
    .filter(isWorkload)
    .slice(0, MAX_WORKLOADS)
    .map((object) => {
      const { kind, metadata } = object;
      const { name, namespace = 'default' } = metadata;
      const key = ownerKey(kind, namespace, name);
      const reported = conditionsOf(object['status']);
      const computed = made.get(key);
      const spec = isRecord(object['spec']) ? object['spec'] : {};
      const planned = computed?.children.map((child) => `${child.kind} ${child.metadata.name}`) ?? [];
      return {
        kind,
        namespace,
        name,
        version: text(spec['version']),
        replicas: replicasOf(object['status']),
        conditions: reported.length > 0 ? reported : conditionsOf(computed?.status),
        isReported: reported.length > 0,
        children: [...new Set(children.get(key) ?? planned)].sort().slice(0, MAX_CONDITIONS),
      };
    });
}
