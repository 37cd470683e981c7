// Whether a server runs what was written for it.
import type { Outcome } from '../probe/io/outcome.ts';
import type { Running } from '../probe/running.ts';
import { areLoaded } from './rules.ts';
import type { Written } from './written.ts';

/**
 * `older`: it runs an earlier configuration, or earlier rules. `refused`: it could not load the last one; `reason`
 * has its words. `unknown`: it does not answer. `loaded`: when it last loaded one, in milliseconds since 1970.
 */
export type LoadResult =
  | { readonly is: 'loaded' }
  | { readonly is: 'older'; readonly loaded: number }
  | { readonly is: 'refused'; readonly reason: string; readonly loaded: number }
  | { readonly is: 'unknown'; readonly reason: string };

/** Milliseconds after which a server that reports no revision counts as up to date: twice what a kubelet takes. */
const ASSUMED_LOADED_MS = 180_000;

/** Whether it has the files with further jobs: it loaded a configuration after they were written, or it is assumed. */
const hasJobs = ({ jobsAt }: Written, loaded: number, now: number): boolean =>
  loaded >= jobsAt || now - jobsAt >= ASSUMED_LOADED_MS;

/** The ConfigMaps whose rules the server reads. */
const readMaps = ({ ruleMaps }: Written, { ruleMaps: read }: Running) =>
  read === undefined ? ruleMaps : ruleMaps.filter(({ metadata }) => read.includes(metadata.name));

/**
 * Whether a server runs what was written. `since`: when it was written, `now`: the time of the request, both in
 * milliseconds since 1970. A server that names no revision has it after a reload, and rules that cannot be compared too.
 */
export function loadResult(
  wanted: Written,
  found: Outcome<Running>,
  { since, now }: { readonly since: number; readonly now: number },
): LoadResult {
  if (found.is !== 'ok') return { is: 'unknown', reason: found.reason };
  const running = found.value;
  const { loaded, refusal } = running;
  if (refusal !== undefined) return { is: 'refused', reason: refusal, loaded };
  const isAssumed = now - since >= ASSUMED_LOADED_MS && loaded >= since;
  const { config } = wanted;
  const hasConfig = !config || (config.isNamed ? running.revision === config.revision : loaded >= since);
  if (!hasConfig && !(config && !config.isNamed && now - since >= ASSUMED_LOADED_MS)) return { is: 'older', loaded };
  if (!hasJobs(wanted, loaded, now)) return { is: 'older', loaded };
  const hasRules = areLoaded(running.groups, readMaps(wanted, running), wanted.product === 'thanos-ruler');
  return hasRules || isAssumed ? { is: 'loaded' } : { is: 'older', loaded };
}
