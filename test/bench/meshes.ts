// `npm run bench:meshes`: how long syncs of 50 Alertmanagers of three pods take while the hooks ask the peers: five at
// a time, as Metacontroller has it by default (--workers), and all at once. Each case is a new process; the first round
// is reported as cold, the last one in full. Prints a table and writes JSON. Needs the ports 9093 and 9094.
// --alerts=COUNT: so many in each peer. --node=FLAG: a flag of Node for the hooks, such as --cpu-prof.
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { SyncResponse } from '../../hooks/core/hook.ts';
import { condition } from '../support/condition.ts';
import { firstRequest, laterRequest, type Phase } from './alertmanagers.ts';
import { asChildren, at, busy, hangUp, post, pulse, report, residentMiB, round, start, stop } from './hooks.ts';
import { type Peers, peers } from './peers.ts';

const { values: flags } = parseArgs({
  options: {
    meshes: { type: 'string', default: '50' },
    alerts: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '2' },
    node: { type: 'string', multiple: true, default: [] },
  },
});
const meshes = Array.from({ length: Number(flags.meshes) }, (_, i) => i);
const [WORKERS, ALL] = [5, meshes.length];
/** Milliseconds between rounds: as the hooks ask to be called again while something goes on. */
const PAUSE = 3000;

const bytes = (of: object): Buffer => Buffer.from(JSON.stringify(of));
const answered = ({ body }: { readonly body: Buffer }): SyncResponse => JSON.parse(body.toString()) as SyncResponse;

const healthOf = ({ status }: SyncResponse) =>
  condition({ apiVersion: '', kind: '', metadata: { name: '' }, status }, 'MeshHealthy');

/** Each text, and how often it is there. */
function tally(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${count} ${text}`).join(', ');
}

/** What keeps peers from being verified, without their names. */
const obstacles = (answers: readonly SyncResponse[]): string[] =>
  answers
    .flatMap((answer) => healthOf(answer)?.message.split('\n') ?? [])
    .filter(Boolean)
    .map((line) => line.replaceAll(/alertmanager-main-\d+/g, 'POD'));

/** The longest pulse until it is stopped. */
async function pulses(until: AbortSignal): Promise<number> {
  let worst = 0;
  while (!until.aborted) {
    worst = Math.max(worst, await pulse());
    await rest(10);
  }
  return worst;
}

const sorted = (answers: readonly { readonly ms: number }[]): number[] =>
  answers.map(({ ms }) => ms).sort((a, b) => a - b);

async function all(bodies: readonly Buffer[], workers: number) {
  const ended = new AbortController();
  const watched = pulses(ended.signal);
  const answers: { readonly ms: number; readonly body: Buffer }[] = [];
  const waiting = [...bodies];
  const worker = async (): Promise<void> => {
    for (let body = waiting.shift(); body; body = waiting.shift()) answers.push(await post('/alertmanager/sync', body));
  };
  await Promise.all(Array.from({ length: workers }, worker));
  ended.abort();
  return { answers, pulse: await watched };
}

async function measure(title: string, phase: Phase, workers: number, { asked }: Peers) {
  const child = await start(flags.node);
  try {
    const first = await Promise.all(
      meshes.map(async (mesh) => asChildren(answered(await post('/alertmanager/sync', bytes(firstRequest(mesh)))))),
    );
    const now = Date.now();
    const bodies = first.map((children, mesh) => bytes(laterRequest(mesh, children, phase, now)));
    const cold = await all(bodies, workers);
    let [last, askedBefore, busyBefore] = [cold, 0, 0];
    for (let i = 1; i < Number(flags.rounds); i++) {
      await rest(PAUSE);
      [askedBefore, busyBefore] = [asked(), busy(child.pid)];
      last = await all(bodies, workers);
    }
    const [times, answers] = [sorted(last.answers), last.answers.map(answered)];
    console.log(`peers ${title}: ${tally(obstacles(answers)) || 'all verified'}`);
    return {
      peers: title,
      'at a time': workers,
      'cold, worst ms': Math.round(at(sorted(cold.answers), 1)),
      'median ms': round(at(times, 0.5)),
      'worst ms': round(at(times, 1)),
      'slowest /healthz ms': round(last.pulse),
      'busy ms': busy(child.pid) - busyBefore,
      connections: asked() - askedBefore,
      MeshHealthy: tally(answers.map((answer) => healthOf(answer)?.reason ?? '')),
      'peak MiB': residentMiB(child.pid, 'VmHWM'),
    };
  } finally {
    await stop(child);
  }
}

const mesh = await peers(Number(flags.alerts)).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error;
  console.log(`Fifty Alertmanagers: skipped, the ports of the peers are taken (${error.message})`);
  return undefined;
});
if (mesh) {
  const rows = [await measure('answer', 'rollout', WORKERS, mesh), await measure('answer', 'rollout', ALL, mesh)];
  mesh.settle();
  rows.push(await measure('answer, at rest', 'rest', ALL, mesh));
  mesh.fallSilent();
  rows.push(await measure('are silent', 'rollout', WORKERS, mesh), await measure('are silent', 'rollout', ALL, mesh));
  await mesh.close();
  rows.push(await measure('refuse', 'rollout', ALL, mesh));
  report('meshes', rows);
  hangUp();
}
