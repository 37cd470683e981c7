// The file of the query router: the shards, and when targets moved between them. While a query reads a time at which
// targets moved, series are in two shards, and sums of the shards would count them twice.
import type { ConfigMap } from '../../core/meta.ts';
import { parseTopology, type Topology } from '../../queryrouter/topology.ts';
import type { Window } from '../../queryrouter/window.ts';
import { type Assignment, textOf } from '../../scrape/job/assignment.ts';

/** Key in the ConfigMap of the endpoints. */
export const SHARDS_FILE = 'shards.json';

/** Seconds after a move until every server has loaded the configuration without the moved targets. */
const SETTLING = 900;
/** Moves in the file. Older ones count as one, from the beginning of time. */
const MOST = 50;

/** What the file depends on. */
export interface ShardsInput {
  readonly observed: ConfigMap | undefined;
  readonly partitions: readonly string[];
  readonly assignment: Assignment;
  readonly isMoving: boolean;
  readonly now: Date;
}

interface File extends Topology {
  readonly assignment: string;
}

const assignmentOf = (text: string): string => {
  const { assignment } = JSON.parse(text) as { readonly assignment?: unknown };
  return typeof assignment === 'string' ? assignment : '';
};

function before(observed: ConfigMap | undefined): File | undefined {
  const text = observed?.data?.[SHARDS_FILE];
  const topology = text === undefined ? undefined : parseTopology(text);
  return text !== undefined && topology ? { ...topology, assignment: assignmentOf(text) } : undefined;
}

const isOpen = ({ to }: Window): boolean => to === Number.POSITIVE_INFINITY;

function bounded(moves: readonly Window[]): readonly Window[] {
  if (moves.length <= MOST) return moves;
  const [old, kept] = [moves.slice(0, moves.length - MOST + 1), moves.slice(moves.length - MOST + 1)];
  return [{ from: 0, to: Math.max(...old.map(({ to }) => to)) }, ...kept];
}

function movesOf({ observed, assignment, isMoving, now }: ShardsInput): readonly Window[] {
  const file = before(observed);
  const seconds = Math.floor(now.getTime() / 1000);
  const open = { from: seconds, to: Number.POSITIVE_INFINITY };
  // Without a file nothing is known of the past.
  if (!file) return [isMoving ? { ...open, from: 0 } : { from: 0, to: seconds + SETTLING }];
  const { moves } = file;
  const last = moves.at(-1);
  if (isMoving) return last && isOpen(last) ? moves : [...moves, open];
  if (last && isOpen(last)) return [...moves.slice(0, -1), { ...last, to: seconds + SETTLING }];
  return file.assignment === textOf(assignment) ? moves : [...moves, { from: seconds, to: seconds + SETTLING }];
}

/** The content of the file. It changes only when targets begin to move or have moved, or when shards change. */
export function shardsFile(input: ShardsInput): string {
  const moves = bounded(movesOf(input)).map((move) => ({ from: move.from, to: isOpen(move) ? null : move.to }));
  return JSON.stringify({ partitions: input.partitions, assignment: textOf(input.assignment), moves });
}
