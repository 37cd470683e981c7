// The jobs of a Prometheus in several parts, one for each configuration Secret.

import { hashNumber } from '../core/digest.ts';
import { ofSame } from '../core/identity.ts';
import { type Issue, issue } from '../core/issue.ts';
import { split } from '../core/lists.ts';
import { quoted } from '../core/message.ts';
import { keyOf, type ObjectMeta } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { knows, since } from '../versions/prometheus.ts';
import type { Version } from '../versions/version.ts';
import { CONFIGURATION_SECRETS, jobsNumbers, MOST_SECRETS } from '../workload/jobsfiles.ts';
import type { Selected } from './select.ts';

/** The number of configuration Secrets that the user wants, or what is wrong with it. 1 in parity. */
export function wantedSecrets({ annotations }: ObjectMeta, version: Version, { parity }: Options): number | Issue {
  const text = annotations?.[CONFIGURATION_SECRETS];
  if (text === undefined || parity) return 1;
  const path = `metadata.annotations[${quoted(CONFIGURATION_SECRETS)}]`;
  const count = /^[1-9]$/.test(text) ? Number(text) : 0;
  if (count === 0 || count > MOST_SECRETS)
    return issue('InvalidConfiguration', path, `${quoted(text)} is not a number from 1 to ${MOST_SECRETS}`);
  if (count > 1 && !knows(version, 'scrape_config_files'))
    return issue('VersionTooOld', path, `several Secrets need Prometheus ${since('scrape_config_files')}`);
  return count;
}

/** A number for an object that depends on its namespace and name only. */
const numberOf = ofSame(({ object }: Selected): number => hashNumber(keyOf(object)));

/** The part that has the jobs of an object. */
export const partOf = (item: Selected, count: number): number => numberOf(item) % count;

type List = readonly Selected[];

const splitInto = (count: number) =>
  ofSame((list: List): readonly List[] => split(list, count, (item) => partOf(item, count)));
const SPLITS: ReadonlyMap<number, (list: List) => readonly List[]> = new Map(
  jobsNumbers(MOST_SECRETS).map((i) => [i + 1, splitInto(i + 1)]),
);

/** The lists of each part. A list that is the same as before gives the same ones. */
export function partsOf(lists: readonly List[], count: number): (readonly List[])[] {
  const splitOnce = SPLITS.get(count);
  if (!splitOnce) return [lists];
  const each = lists.map(splitOnce);
  return [0, ...jobsNumbers(count)].map((part) => each.map((parts) => parts[part] ?? []));
}
