// Programs that run beside a test. None outlives it.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface Launched {
  readonly child: ChildProcess;
  isOver(): boolean;
  /** What it said so far. */
  said(): string;
  /** Resolves once it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Starts `command`. What it says is appended to the file `log`. */
export function launch(
  command: string,
  args: readonly string[],
  log: string,
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Launched {
  const output = openSync(log, 'a');
  const child = spawn(command, args, { ...options, stdio: ['ignore', output, output] });
  closeSync(output);
  living.add(child);
  child.once('exit', () => living.delete(child));
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    isOver,
    said: () => readFileSync(log, 'utf8'),
    stop: async (signal = 'SIGKILL') => {
      if (isOver()) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}
