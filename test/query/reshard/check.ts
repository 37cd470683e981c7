// A run in real time, which a busy machine can break: what it has found is held against what is promised, and a run
// that was late is repeated.
import { loadavg } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { Test } from 'tap';
import { quiet } from '../../support/quiet.ts';

export interface Finding {
  readonly what: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

export interface Played {
  readonly findings: readonly Finding[];
  /** By so many seconds the machine was late at worst. */
  readonly late: number;
  /** The highest load average of a minute. */
  readonly load: number;
  /** Figures of which nothing is promised. */
  readonly figures: readonly string[];
}

const TRIES = 3;
/** Milliseconds between two looks at the clock. */
const EACH = 50;

export interface Clock {
  /** How late a timer of this process was at worst, in seconds. */
  worst(): number;
  /** The highest load average of a minute. */
  load(): number;
  stop(): void;
}

export function lateness(): Clock {
  let [before, worst, load] = [Date.now(), 0, 0];
  const timer = setInterval(() => {
    worst = Math.max(worst, Date.now() - before - EACH);
    load = Math.max(load, loadavg()[0] ?? 0);
    before = Date.now();
  }, EACH);
  return { worst: () => worst / 1000, load: () => load, stop: () => clearInterval(timer) };
}

/**
 * Plays, and asserts all findings. A run that breaks a promise while the machine was later than `limit` seconds is
 * repeated. The last run counts.
 */
export async function checkPlayed(t: Test, limit: number, play: () => Promise<Played>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { findings, late, load, figures } = await play();
    const machine = `the machine was ${late.toFixed(2)} s late at most, its load ${load.toFixed(0)}`;
    const broken = findings.filter(({ found, wanted }) => !isDeepStrictEqual(found, wanted));
    if (broken.length > 0 && late > limit && tries < TRIES) {
      t.comment(`${machine}, and it broke: ${broken.map(({ what }) => what).join('; ')}; repeated`);
      await quiet();
      continue;
    }
    for (const { what, found, wanted } of findings) t.strictSame(found, wanted, what);
    for (const text of figures) t.comment(text);
    t.comment(machine);
    return;
  }
}
