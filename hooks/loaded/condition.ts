// Condition ConfigurationLoaded: whether every server runs the configuration and the rules that were written last.

import { conditionOf, type NewCondition, stamp } from '../core/conditions.ts';
import type { SyncResponse } from '../core/hook.ts';
import type { Inputs } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { MOUNTED } from '../core/revision.ts';
import { timestamp } from '../core/timestamp.ts';
import { firstLines } from '../workload/conditions.ts';
import type { LoadResult } from './result.ts';
import { changes, type Servers, serversOf } from './servers.ts';

export const CONFIGURATION_LOADED = 'ConfigurationLoaded';

/** A server that runs an earlier configuration for longer is a fault: three times what a kubelet takes. */
const LATE_MS = 180_000;
/** Seconds until the next sync: the least and the most while servers load, after a refusal, where one is unknown. */
const LOADING_SECONDS = { least: 2, most: 30 };
const REFUSED_SECONDS = 15;
const UNKNOWN_SECONDS = 300;

/** The message where all servers run what was written. It names what that is, so that a later sync need not ask. */
export const messageOf = (digest: string): string => `revision ${digest}`;

/**
 * Since when the servers load, in milliseconds since 1970: when it was written, or where that is not known, since the
 * condition was True.
 */
export function since(parent: KubernetesObject, { at }: Servers, now: Date): number {
  if (at > 0) return at;
  const before = conditionOf(parent, CONFIGURATION_LOADED);
  return before && before.status !== 'True' ? Date.parse(before.lastTransitionTime ?? '') || 0 : now.getTime();
}

/** The name of a pod and its result. */
type PodResult = readonly [name: string, result: LoadResult];

interface Loaded {
  readonly condition: NewCondition;
  readonly resyncAfterSeconds?: number;
}

const result = (
  status: NewCondition['status'],
  [reason, message]: readonly [reason: string, message: string],
  resyncAfterSeconds?: number,
): Loaded => ({
  condition: { type: CONFIGURATION_LOADED, status, reason, message },
  ...(resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds }),
});

/** The pods with a kind of result. */
const podsWith = <K extends LoadResult['is']>(results: readonly PodResult[], is: K) =>
  results.flatMap(([name, found]) =>
    found.is === is ? [{ name, found: found as Extract<LoadResult, { is: K }> }] : [],
  );

/** Times in milliseconds since 1970: of the request, and since when the servers load. */
interface Times {
  readonly since: number;
  readonly now: number;
}

/** A pod that the hooks should have annotated: its kubelet mounts changes late. */
const notAnnotated = ({ sets }: Servers): KubernetesObject | undefined =>
  sets.flatMap(({ pods }) => pods).find(({ metadata }) => metadata.annotations?.[MOUNTED] === undefined);

function loading(servers: Servers, { since: from, now }: Times, options: Options): Loaded {
  const seconds = Math.round((now - from) / 3000);
  const { least, most } = LOADING_SECONDS;
  const late = options.propagation ? notAnnotated(servers) : undefined;
  const message = late
    ? `not all servers have loaded it yet. Pod ${late.metadata.name} has no annotation ${MOUNTED}, so this takes up to ` +
      'two minutes: apply metacontroller/pods.yaml, and let Metacontroller update pods'
    : 'not all servers have loaded it yet';
  return result('Unknown', ['Loading', message], Math.min(most, Math.max(least, seconds)));
}

/** The condition by the results of the pods, which are all ready; `undefined` while servers load. */
function byResults(results: readonly PodResult[], digest: string, times: Times): Loaded | undefined {
  const refused = podsWith(results, 'refused');
  if (refused.length > 0) {
    const lines = refused.map(
      ({ name, found: { reason, loaded } }) =>
        `${name} refuses it and runs that of ${timestamp(loaded)}: ${reason || 'see its log'}`,
    );
    return result('False', ['Refused', firstLines(lines)], REFUSED_SECONDS);
  }
  const older = podsWith(results, 'older');
  const late = older.filter(({ found: { loaded } }) => times.now - Math.max(loaded, times.since) >= LATE_MS);
  if (late.length > 0) {
    const lines = late.map(
      ({ name, found: { loaded } }) => `${name} has not loaded it and runs that of ${timestamp(loaded)}`,
    );
    return result('False', ['NotLoaded', firstLines(lines)], REFUSED_SECONDS);
  }
  if (older.length > 0) return undefined;
  const [unknown] = podsWith(results, 'unknown');
  if (unknown) return result('Unknown', ['NoAnswer', `${unknown.name}: ${unknown.found.reason}`], UNKNOWN_SECONDS);
  return result('True', ['Loaded', messageOf(digest)]);
}

/** The results of all pods by name; `undefined` where one was not asked. */
function allResults({ sets }: Servers, facts: ReadonlyMap<string, LoadResult>): readonly PodResult[] | undefined {
  const results: PodResult[] = [];
  for (const { pods } of sets) {
    for (const { metadata } of pods) {
      const found = facts.get(metadata.uid ?? '');
      if (!found) return undefined;
      results.push([metadata.name, found]);
    }
  }
  return results;
}

/** What the condition depends on besides the objects. `facts`: what the servers run. `now`: time of the request. */
interface Known {
  readonly facts: ReadonlyMap<string, LoadResult> | undefined;
  readonly now: Date;
}

/** The condition for a response; `undefined` where there are no servers. */
function loadedCondition(
  inputs: Inputs,
  children: readonly KubernetesObject[],
  { facts, now }: Known,
  options: Options,
): Loaded | undefined {
  const { parent } = inputs;
  const servers = serversOf(inputs);
  if (servers.sets.every(({ pods }) => pods.length === 0)) return undefined;
  const before = conditionOf(parent, CONFIGURATION_LOADED);
  const { digest, notReady } = servers;
  const times = { since: since(parent, servers, now), now: now.getTime() };
  if ((parent['spec'] as { readonly listenLocal?: boolean }).listenLocal)
    return result('Unknown', ['ListensLocally', 'spec.listenLocal is true: the servers cannot be asked']);
  if (notReady !== undefined) return result('Unknown', ['PodsNotReady', `${notReady} has pods that are not ready`]);
  if (changes(inputs, children)) return loading(servers, { ...times, since: now.getTime() }, options);
  if (before?.status === 'True' && before.message === messageOf(digest))
    return result('True', ['Loaded', messageOf(digest)]);
  const results = facts && allResults(servers, facts);
  return (results && byResults(results, digest, times)) ?? loading(servers, times, options);
}

/**
 * The response with the condition ConfigurationLoaded, and an earlier next sync while servers load. A response that
 * leaves the status as it is stays the same.
 */
export function withConfigurationLoaded(
  response: SyncResponse,
  inputs: Inputs,
  known: Known,
  options: Options,
): SyncResponse {
  const { status, children, resyncAfterSeconds: own } = response;
  if (options.parity || !Array.isArray(status['conditions']) || status === inputs.parent['status']) return response;
  const found = loadedCondition(inputs, children, known, options);
  if (!found) return response;
  const resync = [own ?? 0, found.resyncAfterSeconds ?? 0].filter((seconds) => seconds > 0);
  const [condition] = stamp(inputs.parent, [found.condition], known.now);
  const conditions = [...status['conditions'], condition].sort((a, b) => (a.type < b.type ? -1 : 1));
  return {
    ...response,
    status: { ...status, conditions },
    ...(resync.length > 0 ? { resyncAfterSeconds: Math.min(...resync) } : {}),
  };
}
