// Real Thanos processes on this machine, each with ports and a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { freePort } from '../servers.ts';

export interface Process {
  readonly url: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  log(): string;
  /** Resolves once it is gone. */
  stop(): Promise<void>;
}

/** Seconds until one is ready on a busy machine. */
const PATIENCE = 60;

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Ports that it is to listen at, else any that are free. */
export interface Ports {
  readonly httpPort: number;
  readonly grpcPort: number;
}

export const freePorts = async (): Promise<Ports> => ({ httpPort: await freePort(), grpcPort: await freePort() });

/** Runs `thanos <args>` with its addresses; resolves once it is ready. */
export async function start(binary: string, args: readonly string[], given?: Ports): Promise<Process> {
  const { httpPort, grpcPort } = given ?? (await freePorts());
  const folder = mkdtempSync(join(tmpdir(), 'thanos-'));
  const log = openSync(join(folder, 'log'), 'a');
  const all = [...args, `--http-address=127.0.0.1:${httpPort}`, `--grpc-address=127.0.0.1:${grpcPort}`];
  const child = spawn(binary, all, { cwd: folder, stdio: ['ignore', log, log], env: { ...process.env, GOMAXPROCS: '2' } });
  closeSync(log);
  living.add(child);
  child.once('exit', () => living.delete(child));
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const read = (): string => readFileSync(join(folder, 'log'), 'utf8');
  const url = `http://127.0.0.1:${httpPort}`;
  const stop = async (): Promise<void> => {
    if (!isOver()) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  await until(`thanos ${args[0]} is ready`, async () => isOver() || (await fetch(`${url}/-/ready`)).ok, PATIENCE);
  if (isOver()) throw new Error(`thanos ${args[0]} does not run: ${read().slice(-2000)}`);
  return { url, httpPort, grpcPort, log: read, stop };
}
