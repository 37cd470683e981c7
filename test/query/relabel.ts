// How long a shard takes to decide which of 50,000 targets are its own: `tsx test/query/relabel.ts`. Measured by
// Prometheus itself, for each assignment, at rest and while targets move from three shards to four.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { configText } from '../support/config.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prometheus } from '../support/objects.ts';
import { applied } from '../support/requests.ts';
import { synced } from '../support/tiered.ts';
import { until } from '../support/until.ts';
import { MISSING, programs } from './programs.ts';
import { server } from './servers.ts';

const TARGETS = 50_000;
const PLACE = '/etc/targets/all.json';

/** Of these targets none is scraped: each would have its turn within ten days. */
const JOB: KubernetesObject = {
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'ScrapeConfig',
  metadata: { name: 'many', namespace: 'monitoring', uid: 'many' },
  spec: { scrapeInterval: '10d', scrapeTimeout: '1m', fileSDConfigs: [{ files: [PLACE] }] },
};

/** The configuration of shard 1 with the hooks' rules: of four shards, or on the way there. */
function configOf(assignment: string, isMoving: boolean, folder: string): string {
  const options = parseOptions([`--sharding=${assignment}`]);
  const parent = (shards: number) => prometheus({ shards, scrapeConfigSelector: {} }, { uid: 'me' });
  const before = isMoving ? applied(synced(parent(3), [], [JOB], options).answer.children, parent(3)) : [];
  const text = configText(
    synced(parent(4), before, [JOB], options).answer.children.filter(
      ({ metadata }) => metadata.name === 'prometheus-k8s',
    ),
  );
  return (text ?? '')
    .replaceAll('$(SHARD)', '1')
    .replaceAll('$(POD_NAME)', 'prometheus-k8s-shard-1-0')
    .replaceAll(PLACE, join(folder, 'all.json'));
}

async function measure(binary: string, assignment: string, isMoving: boolean): Promise<void> {
  const folder = temporaryFolder('targets-');
  const targets = Array.from({ length: TARGETS }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}:9100`);
  writeFileSync(join(folder, 'all.json'), JSON.stringify([{ targets, labels: { team: 'shop' } }]));
  const running = await server(binary, { config: configOf(assignment, isMoving, folder) });
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${running.url}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && line.includes('scrapeConfig/monitoring/many'))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };
  const kept = () => metric('prometheus_target_scrape_pool_targets');
  await until(
    'the targets are there',
    async () => (await kept()) > 0 && (await metric('prometheus_target_sync_length_seconds_count')) > 0,
    60,
  );
  const seconds = await metric('prometheus_target_sync_length_seconds_sum');
  console.log(
    assignment.padEnd(12) +
      (isMoving ? 'moving, 3 to 4' : 'four shards').padEnd(16) +
      `${String(await kept()).padStart(8)} of ${TARGETS} kept, ${seconds.toFixed(2)} s`,
  );
  await running.stop();
  rmSync(folder, { recursive: true });
}

if (programs) {
  for (const assignment of ['hashmod', 'consistent'])
    for (const isMoving of [false, true]) await measure(programs.prometheus, assignment, isMoving);
} else console.log(`skipped: ${MISSING}`);
