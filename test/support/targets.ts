// A fake Prometheus with targets, at port 9090 of an address of the loopback network.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A target in a response: its job, and its error if it is down. `health`: instead of up or down. */
export interface FakeTarget {
  readonly job: string;
  readonly error?: string;
  readonly health?: string;
}

/** A response as Prometheus writes it. `labels`: how many labels its discovery has found. */
export const targetsBody = (targets: readonly FakeTarget[], labels = 0): string =>
  JSON.stringify({
    status: 'success',
    data: {
      activeTargets: targets.map(({ job, error = '', health = error ? 'down' : 'up' }, i) => {
        const url = `http://10.0.${i >> 8}.${i & 255}:8080/metrics`;
        const found = Array.from({ length: labels }, (_, n) => [`__meta_kubernetes_pod_label_app_part_${n}`, `v-${i}`]);
        return {
          discoveredLabels: { __address__: `10.0.${i >> 8}.${i & 255}:8080`, ...Object.fromEntries(found) },
          labels: { instance: `10.0.${i >> 8}.${i & 255}:8080`, job: 'app', namespace: 'shop' },
          scrapePool: job,
          scrapeUrl: url,
          globalUrl: url,
          lastError: error ? `Get "${url}": ${error}` : '',
          lastScrape: '2026-11-30T10:00:00.123456789Z',
          lastScrapeDuration: 0.004,
          health,
          scrapeInterval: '30s',
          scrapeTimeout: '10s',
        };
      }),
      droppedTargets: [],
      droppedTargetCounts: {},
    },
  });

/** The server. `state`: its response, and the paths that it was asked for. */
export async function fakePrometheus(t: { teardown(work: () => unknown): void }, ip: string, port = 9090) {
  const state = { body: targetsBody([]), status: 200, asked: [] as string[] };
  const server = createServer(({ url = '', headers }, response) => {
    state.asked.push(url);
    const isTargets = url.includes('/api/v1/targets');
    if (!isTargets) response.writeHead(404).end();
    else if (headers['accept-encoding'] === 'gzip')
      response.writeHead(state.status, { 'content-encoding': 'gzip' }).end(gzipSync(state.body));
    else response.writeHead(state.status).end(state.body);
  }).listen(port, ip);
  await once(server, 'listening');
  t.teardown(() => server.close());
  return state;
}

/** The reads of targets. */
export const targetReads = ({ asked }: { readonly asked: readonly string[] }): number =>
  asked.filter((url) => url.includes('/api/v1/targets')).length;
