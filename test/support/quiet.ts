// Waits until other programs need few processors of this machine.
import { availableParallelism, loadavg } from 'node:os';
import { until } from './until.ts';

/** With more processes the machine is too busy for a run in real time. */
const MOST_PROCESSES = 2 * availableParallelism();

/** Waits at most a minute until the machine is not busy. */
export const quiet = (): Promise<unknown> =>
  until('the machine is quiet', () => (loadavg()[0] ?? 0) < MOST_PROCESSES, 60).catch(() => undefined);
