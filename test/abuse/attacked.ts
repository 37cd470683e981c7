// The started server while one object keeps it busy: whether it goes on, answers others, and names the culprit.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import type { SyncResponse } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { prometheusConfig } from '../support/config.ts';
import { namespace, prometheus, serviceMonitor } from '../support/objects.ts';
import { freePort } from '../support/port.ts';
import { syncRequest } from '../support/requests.ts';
import { until } from '../support/until.ts';

/** What `npm run build` makes. */
const MAIN = resolve(import.meta.dirname, '../../dist/app/main.js');
const agent = new Agent({ keepAlive: true });

export interface Answered {
  readonly code: number;
  readonly milliseconds: number;
  readonly body: string;
}

export interface Attacked {
  readonly port: number;
  readonly process: ChildProcess;
  call(path: string, body?: string): Promise<Answered>;
  /** Milliseconds of processor time that it has taken: the thread that listens, or all threads. */
  computed(threads: 'main' | 'all'): number;
  /** MiB of memory: now, or the most it ever took. */
  resident(field: 'VmRSS' | 'VmHWM'): number;
  stop(): Promise<void>;
}

const call = (port: number, path: string, body: string | undefined): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(
      { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', agent, headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const milliseconds = performance.now() - begun;
          resolve({ code: answer.statusCode ?? 0, milliseconds, body: Buffer.concat(parts).toString() });
        });
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

/** A tick of the processor times in /proc, in milliseconds: USER_HZ is 100 on Linux (proc_pid_stat(5)). */
const TICK = 10;

/** utime and stime of a file of /proc, in milliseconds. The name of the program, in parentheses, may have spaces. */
function processorTime(file: string): number {
  const stat = readFileSync(file, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** The hooks as in a container of 1 GiB. */
export async function attacked(...flags: readonly string[]): Promise<Attacked> {
  const port = await freePort();
  // As in the image: what a test loads into each process takes memory of its own.
  const args = [MAIN, `--listen-address=127.0.0.1:${port}`, '--log-level=error', '--memory=1024', ...flags];
  const running = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.once('exit', () => running.kill('SIGKILL'));
  const at = (path: string, body?: string) => call(port, path, body);
  await until('the hooks are ready', async () => (await at('/readyz')).code === 200);
  return {
    port,
    process: running,
    call: at,
    computed: (threads) =>
      processorTime(`/proc/${running.pid}/${threads === 'main' ? `task/${running.pid}/` : ''}stat`),
    resident: (field) =>
      Math.round(
        Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${running.pid}/status`, 'utf8'))?.[1] ?? 0) /
          1024,
      ),
    stop: async () => {
      running.kill('SIGTERM');
      if (running.exitCode === null) await once(running, 'exit');
    },
  };
}

let versions = 0;
const stored = (object: KubernetesObject, uid: string): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, uid, resourceVersion: String(++versions), generation: 1 },
});

/** Everything a Prometheus of a platform selects. */
const EVERYTHING = {
  serviceMonitorSelector: {},
  serviceMonitorNamespaceSelector: {},
  podMonitorSelector: {},
  podMonitorNamespaceSelector: {},
  probeSelector: {},
  probeNamespaceSelector: {},
  scrapeConfigSelector: {},
  scrapeConfigNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
};

export const INNOCENTS = Array.from({ length: 10 }, (_, i) => `innocent-${i}`);

/** A Prometheus among ten innocent monitors and whatever else. */
export function platform(name: string, spec: object, others: readonly KubernetesObject[]): string {
  const parent = stored(prometheus({ ...EVERYTHING, ...spec }, { name }), `uid-${name}`);
  const monitors = INNOCENTS.map((monitor) => serviceMonitor({}, { name: monitor, namespace: 'team-a' }));
  const all = [namespace('monitoring'), namespace('team-a'), namespace('tenant'), ...monitors, ...others];
  return JSON.stringify(
    syncRequest(
      parent,
      all.map((object, i) => stored(object, `uid-${name}-${i}`)),
    ),
  );
}

/** What one expensive sync did to all others. */
export interface Damage {
  readonly answered: Answered;
  readonly answer: SyncResponse;
  /** The longest wait, in milliseconds, as far as the server computed meanwhile. */
  readonly health: number;
  readonly innocent: number;
  /** Innocent monitors without a job. */
  readonly missing: readonly string[];
  readonly message: string;
}

/** Sends the request. Until it is answered, asks for the health and for an innocent Prometheus. */
export async function attack(server: Attacked, body: string, path = '/prometheus/sync'): Promise<Damage> {
  const innocent = platform('innocent', {}, []);
  let [isOver, health, slowest] = [false, 0, 0];
  const during = async (look: () => Promise<void>): Promise<void> => {
    do {
      await look();
      await new Promise((next) => setTimeout(next, 20));
    } while (!isOver);
  };
  // On a busy machine a wait is longer than what the server computed meanwhile.
  const wait = async (threads: 'main' | 'all', path: string, body?: string): Promise<number> => {
    const before = server.computed(threads);
    const { code, milliseconds } = await server.call(path, body);
    return code === 200 ? Math.min(milliseconds, server.computed(threads) - before) : Number.POSITIVE_INFINITY;
  };
  const looks = [
    during(async () => {
      health = Math.max(health, await wait('main', '/healthz'));
    }),
    during(async () => {
      slowest = Math.max(slowest, await wait('all', '/prometheus/sync', innocent));
    }),
  ];
  const answered = await server.call(path, body);
  isOver = true;
  await Promise.all(looks);
  const answer = JSON.parse(answered.body) as SyncResponse;
  const conditions = (answer.status?.['conditions'] ?? []) as { type: string; status: string; message: string }[];
  const secret = answer.children?.find(
    ({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-shared',
  );
  const jobs = secret ? prometheusConfig(secret).scrape_configs.map(({ job_name }) => job_name) : [];
  return {
    answered,
    answer,
    health,
    innocent: slowest,
    missing: INNOCENTS.filter((name) => !jobs.some((job) => job.startsWith(`serviceMonitor/team-a/${name}/`))),
    message: conditions
      // There are no pods, which Available reports.
      .filter(({ type, status }) => status === 'False' && type !== 'Available')
      .map(({ message }) => message)
      .join('\n'),
  };
}
