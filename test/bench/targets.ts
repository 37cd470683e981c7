// `npm run bench:bindings`, second part: what reports of targets cost the hooks. One Prometheus with 1,000 monitors of
// five targets each; the clock of the requests goes on by a minute. The hooks run in this process, without HTTP; the
// fake Prometheus is another process. Prints a table and writes JSON.
// --monitors=COUNT --minutes=COUNT
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { compute } from '../../hooks/app/compute/answer.ts';
import type { DecoratorResponse, SyncResponse } from '../../hooks/core/hook.ts';
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { TARGETS_LABEL, targetLabels } from '../../hooks/prometheus/targets/configmaps.ts';
import { jobsOf } from '../../hooks/scrape/jobnames.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readyPod } from '../support/objects.ts';
import { kindMap } from '../support/requests.ts';
import { type FakeTarget, targetsBody } from '../support/targets.ts';
import { report } from './hooks.ts';
import { prometheus, serviceMonitor, syncRequest } from './load.ts';

const { values: flags } = parseArgs({
  options: { monitors: { type: 'string', default: '1000' }, minutes: { type: 'string', default: '15' } },
});
const [MONITORS, MINUTES] = [Number(flags.monitors), Number(flags.minutes)];
const [EACH, LABELS, IP] = [5, 25, '127.79.0.1'];
const REFUSED = 'dial tcp 10.0.0.1:8080: connect: connection refused';

/** Whether a target is down in a minute. */
type IsDown = (target: number, minute: number) => boolean;
const random = (target: number, minute: number): number => {
  const x = Math.sin(target * 12.9898 + minute * 78.233) * 43758.5453;
  return x - Math.floor(x);
};
const CASES: Readonly<Record<string, { readonly isOn: boolean; readonly isDown: IsDown }>> = {
  'reports off': { isOn: false, isDown: () => false },
  'at rest': { isOn: true, isDown: () => false },
  '1 % flap for one read': { isOn: true, isDown: (target, minute) => random(target, minute) < 0.01 },
  '1 % begin to flap each minute, for five minutes': {
    isOn: true,
    isDown: (target, minute) => [0, 1, 2, 3, 4].some((ago) => random(target, minute - ago) < 0.01),
  },
};

const folder = temporaryFolder('targets-');
const fake = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'targetserver.ts'), IP], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface({ input: fake.stdout });

/** Makes the fake Prometheus answer with these targets. Gives the bytes of its response, plain and compressed. */
async function serve(isDown: IsDown, minute: number): Promise<readonly [plain: number, compressed: number]> {
  const targets = Array.from({ length: MONITORS * EACH }, (_, i): FakeTarget => {
    const job = `${jobsOf(serviceMonitor(Math.floor(i / EACH)))}/0`;
    return isDown(i, minute) ? { job, error: REFUSED } : { job };
  });
  const file = join(folder, 'body.json');
  const body = targetsBody(targets, LABELS);
  writeFileSync(file, body);
  fake.stdin.write(`${file}\n`);
  const [line] = (await once(lines, 'line')) as [string];
  return [Buffer.byteLength(body), Number(line)];
}

interface Cost {
  ms: number;
  bytes: number;
}

async function call<T>(
  path: string,
  body: object,
  now: number,
  flagsOf: readonly string[],
): Promise<Cost & { answer: T }> {
  const bytes = Buffer.from(JSON.stringify(body));
  const before = process.cpuUsage();
  const { code, body: answer } = await compute({ path, body: bytes, now }, optionsOf(flagsOf));
  const { user, system } = process.cpuUsage(before);
  if (code !== 200) throw new Error(`${code}: ${answer}`);
  return { ms: (user + system) / 1000, bytes: bytes.length, answer: JSON.parse(String(answer)) as T };
}

const known = new Map<string, ReturnType<typeof parseOptions>>();
function optionsOf(flagsOf: readonly string[]) {
  const key = flagsOf.join();
  const found = known.get(key) ?? parseOptions(flagsOf);
  known.set(key, found);
  return found;
}

const stored = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    uid: `${object.kind}-${object.metadata.name}`,
    ownerReferences: [{ apiVersion: '', kind: 'Prometheus', name: 'k8s', uid: 'k8s', controller: true }],
  },
});

async function measure(name: string, start: number) {
  const { isOn, isDown } = CASES[name] as (typeof CASES)[string];
  const flagsOf = isOn ? ['--target-health-namespaces=monitoring'] : [];
  const load = { monitors: MONITORS, rules: 0, alerts: 0 };
  let children: readonly KubernetesObject[] = [];
  let status: object = {};
  const statuses = new Map<string, object | null>();
  const total = { ms: 0, syncs: 0, decorators: 0, decoratorMs: 0, bytes: 0, maps: 0, statuses: 0, plain: 0, gzip: 0 };

  const sync = async (now: number) => {
    const request = syncRequest(load, kindMap(children));
    const set = children.find(({ kind }) => kind === 'StatefulSet');
    const pod = set && readyPod(set);
    const pods = pod
      ? { 'Pod.v1': { [keyOf(pod)]: { ...pod, status: { ...(pod['status'] as object), podIP: IP } } } }
      : {};
    const parent = { ...prometheus, metadata: { ...prometheus.metadata, uid: name }, status };
    const found = await call<SyncResponse>(
      '/prometheus/sync',
      { ...request, parent, related: { ...request.related, ...pods } },
      now,
      flagsOf,
    );
    const before = new Map(children.map((child) => [`${child.kind}/${keyOf(child)}`, JSON.stringify(child['data'])]));
    children = found.answer.children.map(stored);
    status = found.answer.status;
    const changed = children.filter(
      (child) =>
        child.metadata.labels?.[TARGETS_LABEL] !== undefined &&
        before.get(`${child.kind}/${keyOf(child)}`) !== JSON.stringify(child['data']),
    );
    return { found, changed };
  };

  /** Calls the decorators of the monitors whose reports are in the ConfigMaps with these labels. */
  const decorate = async (labels: readonly string[], now: number) => {
    const cost = { ms: 0, bytes: 0, calls: 0, writes: 0 };
    for (let i = 0; i < MONITORS; i++) {
      const monitor = serviceMonitor(i);
      const key = jobsOf(monitor);
      const own = targetLabels(key);
      if (!labels.some((label) => own.includes(label))) continue;
      const maps = children.filter(({ metadata }) => own.includes(metadata.labels?.[TARGETS_LABEL] ?? ''));
      const before = statuses.get(key) ?? null;
      const object = { ...monitor, ...(before ? { status: before } : {}) };
      const request = { object, attachments: {}, related: kindMap(maps), finalizing: false };
      const one = await call<DecoratorResponse>('/assets/servicemonitor/sync', request, now, flagsOf);
      cost.calls++;
      cost.ms += one.ms;
      cost.bytes += one.bytes;
      if (JSON.stringify(one.answer.status) !== JSON.stringify(before)) cost.writes++;
      statuses.set(key, one.answer.status);
    }
    return cost;
  };

  for (let minute = -3; minute < MINUTES; minute++) {
    const now = start + minute * 60_000;
    const isCounted = minute >= 0;
    const [plain, compressed] = isOn ? await serve(isDown, minute) : [0, 0];
    const { found, changed } = await sync(now);
    // The written ConfigMaps cause one more sync of the Prometheus, and one of each monitor in them.
    const again = changed.length > 0 ? (await sync(now)).found : { ms: 0, bytes: 0 };
    const labels = changed.map(({ metadata }) => metadata.labels?.[TARGETS_LABEL] ?? '');
    const { ms, bytes, calls, writes } = await decorate(labels, now);
    if (!isCounted) continue;
    total.ms += found.ms + again.ms + ms;
    total.decoratorMs += ms;
    total.syncs += changed.length > 0 ? 2 : 1;
    total.decorators += calls;
    total.bytes += found.bytes + again.bytes + bytes;
    total.maps += changed.length;
    total.statuses += writes;
    total.plain += plain;
    total.gzip += compressed;
  }
  const each = (value: number, unit = 1): number => Math.round((10 * value) / MINUTES / unit) / 10;
  return {
    case: name,
    'CPU ms a minute': each(total.ms),
    'of it decorators': each(total.decoratorMs),
    'syncs of the Prometheus': each(total.syncs),
    'of monitors': each(total.decorators),
    'requests, MB': each(total.bytes, 1e6),
    'writes of ConfigMaps': each(total.maps),
    'of statuses': each(total.statuses),
    'read, MB': each(total.plain, 1e6),
    'compressed, MB': each(total.gzip, 1e6),
  };
}

const rows = [];
let start = Date.UTC(2027, 0, 1);
for (const name of Object.keys(CASES)) {
  start += 86_400_000;
  rows.push(await measure(name, start));
}
report('targets', rows);
fake.stdin.end();
lines.close();
rmSync(folder, { recursive: true });
