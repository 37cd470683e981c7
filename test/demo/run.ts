// `npm run demo`: a cluster in memory, the hooks, and the page. A story shows the main job: children appear, a monitor is
// broken and says why, it is repaired. `--once` runs the story without pauses, checks it, and ends.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { demo } from './demo.ts';

const { values: flags } = parseArgs({
  options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: '8080' } },
});

const running = await demo(Number(flags.port));
console.log(`Page ${running.page}`);
console.log(`Hook curl --json @test/curl/prometheus-sync.json localhost:${flags.port}/prometheus/sync`);
console.log('Stop Ctrl-C');

if (flags.once) {
  const wrong = await running.check();
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} else await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await running.stop();
