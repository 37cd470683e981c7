// An explained object as a row of a list: its state, why, and the four columns of the map.
import type { Explanation } from '../../explain/explain.ts';
import type { Link, Status, Step } from '../../explain/step.ts';
import { clipped } from './bounds.ts';

export type State = 'broken' | 'warning' | 'unknown' | 'ok';

/** The cell of a column of the map. `none`: the chain ends before. */
export interface Cell {
  readonly state: State | 'none';
  /** Names of objects: of workloads, Services, Pods. */
  readonly names: readonly string[];
  readonly message: string;
}

export interface Row {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: State;
  /** The first broken link, the first warning, or the last link. */
  readonly message: string;
  /** `Kind namespace/name` of each workload that selects the object. */
  readonly workloads: readonly string[];
  /** The workloads, the Services or Pods, and the targets. */
  readonly cells: readonly Cell[];
}

/** The links of each column. */
const COLUMNS: readonly ReadonlySet<Link>[] = [
  new Set<Link>(['selection', 'acceptance', 'configuration', 'written', 'running', 'loaded']),
  new Set<Link>(['discovery', 'port']),
  new Set<Link>(['endpoints', 'network', 'permissions', 'relabeling', 'scrape', 'evaluation', 'routing']),
];
/** Links that show that everything before them works. */
const PROOFS: ReadonlySet<Link> = new Set<Link>(['scrape', 'evaluation']);
/** Names in a column. */
const MAX_NAMES = 5;

const withStatus = (steps: readonly Step[], status: Status): Step | undefined =>
  steps.find((step) => step.status === status);

/** The worst state. What is not known does not matter where a later link shows that all works. */
function stateOf(steps: readonly Step[]): State {
  if (withStatus(steps, 'broken')) return 'broken';
  if (withStatus(steps, 'warning')) return 'warning';
  const isProven = steps.some(({ link, status }) => PROOFS.has(link) && status === 'ok');
  return !isProven && withStatus(steps, 'unknown') ? 'unknown' : 'ok';
}

const messageOf = (steps: readonly Step[], state: State): string => {
  const chosen = state === 'ok' ? steps.findLast(({ status }) => status === 'ok') : withStatus(steps, state);
  return clipped(chosen?.message ?? '');
};

const DISCOVERED = /^(Service|Pod|Ingress|Node) /;

function namesOf(steps: readonly Step[], workloads: readonly string[], column: number): readonly string[] {
  if (column === 0) return workloads.slice(0, MAX_NAMES);
  if (column > 1) return [];
  const objects = steps.filter(({ link }) => link === 'discovery').flatMap(({ evidence }) => evidence);
  const found = objects.map(({ object }) => object).filter((object) => DISCOVERED.test(object));
  return [...new Set(found)].slice(0, MAX_NAMES);
}

/** The row of an explanation. */
export function rowOf({ subject, steps }: Explanation): Row {
  const workloads = [...new Set(steps.flatMap(({ workload }) => workload ?? []))];
  const whole = stateOf(steps);
  const cells = COLUMNS.map((links, column): Cell => {
    const own = steps.filter(({ link }) => links.has(link));
    if (own.length === 0) return { state: 'none', names: [], message: '' };
    const found = stateOf(own);
    const state = whole === 'ok' && found === 'unknown' ? 'ok' : found;
    return { state, names: namesOf(own, workloads, column), message: messageOf(own, found) };
  });
  return { ...subject, state: whole, message: messageOf(steps, whole), workloads, cells };
}
