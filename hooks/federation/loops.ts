// Series that went round would come back to where they are from: who takes from whom, and which ways lead back.
import { type Issue, issue } from '../kube/issue.ts';
import type { Options } from '../options.ts';
import { FEDERATE, isAllowed, labelPath } from './terms.ts';

/** A Prometheus of this cluster or of another, as far as loops are concerned. */
export interface Identity {
  /** '' where this cluster has no name. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** The sets it is in and takes from; '' for none. */
  readonly gives: string;
  readonly takes: string;
}

export const nameOf = ({ cluster, namespace, name }: Identity): string => [cluster, namespace, name].filter(Boolean).join('/');

const isSame = (a: Identity, b: Identity): boolean => nameOf(a) === nameOf(b);

/** Whether `from` takes series of `to`. Namespaces of different clusters are the same when they have the same name (MCS: namespace sameness). */
const takesFrom = (from: Identity, to: Identity, options: Options): boolean =>
  from.takes !== '' && from.takes === to.gives && isAllowed(from.namespace, to.namespace, options);

/** The way by which series of `consumer` would come back from `member`, or nothing. `all`: every Prometheus that is in a set. */
function wayBack(consumer: Identity, member: Identity, all: readonly Identity[], options: Options): readonly Identity[] | undefined {
  const seen = new Set<string>();
  const ways: Identity[][] = [[member]];
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way[way.length - 1] as Identity;
    if (isSame(last, consumer)) return way;
    if (seen.has(nameOf(last))) continue;
    seen.add(nameOf(last));
    for (const next of all) if (takesFrom(last, next, options)) ways.push([...way, next]);
  }
  return undefined;
}

/** A `FederationLoop` issue where a consumer is its own member, directly or through others. Every consumer on the way refuses, so that it does not matter which is asked. */
export function checkLoop(consumer: Identity, member: Identity, all: readonly Identity[], options: Options): Issue[] {
  const way = wayBack(consumer, member, all, options);
  if (!way) return [];
  const told =
    way.length === 1
      ? 'it is the consumer itself'
      : `its series come from the consumer: ${[consumer, ...way].map(nameOf).join(' takes from ')}`;
  return [issue('FederationLoop', labelPath(FEDERATE), `${told}; take the label off one of them`)];
}
