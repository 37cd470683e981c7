// Whether the series of an expression may have the partition label.
import type { Aggregate, Binary, Call, Expr } from '../promql/ast.ts';
import { typeOf } from '../promql/ast.ts';

/** Aggregations that return some of their series as they are. */
const KEEPS_LABELS: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** Functions whose result has other labels than their arguments. */
const OWN_LABELS: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'scalar', 'vector']);

const isSeries = (expr: Expr): boolean => ['vector', 'matrix'].includes(typeOf(expr));

function inAggregate({ op, without, labels, expr }: Aggregate, label: string): boolean {
  if (KEEPS_LABELS.has(op)) return hasPartition(expr, label);
  return without ? !labels.includes(label) && hasPartition(expr, label) : labels.includes(label);
}

function inBinary({ op, matching, left, right }: Binary, label: string): boolean {
  if (!isSeries(left) || !isSeries(right)) return hasPartition(left, label) || hasPartition(right, label);
  if (op === 'or') return hasPartition(left, label) || hasPartition(right, label);
  if (op === 'and' || op === 'unless' || matching.group === 'left') return hasPartition(left, label);
  if (matching.group === 'right') return hasPartition(right, label);
  return matching.on === matching.labels.includes(label) && hasPartition(left, label);
}

const inCall = ({ name, args }: Call, label: string): boolean =>
  !OWN_LABELS.has(name) && args.some((arg) => hasPartition(arg, label));

/** False if no series of the result has the label. */
export function hasPartition(expr: Expr, label: string): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return false;
    case 'selector':
    case 'range':
      return true;
    case 'aggregate':
      return inAggregate(expr, label);
    case 'binary':
      return inBinary(expr, label);
    case 'call':
      return inCall(expr, label);
    default:
      return hasPartition(expr.expr, label);
  }
}
