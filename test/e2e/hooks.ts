// The hooks as a process of their own, as in a pod: started, stopped, killed and asked for their figures.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '../support/port.ts';
import { until } from '../support/until.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Hooks {
  readonly url: string;
  readonly log: string;
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** How many calls of a controller's hook were answered with 200 since the start. */
  calls(controller: string, hook: string): Promise<number>;
}

/** The text of an answer with code 200. `ca`: over TLS, with this authority. */
async function read(url: string, ca: string | undefined): Promise<string> {
  const sent = ca ? getSecure(url, { ca, agent: false }) : get(url, { agent: false });
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const content = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
  return content;
}

/**
 * Hooks on a free port of 127.0.0.1, started with `flags`: the sources, or the built file that HOOKS_MAIN names. `ca`:
 * the authority of their certificate, where the flags give them one. `gid`: the group of their process; only root can
 * choose.
 */
export async function hooks(flags: readonly string[], ca?: string, gid?: number): Promise<Hooks> {
  const port = await freePort();
  const url = `${ca ? 'https' : 'http'}://127.0.0.1:${port}`;
  const log = join(tmpdir(), `prometheus-metacontroller-hooks-${process.pid}.log`);
  let running: ChildProcess | undefined;
  process.once('exit', () => running?.kill());
  return {
    url,
    log,
    start: async () => {
      const out = openSync(log, 'a');
      const program = process.env['HOOKS_MAIN']
        ? [process.env['HOOKS_MAIN']]
        : ['--import', 'tsx', 'hooks/app/main.ts'];
      const args = [...program, `--listen-address=127.0.0.1:${port}`, ...flags];
      const started = spawn(process.execPath, args, {
        cwd: ROOT,
        stdio: ['ignore', out, out],
        ...(gid === undefined ? {} : { gid }),
      });
      running = started;
      // An answer after the end of this process comes from another process.
      const ended = once(started, 'exit').then(() => {
        throw new Error(`the hooks ended at their start: see ${log}`);
      });
      ended.catch(() => {});
      await Promise.race([ended, until('the hooks are ready', () => read(`${url}/readyz`, ca))]);
    },
    stop: async (signal = 'SIGTERM') => {
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      running.kill(signal);
      await once(running, 'exit');
      running = undefined;
    },
    calls: async (controller, hook) => {
      const figures = await read(`${url}/metrics`, ca);
      const labels = `{controller="${controller}",hook="${hook}",code="200"}`;
      const line = figures
        .split('\n')
        .find((item) => item.startsWith(`prometheus_metacontroller_hook_requests_total${labels}`));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
  };
}
