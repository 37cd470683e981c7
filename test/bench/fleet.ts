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

/** Runs the jobs, so many at a time. */
async function together(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let job = jobs[next++]; job; job = jobs[next++]) await job();
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

async function measure(fleet: Fleet) {
  const child = await start();
  const all = Array.from({ length: fleet.prometheus }, (_, i) => i);
  const children: KindMap[] = all.map(() => ({}));
  let bytes = { request: 0, answer: 0 };
  const round_ = async (changed: number, revision: number): Promise<number> => {
    // The related objects are the same text for all; only the parent and its children differ.
    const { related } = syncRequest(fleet, {}, changed, revision);
    const text = JSON.stringify(related);
    bytes = { request: 0, answer: 0 };
    let spent = 0;
    const jobs = all.map((i) => async () => {
      const own: Omit<SyncRequest, 'related'> = {
        parent: fleetPrometheus(i),
        children: children[i] ?? {},
        finalizing: false,
      };
      const body = Buffer.from(`${JSON.stringify(own).slice(0, -1)},"related":${text}}`);
      const began = performance.now();
      const answer = await post('/prometheus/sync', body);
      spent += performance.now() - began;
      children[i] = asChildren(JSON.parse(answer.body.toString()) as SyncResponse);
      bytes = { request: bytes.request + body.length, answer: bytes.answer + answer.body.length };
    });
    const [began, cpu] = [performance.now(), busy(child.pid)];
    await together(jobs);
    cpus.push(busy(child.pid) - cpu);
    return spent > 0 ? performance.now() - began : 0;
  };
  const cpus: number[] = [];
  try {
    const cold = await round_(-1, 0);
    const coldCpu = cpus.pop() ?? 0;
    const changed: number[] = [];
    for (let i = 0; i < Number(flags.rounds); i++) changed.push(await round_((i * 37) % fleet.monitors, i + 1));
    changed.sort((a, b) => a - b);
    cpus.sort((a, b) => a - b);
    return {
      ...fleet,
      'cold s': round(cold / 1000),
      'cold CPU s': round(coldCpu / 1000),
      'one changed p50 s': round(at(changed, 0.5)) / 1000,
      'one changed CPU ms': at(cpus, 0.5),
      'requests MiB': Math.round(bytes.request / 2 ** 20),
      'answers MiB': Math.round(bytes.answer / 2 ** 20),
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
