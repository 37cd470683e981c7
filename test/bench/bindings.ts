// `npm run bench:bindings`, first part: what `status.bindings` of monitors cost the hooks. Requests are those that
// Metacontroller sends to the decorators: of all monitors at a cold start and after a change of a Prometheus, of one
// monitor after its own change. The hooks run in this process, without HTTP. Prints a table and writes JSON.
// --monitors=COUNT,... --prometheuses=COUNT,...
import { parseArgs } from 'node:util';
import { compute } from '../../hooks/app/compute/answer.ts';
import type { DecoratorResponse } from '../../hooks/core/hook.ts';
import { limitMemos } from '../../hooks/core/memo.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../hooks/core/options.ts';
import { reportMaps, reportsIn } from '../../hooks/prometheus/targets/configmaps.ts';
import { jobsOf } from '../../hooks/scrape/jobnames.ts';
import { kindMap } from '../support/requests.ts';
import { report } from './hooks.ts';
import { largePrometheus, namespaces, serviceMonitor } from './load.ts';

const { values: flags } = parseArgs({
  options: {
    monitors: { type: 'string', default: '100,1000,5000' },
    prometheuses: { type: 'string', default: '1,20' },
  },
});

/** Of more monitors a part is called, and the figures are multiplied. */
const MOST_CALLED = 500;

const PATH = '/assets/servicemonitor';

/** How bindings come into being, and the flags for it. */
const MODES = {
  off: [],
  gate: ['--feature-gates=StatusForConfigurationResources=true'],
  reports: ['--target-health-namespaces=monitoring'],
} as const;
type Mode = keyof typeof MODES;

/** The JSON of the related objects of a monitor. */
type Related = (monitor: KubernetesObject) => string;

const syncBody = (object: KubernetesObject, related: string): string =>
  `{"object":${JSON.stringify(object)},"attachments":{"Secret.v1":{}},"related":${related},"finalizing":false}`;

/** Calls a hook for each object. Gives CPU time and bytes, and the responses. */
async function send(
  path: string,
  objects: readonly KubernetesObject[],
  bodyOf: (object: KubernetesObject) => string,
  options: Options,
) {
  let [microseconds, bytes] = [0, 0];
  const answers: string[] = [];
  for (const object of objects) {
    const body = Buffer.from(bodyOf(object));
    const before = process.cpuUsage();
    const answer = await compute({ path, body, now: Date.now() }, options);
    const { user, system } = process.cpuUsage(before);
    if (answer.code !== 200) throw new Error(`${answer.code}: ${answer.body}`);
    microseconds += user + system;
    bytes += body.length;
    answers.push(String(answer.body));
  }
  return { ms: microseconds / 1000, bytes, answers };
}

/** The ConfigMaps in which all monitors have targets; a revision changes the report of the first monitor. */
function reportsBy(monitors: readonly KubernetesObject[], prometheuses: readonly KubernetesObject[], revision: number) {
  return prometheuses.flatMap((parent, server) => {
    const isChanged = (i: number) => i === 0 && server === 0 && revision > 0;
    const entries = new Map(monitors.map((one, i) => [jobsOf(one), { up: isChanged(i) ? 4 : 5, down: 0 }]));
    const { name } = parent.metadata;
    const ownerReferences = [{ apiVersion: '', kind: 'Prometheus', name, uid: name, controller: true }];
    return reportMaps(parent, entries, [], parseOptions()).map((one) => ({
      ...one,
      metadata: { ...one.metadata, ownerReferences },
    }));
  });
}

/** The related objects of all monitors. `revision`: changes one Prometheus, or one report. */
function relatedTo(mode: Mode, monitors: readonly KubernetesObject[], servers: number, revision: number): Related {
  const prometheuses = Array.from({ length: servers }, (_, i) => largePrometheus(i, i === 0 ? revision : 0));
  if (mode === 'off') return () => '{}';
  if (mode === 'gate') {
    const all = JSON.stringify(kindMap([...namespaces, ...prometheuses]));
    return () => all;
  }
  const places = new Map<string, KubernetesObject[]>();
  for (const one of reportsBy(monitors, prometheuses, revision))
    for (const jobs of reportsIn(one).keys()) places.set(jobs, [...(places.get(jobs) ?? []), one]);
  return (monitor) => JSON.stringify(kindMap(places.get(jobsOf(monitor)) ?? []));
}

const mb = (bytes: number): number => Math.round(bytes / 100_000) / 10;
const round = (ms: number): number => (ms < 100 ? Math.round(10 * ms) / 10 : Math.round(ms));

async function measure(mode: Mode, count: number, servers: number) {
  const options = parseOptions(MODES[mode]);
  limitMemos(64 * 1024 * 1024);
  const all = Array.from({ length: count }, (_, i) => serviceMonitor(i));
  const factor = Math.max(1, Math.ceil(count / MOST_CALLED));
  const monitors = all.filter((_, i) => i % factor === 0);
  const related = relatedTo(mode, all, servers, 0);
  const sync = (objects: readonly KubernetesObject[], by: Related) =>
    send(`${PATH}/sync`, objects, (one) => syncBody(one, by(one)), options);
  const asked = await send(`${PATH}/customize`, monitors, (parent) => JSON.stringify({ parent }), options);
  const cold = await sync(monitors, related);
  const withStatus = monitors.map((monitor, i) => {
    const { status } = JSON.parse(cold.answers[i] ?? '') as DecoratorResponse;
    return status ? { ...monitor, status } : monitor;
  });
  // Two hundred changed monitors, for the mean of one.
  const some = Array.from({ length: 200 }, (_, i) => serviceMonitor(i % count, i + 1));
  const changed = await sync(some, related);
  // A changed report calls the monitors of its part.
  const part = related(monitors[0] as KubernetesObject);
  const called = { off: [], gate: withStatus, reports: all.filter((one) => related(one) === part) }[mode];
  const after = await sync(called, relatedTo(mode, all, servers, 1));
  const times = mode === 'gate' ? factor : 1;
  return {
    bindings: mode,
    monitors: count,
    Prometheus: servers,
    'cold: CPU ms': round(factor * (asked.ms + cold.ms)),
    'cold: MB': mb(factor * (asked.bytes + cold.bytes)),
    'one monitor: CPU ms': round(changed.ms / some.length),
    'one monitor: KB': Math.round(changed.bytes / some.length / 1000),
    'one Prometheus or report: syncs': times * called.length,
    'its CPU ms': round(times * after.ms),
    'its MB': mb(times * after.bytes),
  };
}

const numbers = (text: string): number[] => text.split(',').map(Number);
const rows = [];
// The first calls are slow until the code is compiled.
for (const mode of Object.keys(MODES) as Mode[]) await measure(mode, 300, 1);
for (const count of numbers(flags.monitors))
  for (const servers of numbers(flags.prometheuses))
    for (const mode of Object.keys(MODES) as Mode[]) rows.push(await measure(mode, count, servers));
report('bindings', rows);
