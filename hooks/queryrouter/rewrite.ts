// An expression for Thanos Query in distributed mode. There every series has the partition label, which the user does
// not know. So `without` and `ignoring` also name it, and operators that match all labels ignore it. `by` and `on`
// stay as they are.
import { type Binary, type Expr, typeOf } from '../promql/ast.ts';
import { hasPartition } from './haspartition.ts';

const withLabel = (labels: readonly string[], label: string): readonly string[] => [...labels, label];

function rewriteBinary(binary: Binary, label: string): Binary {
  const left = rewriteExpr(binary.left, label);
  const right = rewriteExpr(binary.right, label);
  const { matching } = binary;
  const matches = typeOf(left) === 'vector' && typeOf(right) === 'vector';
  const sees = matches && !matching.on && (hasPartition(left, label) || hasPartition(right, label));
  return sees
    ? { ...binary, left, right, matching: { ...matching, labels: withLabel(matching.labels, label) } }
    : { ...binary, left, right };
}

/** The expression that does not see the label. */
export function rewriteExpr(expr: Expr, label: string): Expr {
  const inside = (of: Expr): Expr => rewriteExpr(of, label);
  switch (expr.kind) {
    case 'subquery':
    case 'unary':
    case 'paren':
      return { ...expr, expr: inside(expr.expr) };
    case 'aggregate':
      return {
        ...expr,
        labels: expr.without ? withLabel(expr.labels, label) : expr.labels,
        expr: inside(expr.expr),
        ...(expr.parameter ? { parameter: inside(expr.parameter) } : {}),
      };
    case 'binary':
      return rewriteBinary(expr, label);
    case 'call':
      return { ...expr, args: expr.args.map(inside) };
    default:
      return expr;
  }
}
