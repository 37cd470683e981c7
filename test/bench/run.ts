// `npm run bench`: how long a sync takes among 13 to 5,000 monitors, and among 2,000 rule objects, over HTTP, JSON
// included. Prints a table and writes JSON.
// --sizes=MONITORS[/RULES/ALERTS],...: a fifth as many rule objects of five alerts unless said otherwise.
import { parseArgs } from 'node:util';
import type { SyncResponse } from '../../hooks/core/hook.ts';
import { asChildren, at, hangUp, post, report, residentMiB, round, start, stop } from './hooks.ts';
import { type Load, syncRequest } from './load.ts';

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: '13,300,1000,5000,13/2000/10' },
    rounds: { type: 'string', default: '21' },
  },
});

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
      const body = Buffer.from(
        JSON.stringify(syncRequest(load, children, (i * 37) % Math.max(load.monitors, load.rules), i + 1)),
      );
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
    await stop(child);
  }
}

const rows = [];
for (const size of flags.sizes.split(',')) rows.push(await measure(loadOf(size)));
report('sync', rows);
hangUp();
