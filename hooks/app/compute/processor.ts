// The processor time of threads. Limits count it instead of the time of the clock: on a busy machine a thread waits for a
// processor, and no object is to blame for that.
import { readFileSync, readlinkSync } from 'node:fs';

/** Milliseconds of a tick of the kernel (proc(5): stat; 100 ticks a second on all systems that Node.js supports). */
const TICK = 10;

/** The Linux ID of the calling thread (proc(5): thread-self); 0 on other systems. */
export function nativeId(): number {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return 0;
  }
}

/** Processor time in milliseconds of a thread of this process; `undefined` without an ID or the thread. */
export function processorTime(id: number): number | undefined {
  if (!id) return undefined;
  try {
    const fields = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return TICK * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}
