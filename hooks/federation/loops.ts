// Finds loops of federation, in which series would return to their origin.
import { type Issue, issue } from '../core/issue.ts';
import type { Options } from '../core/options.ts';
import { FEDERATE, labelPath } from '../scrape/job/federationlabels.ts';

/** A Prometheus of this cluster or of another. */
export interface Identity {
  /** '' for a cluster without a name. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** The set it is a member of, and the set it consumes; '' for none. */
  readonly gives: string;
  readonly takes: string;
}

/** `cluster/namespace/name`. */
export const identityName = ({ cluster, namespace, name }: Identity): string =>
  [cluster, namespace, name].filter(Boolean).join('/');

type Group = Map<string, Identity[]>;

/**
 * The identities by set, and by namespace unless federation across namespaces is allowed. Namespaces of different
 * clusters with one name are the same (MCS: namespace sameness).
 */
function grouped(
  all: readonly Identity[],
  set: 'gives' | 'takes',
  keyOf: (one: Identity, set: 'gives' | 'takes') => string,
): Group {
  const out: Group = new Map();
  for (const one of all) {
    if (one[set] === '') continue;
    const key = keyOf(one, set);
    const group = out.get(key);
    if (group) group.push(one);
    else out.set(key, [one]);
  }
  return out;
}

/** Number of hops from each identity, by name, to the consumer. Each group is visited once. */
function hopsTo(consumer: Identity, takers: Group, giverKey: (one: Identity) => string): ReadonlyMap<string, number> {
  const hops = new Map<string, number>([[identityName(consumer), 0]]);
  const left = new Map(takers);
  const queue = [consumer];
  for (const to of queue) {
    const group = left.get(giverKey(to)) ?? [];
    left.delete(giverKey(to));
    for (const from of group) {
      if (hops.has(identityName(from))) continue;
      hops.set(identityName(from), (hops.get(identityName(to)) ?? 0) + 1);
      queue.push(from);
    }
  }
  return hops;
}

/** Of each group the first identity at each number of hops. */
function nearest(givers: Group, hops: ReadonlyMap<string, number>): ReadonlyMap<string, ReadonlyMap<number, Identity>> {
  const firsts = (group: readonly Identity[]): Map<number, Identity> => {
    const out = new Map<number, Identity>();
    for (const one of group) {
      const count = hops.get(identityName(one));
      if (count !== undefined && !out.has(count)) out.set(count, one);
    }
    return out;
  };
  return new Map([...givers].map(([key, group]) => [key, firsts(group)]));
}

/**
 * A check for members of a consumer: a `FederationLoop` issue where the consumer is its own member, directly or through
 * others. Every consumer of the loop rejects its member. `all`: every Prometheus in a set.
 */
export function loopCheck(
  consumer: Identity,
  all: readonly Identity[],
  options: Options,
): (member: Identity) => Issue[] {
  const keyOf = (one: Identity, set: 'gives' | 'takes'): string =>
    `${options.federationAcrossNamespaces ? '' : one.namespace}/${one[set]}`;
  const self = all.find((one) => identityName(one) === identityName(consumer)) ?? { ...consumer, gives: '' };
  const hops = hopsTo(self, grouped(all, 'takes', keyOf), (one) => (one.gives === '' ? '' : keyOf(one, 'gives')));
  const next = nearest(grouped(all, 'gives', keyOf), hops);
  return (member) => {
    const way = [member];
    for (let count = hops.get(identityName(member)) ?? 0; count > 0; count--) {
      const found = next.get(keyOf(way[way.length - 1] as Identity, 'takes'))?.get(count - 1);
      if (found) way.push(found);
    }
    if (!hops.has(identityName(member))) return [];
    const reason =
      way.length === 1
        ? 'it is the consumer itself'
        : `its series come from the consumer: ${[consumer, ...way].map(identityName).join(' takes from ')}`;
    return [issue('FederationLoop', labelPath(FEDERATE), `${reason}; remove the label from one of them`)];
  };
}
