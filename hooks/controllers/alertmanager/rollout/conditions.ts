// Conditions of a mesh: whether it is complete, what a rollout waits for, whether one peer may fail.
import type { NewCondition } from '../../../core/conditions.ts';
import { largest } from '../../../core/lists.ts';
import type { RolloutInput, RolloutPlan } from './candidate.ts';
import type { PeerResult } from './policy.ts';

/** A rollout that waits longer than this since the last change of a pod has the reason Held. */
const HELD_AFTER_MS = 15 * 60_000;

/** The state of a rollout beside its plan. */
export interface Moving {
  /** What scaling down waits for; '' where it does not wait. */
  readonly shrinkHolds: string;
  /** Since when pods are to be replaced or removed, milliseconds since 1970; 0 where none are. */
  readonly since: number;
  /** Why the hooks create no PodDisruptionBudget; '' where they do. */
  readonly noBudget: string;
}

const line = ({ peer, level, reason }: PeerResult): string =>
  `${peer.name}: ${level === 'failed' ? reason : `${level}, ${reason}`}`;

/** Condition MeshHealthy: whether all peers exist and none is behind. `input`: the input of the plan. */
export function meshHealthy({ results }: RolloutPlan, { replicas }: RolloutInput): NewCondition {
  const type = 'MeshHealthy';
  const message = results
    .filter(({ level }) => level !== 'verified')
    .map(line)
    .join('\n');
  if (results.length < replicas)
    return {
      type,
      status: 'False',
      reason: 'PeersMissing',
      message: `${results.length} of ${replicas} pods\n${message}`.trim(),
    };
  if (results.some(({ level }) => level === 'failed')) return { type, status: 'False', reason: 'PeerBehind', message };
  if (results.some(({ level }) => level === 'not read'))
    return { type, status: 'Unknown', reason: 'ProbeBusy', message };
  if (results.some(({ level }) => level === 'assumed ready'))
    return { type, status: 'Unknown', reason: 'ProbeUnreachable', message };
  return {
    type,
    status: 'True',
    reason: results.some(({ level }) => level === 'partial') ? 'PartlyVerified' : 'Verified',
    message,
  };
}

function rolloutProgressing(
  { phase, partition, waitsFor }: RolloutPlan,
  { peers, now }: RolloutInput,
  { shrinkHolds, since: begun }: Moving,
): NewCondition {
  const type = 'RolloutProgressing';
  const reasons = waitsFor || shrinkHolds;
  const changed = largest(
    peers.map(({ since }) => since),
    begun,
  );
  if (reasons && now - changed > HELD_AFTER_MS)
    return { type, status: 'False', reason: 'Held', message: `Waiting for: ${reasons}` };
  if (reasons) return { type, status: 'True', reason: 'Waiting', message: `Waiting for: ${reasons}` };
  if (phase === 'steady') return { type, status: 'True', reason: 'Complete', message: '' };
  return {
    type,
    status: 'True',
    reason: 'Stepping',
    message: phase === 'begin' ? 'new template, no pod replaced yet' : `replaces pods from ordinal ${partition} upward`,
  };
}

function highlyAvailable({ results }: RolloutPlan, noBudget: string): NewCondition {
  const type = 'HighlyAvailable';
  const whole = results.filter(({ level }) => level !== 'failed').length;
  if (whole >= 2) return { type, status: 'True', reason: '', message: noBudget };
  const message = `${whole} peers hold the complete state; one failure would lose it\n${noBudget}`.trim();
  return { type, status: 'False', reason: 'TooFewPeers', message };
}

/** The conditions MeshHealthy, RolloutProgressing and HighlyAvailable. */
export const meshConditions = (input: RolloutInput, step: RolloutPlan, moving: Moving): NewCondition[] => [
  highlyAvailable(step, moving.noBudget),
  meshHealthy(step, input),
  rolloutProgressing(step, input, moving),
];
