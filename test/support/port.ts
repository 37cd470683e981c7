// Ports of this machine for programs with a port option.
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below what Linux gives to outgoing connections (32768 and up), so that none of those takes a port before its program
 * listens.
 */
const FIRST = 24_000;
const OF_A_PROCESS = 100;
const PROCESSES = 60;

/** Processes that run at the same time have numbers near each other, so each begins in a range of its own. */
let next = FIRST + (process.pid % PROCESSES) * OF_A_PROCESS;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '0.0.0.0'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** A port that is free now and that this process has not given before. Throws if there is none. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < OF_A_PROCESS * PROCESSES; tries++) {
    const port = next++;
    if (next === FIRST + OF_A_PROCESS * PROCESSES) next = FIRST;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}
