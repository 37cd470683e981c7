// Many Prometheus that select the same objects, as Metacontroller sends them: cold, and after one monitor changed.
// --fleets=PROMETHEUS/MONITORS[/RULES/ALERTS],...; --workers: concurrent requests, as `--workers` of Metacontroller.
import { parseArgs } from 'node:util';
import type { KindMap, SyncRequest, SyncResponse } from '../../hooks/core/hook.ts';
import { asChildren, at, busy, hangUp, post, report, residentMiB, round, start, stop } from './hooks.ts';
import { fleetPrometheus, type Load, syncRequest } from './load.ts';

const { values: flags } = parseArgs({
  options: {
    fleets: { type: 'string', default: '1/1000,20/1000,70/1000,1/5000,20/5000,70/5000' },
    rounds: { type: 'string', default: '5' },
    workers: { type: 'string', default: '5' },
  },
});
const WORKERS = Number(flags.workers);

interface Fleet extends Load {
  readonly prometheus: number;
}

function fleetOf(text: string): Fleet {
  const [prometheus = 1, monitors = 0, rules = Math.ceil(monitors / 5), alerts = 10] = text.split('/').map(Number);
  return { prometheus, monitors, rules, alerts };
}

/** The answer, after retries where the hooks ask for them, as Metacontroller makes them. */
async function answered(body: Buffer): Promise<Buffer> {
  for (;;) {
    try {
      return (await post('/prometheus/sync', body)).body;
    } catch (error) {
      if (!/^(429|503):/.test((error as Error).message)) throw error;
    }
  }
}

/** Runs the jobs, so many at a time. */
async function together(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let job = jobs[next++]; job; job = jobs[next++]) await job();
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

interface Round {
  readonly seconds: number;
  readonly cpuMs: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
}

/** Syncs all Prometheus once. `children`: what they have, which the answers replace. */
async function syncAll(
  fleet: Fleet,
  pid: number | undefined,
  children: KindMap[],
  [changed, revision]: [number, number],
) {
  // The related objects are the same text for all. Only the parent and its children differ.
  const related = JSON.stringify(syncRequest(fleet, {}, changed, revision).related);
  const sizes = { requestBytes: 0, answerBytes: 0 };
  const jobs = children.map((own, i) => async () => {
    const parent = fleetPrometheus(i);
    const start = JSON.stringify({ parent, children: own, finalizing: false } satisfies Omit<SyncRequest, 'related'>);
    const body = Buffer.from(`${start.slice(0, -1)},"related":${related}}`);
    const answer = await answered(body);
    children[i] = asChildren(JSON.parse(answer.toString()) as SyncResponse);
    sizes.requestBytes += body.length;
    sizes.answerBytes += answer.length;
  });
  const [began, cpu] = [performance.now(), busy(pid)];
  await together(jobs);
  return { seconds: (performance.now() - began) / 1000, cpuMs: busy(pid) - cpu, ...sizes } satisfies Round;
}

const MEBIBYTE = 2 ** 20;
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

async function measure(fleet: Fleet) {
  const child = await start();
  const children: KindMap[] = Array.from({ length: fleet.prometheus }, () => ({}));
  try {
    const cold = await syncAll(fleet, child.pid, children, [-1, 0]);
    const rounds: Round[] = [];
    for (let i = 1; i <= Number(flags.rounds); i++)
      rounds.push(await syncAll(fleet, child.pid, children, [(i * 37) % fleet.monitors, i]));
    const [last] = rounds;
    return {
      ...fleet,
      'cold s': round(cold.seconds),
      'cold CPU s': round(cold.cpuMs / 1000),
      'one changed p50 ms': Math.round(1000 * at(sorted(rounds.map(({ seconds }) => seconds)), 0.5)),
      'one changed CPU ms': at(sorted(rounds.map(({ cpuMs }) => cpuMs)), 0.5),
      'requests MiB': Math.round((last?.requestBytes ?? 0) / MEBIBYTE),
      'answers MiB': Math.round((last?.answerBytes ?? 0) / MEBIBYTE),
      'resident MiB': residentMiB(child.pid, 'VmRSS'),
      'peak MiB': residentMiB(child.pid, 'VmHWM'),
    };
  } finally {
    await stop(child);
  }
}

const rows = [];
for (const text of flags.fleets.split(',')) rows.push(await measure(fleetOf(text)));
report('fleet', rows);
hangUp();
