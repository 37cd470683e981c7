// Figures of processes of this machine, by what their command line contains (proc(5)).
import { readdirSync, readFileSync } from 'node:fs';

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
export function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

/** The most memory that the processes ever took together, in MiB. */
export const peakMiB = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const [, kibibytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return sum + Math.round(Number(kibibytes) / 1024);
  }, 0);
