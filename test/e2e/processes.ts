// Figures of processes of this machine, by what their command line contains (proc(5)).
import { readdirSync, readFileSync } from 'node:fs';
import { busy, residentMiB } from '../bench/hooks.ts';

/** The processes whose command line contains all texts. */
export function processesWith(...texts: readonly string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return pid !== process.pid && texts.every((text) => line.includes(text));
      } catch {
        return false;
      }
    });
}

/** Seconds of processor time that processes have taken. */
export const processorSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + busy(pid) / 1000, 0);

/** The most memory that the processes ever took together, in MiB. */
export const peakMiB = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + residentMiB(pid, 'VmHWM'), 0);
