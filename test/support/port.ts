// Ports of this machine for programs with a port option.
import { createSocket } from 'node:dgram';
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

/** Where processes reserve ports: nothing else uses UDP there. */
const RESERVATIONS = { address: '127.66.66.66', offset: -14_000 };

/**
 * Whether no other process has reserved the port; from now on this one has. The reservation is a bound socket. It ends
 * with the process. Without it two processes could find the same port free before either listens.
 */
async function reserve(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port + RESERVATIONS.offset, RESERVATIONS.address);
    await once(socket, 'listening');
  } catch {
    return false;
  }
  socket.unref();
  return true;
}

/** A port that is free and that no process has been given before. Throws if there is none. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < OF_A_PROCESS * PROCESSES; tries++) {
    const port = next++;
    if (next === FIRST + OF_A_PROCESS * PROCESSES) next = FIRST;
    if ((await reserve(port)) && (await isFree(port))) return port;
  }
  throw new Error('no port is free');
}
