// `npm run bench`: how long a sync takes among 13 to 5,000 monitors, and among 2,000 rule objects, over HTTP, JSON included. Prints a table and writes JSON.
// --sizes=MONITORS[/RULES/ALERTS],...: a fifth as many rule objects of five alerts unless said otherwise.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { KindMap, SyncResponse } from '../../hooks/kube/hook.ts';
import { keyOf } from '../../hooks/kube/meta.ts';
import { type Load, syncRequest } from './load.ts';

const { values: flags } = parseArgs({
  options: { sizes: { type: 'string', default: '13,300,1000,5000,13/2000/10' }, rounds: { type: 'string', default: '21' } },
});
const root = resolve(import.meta.dirname, '../..');
const PORT = 18_080;
const agent = new Agent({ keepAlive: true });

const post = (path: string, body: Buffer): Promise<{ ms: number; body: Buffer }> =>
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

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [`${root}/dist/main.js`, `--listen-address=127.0.0.1:${PORT}`, '--log-level=warn'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (let i = 0; i < 200; i++) {
    const up = await fetch(`http://127.0.0.1:${PORT}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return child;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error('the hooks did not start');
}

const residentMiB = (pid: number | undefined, field: string): number =>
  Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

function asChildren(answer: SyncResponse): KindMap {
  const out: Record<string, Record<string, SyncResponse['children'][number]>> = {};
  for (const child of answer.children) {
    const kind = `${child.kind}.${child.apiVersion}`;
    out[kind] = { ...out[kind], [keyOf(child)]: { ...child, metadata: { ...child.metadata, uid: keyOf(child), resourceVersion: '1' } } };
  }
  return out;
}

const at = (sorted: readonly number[], part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
const round = (ms: number): number => Math.round(ms * 10) / 10;

function loadOf(size: string): Load {
  const [monitors = 0, rules = Math.ceil(monitors / 5), alerts = 5] = size.split('/').map(Number);
  return { monitors, rules, alerts };
}

async function measure(load: Load) {
  const child = await start();
  try {
    const cold = await post('/prometheus/sync', Buffer.from(JSON.stringify(syncRequest(load, {}))));
    const children = asChildren(JSON.parse(cold.body.toString()) as SyncResponse);
    const times: number[] = [];
    let requestBytes = 0;
    for (let i = 0; i < Number(flags.rounds); i++) {
      const body = Buffer.from(JSON.stringify(syncRequest(load, children, (i * 37) % Math.max(load.monitors, load.rules), i + 1)));
      requestBytes = body.length;
      times.push((await post('/prometheus/sync', body)).ms);
    }
    const unchanged: number[] = [];
    const same = Buffer.from(JSON.stringify(syncRequest(load, children)));
    for (let i = 0; i < Number(flags.rounds); i++) unchanged.push((await post('/prometheus/sync', same)).ms);
    times.sort((a, b) => a - b);
    unchanged.sort((a, b) => a - b);
    return {
      ...load,
      'cold ms': round(cold.ms),
      'one changed p50 ms': round(at(times, 0.5)),
      'one changed p95 ms': round(at(times, 0.95)),
      'unchanged p50 ms': round(at(unchanged, 0.5)),
      'request KiB': Math.round(requestBytes / 1024),
      'answer KiB': Math.round(cold.body.length / 1024),
      'resident MiB': residentMiB(child.pid, 'VmRSS'),
      'peak MiB': residentMiB(child.pid, 'VmHWM'),
    };
  } finally {
    child.kill('SIGTERM');
    await new Promise((end) => child.once('exit', end));
  }
}

const rows = [];
for (const size of flags.sizes.split(',')) rows.push(await measure(loadOf(size)));
console.table(rows);
mkdirSync(`${root}/bench/results`, { recursive: true });
writeFileSync(`${root}/bench/results/sync.json`, `${JSON.stringify(rows, null, 1)}\n`);
agent.destroy();
