// How long an Alertmanager waits after its start before it notifies (--dispatch.start-delay, Alertmanager >= 0.30).
// Alerts are in nobody's storage: a peer that has just started knows only those that Prometheus has sent again, and
// would notify about half of a group.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import { parseGoDuration } from '../../../core/duration.ts';
import type { Options } from '../../../core/options.ts';
import { knows } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { isGated } from './replicas.ts';

export interface StartDelay {
  /** The value of the flag that the hooks write; nothing where the user writes it or nobody does. */
  readonly flag?: string;
  /** What holds in the pods. */
  readonly milliseconds: number;
}

const FLAG = 'dispatch.start-delay';

/**
 * The user's own argument, else `minReadySeconds` as the Go operator has it, else under the gate the default of
 * `--alertmanager-start-delay`.
 */
export function startDelayOf(alertmanager: Alertmanager, version: Version, options: Options): StartDelay {
  const { minReadySeconds, additionalArgs } = alertmanager.spec;
  const own = additionalArgs?.find(({ name }) => name === FLAG || name === `no-${FLAG}`);
  if (own) return { milliseconds: parseGoDuration(own.value ?? '') ?? 0 };
  if (!knows(version, '--dispatch.start-delay')) return { milliseconds: 0 };
  if (minReadySeconds !== undefined) return { flag: `${minReadySeconds}s`, milliseconds: minReadySeconds * 1000 };
  const milliseconds = isGated(alertmanager, options) ? (parseGoDuration(options.alertmanagerStartDelay) ?? 0) : 0;
  return milliseconds > 0 ? { flag: options.alertmanagerStartDelay, milliseconds } : { milliseconds: 0 };
}

/**
 * An Alertmanager that is told to stop while it waits does so only after its delay; then it needs time to save and to
 * leave the mesh.
 */
const TO_LEAVE = 20;
const GRACE = 120;

/** What is wrong with a delay that outlasts the grace period of the pod, in words; empty where it does not. */
export function delayTooLong(alertmanager: Alertmanager, version: Version, options: Options): string {
  const grace = alertmanager.spec.terminationGracePeriodSeconds ?? GRACE;
  const seconds = startDelayOf(alertmanager, version, options).milliseconds / 1000;
  if (options.parity || seconds === 0 || seconds <= grace - TO_LEAVE) return '';
  return `a pod that is stopped within ${seconds} s of its start is killed after ${grace} s, before it has saved what it holds: spec.terminationGracePeriodSeconds should be at least ${seconds + TO_LEAVE}`;
}
