// The built hooks as a process, and requests to them as Metacontroller sends them.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import type { KindMap, SyncResponse } from '../../hooks/core/hook.ts';
import { keyOf } from '../../hooks/core/meta.ts';

const root = resolve(import.meta.dirname, '../..');
const PORT = 18_080;
const agent = new Agent({ keepAlive: true });

/** Milliseconds from the first byte of the request to the last one of the answer. */
export const post = (path: string, body: Buffer): Promise<{ ms: number; body: Buffer }> =>
  new Promise((done, fail) => {
    const started = performance.now();
    const call = request(
      {
        host: '127.0.0.1',
        port: PORT,
        path,
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const whole = Buffer.concat(parts);
          if (answer.statusCode === 200) done({ ms: performance.now() - started, body: whole });
          else fail(new Error(`${answer.statusCode}: ${whole.toString().slice(0, 500)}`));
        });
      },
    );
    call.on('error', fail);
    call.end(body);
  });

const isUp = (path: string): Promise<boolean> =>
  fetch(`http://127.0.0.1:${PORT}${path}`).then(
    (answer) => answer.ok,
    () => false,
  );

/** `flags`: of Node. */
export async function start(flags: readonly string[] = []): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [...flags, `${root}/dist/app/main.js`, `--listen-address=127.0.0.1:${PORT}`, '--log-level=warn'],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  for (let i = 0; i < 200; i++) {
    if (await isUp('/readyz')) return child;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error('the hooks did not start');
}

export async function stop(child: ChildProcess): Promise<void> {
  const end = new Promise((ended) => child.once('exit', ended));
  child.kill('SIGTERM');
  await end;
}

/** How long the hooks take to say that they live, in milliseconds: as long as one thing keeps them from all others. */
export async function pulse(): Promise<number> {
  const started = performance.now();
  await isUp('/healthz');
  return performance.now() - started;
}

export const residentMiB = (pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number =>
  Math.round(
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
  );

/** Milliseconds that the process has kept a core busy (proc(5): stat, in hundredths of a second). */
export function busy(pid: number | undefined): number {
  const [, , , , , , , , , , , user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
    .map(Number);
  return 10 * (user + system);
}

export function asChildren(answer: SyncResponse): KindMap {
  const out: Record<string, Record<string, SyncResponse['children'][number]>> = {};
  for (const child of answer.children) {
    const kind = `${child.kind}.${child.apiVersion}`;
    out[kind] = {
      ...out[kind],
      [keyOf(child)]: { ...child, metadata: { ...child.metadata, uid: keyOf(child), resourceVersion: '1' } },
    };
  }
  return out;
}

export const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
export const round = (ms: number): number => Math.round(ms * 10) / 10;

/** Prints the table, and writes it to `bench/results`. */
export function report(name: string, rows: readonly object[]): void {
  console.table(rows);
  mkdirSync(`${root}/bench/results`, { recursive: true });
  writeFileSync(`${root}/bench/results/${name}.json`, `${JSON.stringify(rows, null, 1)}\n`);
}

/** Lets the process end. */
export const hangUp = (): void => agent.destroy();
