// Series that went round would come back to where they are from: who takes from whom, and which ways lead back.
import { type Issue, issue } from '../core/issue.ts';
import type { Options } from '../core/options.ts';
import { FEDERATE, labelPath } from '../scrape/job/federationlabels.ts';

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

export const nameOf = ({ cluster, namespace, name }: Identity): string =>
  [cluster, namespace, name].filter(Boolean).join('/');

type Group = Map<string, Identity[]>;

/**
 * The identities by the set that `set` names, and by namespace unless series may go from one to another. Namespaces of
 * different clusters are the same when they have the same name (MCS: namespace sameness).
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

/** How many steps it is from each identity, by its name, to the consumer. One pass: each group is looked at once. */
function stepsTo(consumer: Identity, takers: Group, giverKey: (one: Identity) => string): ReadonlyMap<string, number> {
  const steps = new Map<string, number>([[nameOf(consumer), 0]]);
  const left = new Map(takers);
  const queue = [consumer];
  for (const to of queue) {
    const group = left.get(giverKey(to)) ?? [];
    left.delete(giverKey(to));
    for (const from of group) {
      if (steps.has(nameOf(from))) continue;
      steps.set(nameOf(from), (steps.get(nameOf(to)) ?? 0) + 1);
      queue.push(from);
    }
  }
  return steps;
}

/** Of each group of givers the first at each number of steps. */
function nearest(
  givers: Group,
  steps: ReadonlyMap<string, number>,
): ReadonlyMap<string, ReadonlyMap<number, Identity>> {
  const firsts = (group: readonly Identity[]): Map<number, Identity> => {
    const out = new Map<number, Identity>();
    for (const one of group) {
      const count = steps.get(nameOf(one));
      if (count !== undefined && !out.has(count)) out.set(count, one);
    }
    return out;
  };
  return new Map([...givers].map(([key, group]) => [key, firsts(group)]));
}

/**
 * A check for members of a consumer: a `FederationLoop` issue where it is its own member, directly or through others.
 * Every consumer on the way refuses, so that it does not matter which is asked. `all`: every Prometheus that is in a
 * set.
 */
export function loopCheck(
  consumer: Identity,
  all: readonly Identity[],
  options: Options,
): (member: Identity) => Issue[] {
  const keyOf = (one: Identity, set: 'gives' | 'takes'): string =>
    `${options.federationAcrossNamespaces ? '' : one.namespace}/${one[set]}`;
  const self = all.find((one) => nameOf(one) === nameOf(consumer)) ?? { ...consumer, gives: '' };
  const steps = stepsTo(self, grouped(all, 'takes', keyOf), (one) => (one.gives === '' ? '' : keyOf(one, 'gives')));
  const next = nearest(grouped(all, 'gives', keyOf), steps);
  return (member) => {
    const way = [member];
    for (let count = steps.get(nameOf(member)) ?? 0; count > 0; count--) {
      const found = next.get(keyOf(way[way.length - 1] as Identity, 'takes'))?.get(count - 1);
      if (found) way.push(found);
    }
    if (!steps.has(nameOf(member))) return [];
    const told =
      way.length === 1
        ? 'it is the consumer itself'
        : `its series come from the consumer: ${[consumer, ...way].map(nameOf).join(' takes from ')}`;
    return [issue('FederationLoop', labelPath(FEDERATE), `${told}; take the label off one of them`)];
  };
}
