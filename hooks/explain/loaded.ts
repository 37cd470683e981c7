// Whether the server has loaded what was written for it, as far as facts say.
import { jobsFile } from '../workload/jobsfiles.ts';
import type { Cluster } from './cluster.ts';
import type { ServerFacts } from './facts.ts';
import { broken, ok, type Step, unknown } from './step.ts';
import type { Workload } from './workloads.ts';
import { namesIn } from './written.ts';

const serverOf = ({ object, namespace, name }: Workload, of: Cluster): ServerFacts | undefined =>
  of.server(object.kind, namespace, name);

const logsOf = ({ object, namespace, name }: Workload) => ({
  action: 'See why: the server and its reloader log the reason.',
  command:
    `kubectl -n ${namespace} logs ` +
    `${object.kind === 'Alertmanager' ? 'alertmanager' : 'prometheus'}-${name}-0 --all-containers --tail=50`,
});

/** Whether a configuration names files with further jobs. A server does not show what is in them. */
const namesJobsFile = (config: string): boolean => config.includes(jobsFile(1));

/** The names of jobs that the server shows: of its configuration and of its targets. `undefined`: it shows neither. */
function loadedNames(workload: Workload, of: Cluster): ReadonlySet<string> | undefined {
  return of.once(`loaded ${workload.id}`, () => {
    const server = serverOf(workload, of);
    const isWhole = server?.config !== undefined && !namesJobsFile(server.config);
    if (isWhole) return namesIn(server?.config ?? '');
    if (!server?.targets) return undefined;
    const pools = (server.targets.activeTargets ?? []).map(({ scrapePool }) => scrapePool);
    return new Set([
      ...namesIn(server.config ?? ''),
      ...pools,
      ...Object.keys(server.targets.droppedTargetCounts ?? {}),
    ]);
  });
}

/** Whether the server could be asked, and took its last configuration. */
export function reloaded(workload: Workload, of: Cluster): Step[] {
  const server = serverOf(workload, of);
  if (server?.unreachable !== undefined)
    return [unknown('loaded', 'Unreachable', `${workload.id} could not be asked: ${server.unreachable}`)];
  if (server?.reloadSucceeded === false)
    return [
      broken('loaded', 'ReloadFailed', `${workload.id} refused its last configuration and runs with an older one`, {
        repair: [logsOf(workload)],
      }),
    ];
  return [];
}

/** Whether the server has loaded the jobs or receivers of these names. */
export function loaded(workload: Workload, what: string, names: readonly string[], of: Cluster): Step[] {
  const answer = reloaded(workload, of);
  if (answer.length > 0) return answer;
  const server = serverOf(workload, of);
  const known = loadedNames(workload, of);
  if (!known) return [unknown('loaded', 'NotAsked', `what ${workload.id} has loaded is not known`)];
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return [ok('loaded', `${workload.id} has loaded it`)];
  // A job without any target is not in the list of targets.
  if (server?.config === undefined || namesJobsFile(server.config))
    return [unknown('loaded', 'NoTargets', `${workload.id} has no target of ${what} ${missing[0]}`)];
  return [
    broken('loaded', 'NotLoaded', `${workload.id} has not loaded ${what} ${missing[0]}`, {
      evidence: missing.map((name) => ({ object: workload.id, expected: name })),
      repair: [logsOf(workload)],
    }),
  ];
}
