// Whether other programs leave this machine alone.
import { availableParallelism, loadavg } from 'node:os';
import { until } from './until.ts';

/** More processes than that, and the machine is too busy for a run in real time. */
const CROWD = 2 * availableParallelism();

/** Waits a minute at most until others leave the machine alone. */
export const quiet = (): Promise<unknown> =>
  until('the machine is quiet', () => (loadavg()[0] ?? 0) < CROWD, 60).catch(() => undefined);
