// What users can follow: whether the mesh is whole, what a rollout waits for, whether one peer may fail.
import type { NewCondition } from '../../../core/conditions.ts';
import { largest } from '../../../core/lists.ts';
import type { Step, StepInput } from './candidate.ts';
import type { PeerVerdict } from './policy.ts';

/** A rollout that has waited for so long since the last pod changed is told as held. */
const HELD_AFTER = 15 * 60_000;

export interface Moving {
  /** What fewer replicas wait for; empty where they do not. */
  readonly shrinkHolds: string;
  /** Since when pods have yet to be replaced or removed, milliseconds since 1970; 0 where none have. */
  readonly since: number;
  /** Why no budget of ours limits evictions; empty where it does. */
  readonly noBudget: string;
}

const lineOf = ({ peer, level, reason }: PeerVerdict): string =>
  `${peer.name}: ${level === 'failed' ? reason : `${level}, ${reason}`}`;

/** MeshHealthy: whether all peers are there and none is behind. `input`: what the step was made from. */
export function meshHealthy({ verdicts }: Step, { replicas }: StepInput): NewCondition {
  const type = 'MeshHealthy';
  const message = verdicts
    .filter(({ level }) => level !== 'verified')
    .map(lineOf)
    .join('\n');
  if (verdicts.length < replicas)
    return {
      type,
      status: 'False',
      reason: 'PeersMissing',
      message: `${verdicts.length} of ${replicas} pods\n${message}`.trim(),
    };
  if (verdicts.some(({ level }) => level === 'failed')) return { type, status: 'False', reason: 'PeerBehind', message };
  if (verdicts.some(({ level }) => level === 'unread'))
    return { type, status: 'Unknown', reason: 'ProbeBusy', message };
  if (verdicts.some(({ level }) => level === 'timed'))
    return { type, status: 'Unknown', reason: 'ProbeUnreachable', message };
  return {
    type,
    status: 'True',
    reason: verdicts.some(({ level }) => level === 'partial') ? 'PartlyVerified' : 'Verified',
    message,
  };
}

function rolloutProgressing(
  { phase, partition, waitsFor }: Step,
  { peers, now }: StepInput,
  { shrinkHolds, since: begun }: Moving,
): NewCondition {
  const type = 'RolloutProgressing';
  const reasons = waitsFor || shrinkHolds;
  const changed = largest(
    peers.map(({ since }) => since),
    begun,
  );
  if (reasons && now - changed > HELD_AFTER)
    return { type, status: 'False', reason: 'Held', message: `waits: ${reasons}` };
  if (reasons) return { type, status: 'True', reason: 'Waiting', message: `waits: ${reasons}` };
  if (phase === 'steady') return { type, status: 'True', reason: 'Complete', message: '' };
  return {
    type,
    status: 'True',
    reason: 'Stepping',
    message: phase === 'begin' ? 'a new template; no pod has been replaced yet' : `pods from ordinal ${partition} on`,
  };
}

function highlyAvailable({ verdicts }: Step, noBudget: string): NewCondition {
  const type = 'HighlyAvailable';
  const whole = verdicts.filter(({ level }) => level !== 'failed').length;
  if (whole >= 2) return { type, status: 'True', reason: '', message: noBudget };
  const message = `${whole} peers hold the whole state; one failure would lose it\n${noBudget}`.trim();
  return { type, status: 'False', reason: 'TooFewPeers', message };
}

/** MeshHealthy, RolloutProgressing and HighlyAvailable. */
export const meshConditions = (input: StepInput, step: Step, moving: Moving): NewCondition[] => [
  highlyAvailable(step, moving.noBudget),
  meshHealthy(step, input),
  rolloutProgressing(step, input, moving),
];
