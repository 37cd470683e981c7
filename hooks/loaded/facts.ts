// Asks the servers of a workload what they run, until all of them run what was written last. At rest no server is
// asked.

import { LRUCache } from 'lru-cache';
import { conditionOf } from '../core/conditions.ts';
import type { Inputs } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { Outcome } from '../probe/io/outcome.ts';
import { askRunning, type Running, type RunningServer } from '../probe/running.ts';
import { podIP } from '../workload/status.ts';
import { urlScheme } from '../workload/webconfig.ts';
import { CONFIGURATION_LOADED, messageOf, since } from './condition.ts';
import { type LoadResult, loadResult } from './result.ts';
import { type Servers, serversOf } from './servers.ts';

/** The results by uid of the pod. */
export type LoadFacts = ReadonlyMap<string, LoadResult>;

/** Pods that run what was written: uid -> digest. A lost entry costs one more request. */
const confirmed = new LRUCache<string, string>({ max: 5000 });
/** Pods that did not answer are asked again after this time. */
const UNREACHABLE_MS = 60_000;
const unreachable = new LRUCache<string, LoadResult>({ max: 1000, ttl: UNREACHABLE_MS });

/** Fields that decide how the servers of a parent are reached. */
interface WebSpec {
  readonly listenLocal?: boolean;
  readonly web?: { readonly tlsConfig?: object };
}

/** The servers that were not confirmed yet. */
function asked(parent: KubernetesObject, { digest, sets }: Servers): RunningServer[] {
  const { web } = parent['spec'] as WebSpec;
  const scheme = urlScheme(web);
  return sets.flatMap(({ written, path, pods }) =>
    pods
      .filter(({ metadata: { uid = '' } }) => confirmed.get(uid) !== digest && !unreachable.has(uid))
      .map((pod) => ({
        uid: pod.metadata.uid ?? '',
        product: written.product,
        ip: podIP(pod),
        port: written.port,
        scheme,
        before: path,
      })),
  );
}

/** The known result of a pod. */
function known(uid: string, digest: string): LoadResult | undefined {
  return confirmed.get(uid) === digest ? { is: 'loaded' } : unreachable.get(uid);
}

/** Whether the servers of a parent can be asked, and the condition is reported. */
const canAsk = ({ spec }: KubernetesObject, { parity }: Options): boolean => !(parity || (spec as WebSpec).listenLocal);

/** Whether somebody needs to know what the servers run. */
function isNeeded(parent: KubernetesObject, { digest, sets, notReady }: Servers): boolean {
  if (sets.length === 0 || notReady !== undefined) return false;
  const before = conditionOf(parent, CONFIGURATION_LOADED);
  return before?.status !== 'True' || before.message !== messageOf(digest);
}

/** Keeps a result for later syncs. */
function keep(uid: string, digest: string, result: LoadResult, outcome: Outcome<Running> | undefined): void {
  if (result.is === 'loaded') confirmed.set(uid, digest);
  if (outcome?.is === 'unknown' && !outcome.isBusy) unreachable.set(uid, result);
}

/**
 * What the servers run; `undefined` where nobody needs to know: the status says that all run what was written last, or
 * a pod is not ready, or the servers listen on the loopback address. Never rejects; takes three seconds at most.
 */
export async function loadFacts(inputs: Inputs, now: Date, options: Options): Promise<LoadFacts | undefined> {
  if (!canAsk(inputs.parent, options)) return undefined;
  const servers = serversOf(inputs);
  if (!isNeeded(inputs.parent, servers)) return undefined;
  const { digest, sets } = servers;
  const found = await askRunning(asked(inputs.parent, servers));
  const times = { since: since(inputs.parent, servers, now), now: now.getTime() };
  const results = new Map<string, LoadResult>();
  for (const { written, pods } of sets) {
    for (const pod of pods) {
      const { uid = '' } = pod.metadata;
      const outcome = found.get(uid);
      const result = outcome ? loadResult(written, outcome, times) : known(uid, digest);
      if (!result) continue;
      keep(uid, digest, result, outcome);
      results.set(uid, result);
    }
  }
  return results;
}
