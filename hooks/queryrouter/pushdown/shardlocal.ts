// Which expressions each shard can evaluate for itself: those whose every resulting series depends on one series.
import { type Expr, typeOf } from '../../promql/ast.ts';
import { selectorsOf } from '../../promql/enforce.ts';

const names = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Functions of one vector or range whose results depend on one series each (prometheus.io: querying/functions). */
const BY_SERIES: ReadonlySet<string> = new Set([
  ...names(`abs acos acosh asin asinh atan atanh ceil clamp clamp_max clamp_min cos cosh day_of_month day_of_week
    day_of_year days_in_month deg exp floor hour ln log10 log2 minute month rad round sgn sin sinh sqrt start_timestamp tan tanh
    timestamp year`),
  ...names(`avg_over_time changes count_over_time delta deriv first_over_time holt_winters
    double_exponential_smoothing idelta increase irate last_over_time mad_over_time max_over_time min_over_time
    predict_linear present_over_time quantile_over_time rate resets stddev_over_time stdvar_over_time sum_over_time
    ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time`),
]);

const readsSeries = (expr: Expr): boolean => selectorsOf(expr).length > 0;
const isSeries = (expr: Expr): boolean => ['vector', 'matrix'].includes(typeOf(expr));

/** One of these has series, the others read none. */
function onlyLocal(members: readonly Expr[]): boolean {
  const [first, ...more] = members.filter((one) => isSeries(one) || readsSeries(one));
  return first !== undefined && more.length === 0 && isShardLocal(first);
}

/** Whether each resulting series depends on one series, so that the shard that has it can compute it. */
export function isShardLocal(expr: Expr): boolean {
  switch (expr.kind) {
    case 'selector':
    case 'range':
      return true;
    case 'subquery':
    case 'unary':
    case 'paren':
      return isSeries(expr.expr) && isShardLocal(expr.expr);
    case 'binary':
      return onlyLocal([expr.left, expr.right]);
    case 'call':
      return BY_SERIES.has(expr.name) && onlyLocal(expr.args);
    default:
      return false;
  }
}
