// Expressions that Thanos Query in distributed mode would answer differently from one server. They go to the root in
// local mode. Each row names what in the engine is the cause (promql-engine: logicalplan/distribute.go; Thanos:
// pkg/query/remote_engine.go, pkg/api/query/grpc.go).
import { type Duration, type Expr, typeOf } from '../promql/ast.ts';
import { membersOf, selectorsOf } from '../promql/enforce.ts';

interface Obstacle {
  readonly reason: string;
  /** For the whole expression and for each part of it. */
  readonly applies: (part: Expr, label: string) => boolean;
}

/** Aggregations and functions whose result depends on all labels, or on the order of series. */
const SEES_LABELS: ReadonlySet<string> = new Set([
  'limitk',
  'limit_ratio',
  'sort_by_label',
  'sort_by_label_desc',
  'info',
]);

const isFraction = (duration: Duration | undefined): boolean =>
  duration !== undefined && (duration.kind !== 'number' || !Number.isInteger(duration.value));

/** Whether a part of an expression names the label. */
export function namesLabel(part: Expr, label: string): boolean {
  switch (part.kind) {
    case 'string':
      return part.value === label;
    case 'selector':
      return part.matchers.some(({ name }) => name === label);
    case 'range':
      return part.selector.matchers.some(({ name }) => name === label);
    case 'aggregate':
      return part.labels.includes(label);
    case 'binary':
      return part.matching.labels.includes(label) || part.matching.include.includes(label);
    default:
      return false;
  }
}

const OBSTACLES: readonly Obstacle[] = [
  // The label would be removed from the answer.
  { reason: 'NamesPartition', applies: namesLabel },
  // `limit_ratio` hashes all labels, `sort_by_label` compares all labels, and both would include the partition label.
  {
    reason: 'SeesLabels',
    applies: (part) =>
      (part.kind === 'call' && SEES_LABELS.has(part.name)) || (part.kind === 'aggregate' && SEES_LABELS.has(part.op)),
  },
  // A leaf evaluates whole seconds only.
  {
    reason: 'FractionOfSecond',
    applies: (part) =>
      part.kind === 'subquery' &&
      (isFraction(part.range) ||
        isFraction(part.step) ||
        isFraction(part.modifiers.offset) ||
        (typeof part.modifiers.at === 'number' && !Number.isInteger(part.modifiers.at))),
  },
  // A leaf returns vectors only. The engine may push the range alone if another argument reads series.
  {
    reason: 'RangeBesideSeries',
    applies: (part) =>
      part.kind === 'call' &&
      part.args.some((arg) => typeOf(arg) === 'matrix') &&
      part.args.some((arg) => typeOf(arg) !== 'matrix' && selectorsOf(arg).length > 0),
  },
];

const find = (part: Expr, label: string): string | undefined => {
  const own = OBSTACLES.find(({ applies }) => applies(part, label));
  if (own) return own.reason;
  for (const member of membersOf(part)) {
    const reason = find(member, label);
    if (reason) return reason;
  }
  return undefined;
};

/** Why the expression cannot be distributed; `undefined` if it can. */
export function distributionObstacle(expr: Expr, label: string): string | undefined {
  if (!['vector', 'scalar'].includes(typeOf(expr))) return 'NoVector';
  if (selectorsOf(expr).length === 0) return 'NoSeries';
  return find(expr, label);
}
