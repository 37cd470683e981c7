// Real Thanos processes on this machine, each with ports and a folder of its own.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folder.ts';
import { freePort } from '../../support/port.ts';
import { launch } from '../../support/process.ts';
import { until } from '../../support/until.ts';

export interface Process {
  readonly url: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  log(): string;
  /** Resolves once it is gone. */
  stop(): Promise<void>;
}

/** Seconds until one is ready on a busy machine. */
const TIMEOUT_SECONDS = 60;

/** Ports that it is to listen at, else any that are free. */
export interface Ports {
  readonly httpPort: number;
  readonly grpcPort: number;
}

export const freePorts = async (): Promise<Ports> => ({ httpPort: await freePort(), grpcPort: await freePort() });

/** Runs `thanos <args>` with its addresses; resolves once it is ready. */
export async function start(binary: string, args: readonly string[], given?: Ports): Promise<Process> {
  const { httpPort, grpcPort } = given ?? (await freePorts());
  const folder = temporaryFolder('thanos-');
  const all = [...args, `--http-address=127.0.0.1:${httpPort}`, `--grpc-address=127.0.0.1:${grpcPort}`];
  const made = launch(binary, all, join(folder, 'log'), { cwd: folder, env: { ...process.env, GOMAXPROCS: '2' } });
  const url = `http://127.0.0.1:${httpPort}`;
  const stop = async (): Promise<void> => {
    await made.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  await until(
    `thanos ${args[0]} is ready`,
    async () => made.isOver() || (await fetch(`${url}/-/ready`)).ok,
    TIMEOUT_SECONDS,
  );
  if (made.isOver()) throw new Error(`thanos ${args[0]} does not run: ${made.said().slice(-2000)}`);
  return { url, httpPort, grpcPort, log: made.said, stop };
}
