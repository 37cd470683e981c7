// The time between the start of an Alertmanager and its first notification (--dispatch.start-delay, Alertmanager >=
// 0.30). Alerts are not stored: a new peer has only those that Prometheus has resent, and would notify about half a
// group.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import { parseGoDuration } from '../../../core/duration.ts';
import type { Options } from '../../../core/options.ts';
import { knows } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { hasRolloutPolicy } from './replicas.ts';

export interface StartDelay {
  /** The value of the flag that the hooks write; absent where the user writes it or there is none. */
  readonly flag?: string;
  /** The delay in the pods. */
  readonly milliseconds: number;
}

const FLAG = 'dispatch.start-delay';

/**
 * The user's argument, else `minReadySeconds` as in the Go operator, else `--alertmanager-start-delay` where the
 * rollout policy applies.
 */
export function startDelay(alertmanager: Alertmanager, version: Version, options: Options): StartDelay {
  const { minReadySeconds, additionalArgs } = alertmanager.spec;
  const own = additionalArgs?.find(({ name }) => name === FLAG || name === `no-${FLAG}`);
  if (own) return { milliseconds: parseGoDuration(own.value ?? '') ?? 0 };
  if (!knows(version, '--dispatch.start-delay')) return { milliseconds: 0 };
  if (minReadySeconds !== undefined) return { flag: `${minReadySeconds}s`, milliseconds: minReadySeconds * 1000 };
  const milliseconds = hasRolloutPolicy(alertmanager, options)
    ? (parseGoDuration(options.alertmanagerStartDelay) ?? 0)
    : 0;
  return milliseconds > 0 ? { flag: options.alertmanagerStartDelay, milliseconds } : { milliseconds: 0 };
}

/**
 * Time that Alertmanager needs to save its state and to leave the mesh. It stops only after its start delay.
 */
const SHUTDOWN_SECONDS = 20;
const DEFAULT_GRACE_SECONDS = 120;

/** A message where the start delay is longer than the grace period of the pod allows; else ''. */
export function delayTooLong(alertmanager: Alertmanager, version: Version, options: Options): string {
  const grace = alertmanager.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  const seconds = startDelay(alertmanager, version, options).milliseconds / 1000;
  if (options.parity || seconds === 0 || seconds <= grace - SHUTDOWN_SECONDS) return '';
  return (
    `a pod that stops within ${seconds} s after its start is killed after ${grace} s, before it has saved its state: ` +
    `set spec.terminationGracePeriodSeconds to at least ${seconds + SHUTDOWN_SECONDS}`
  );
}
