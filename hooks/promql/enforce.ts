// Tenancy: adds one label with one value to every selector, so that a query reads only the series of the tenant.
import type { Expr, Selector } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { parseExpr } from './parse.ts';
import { printExpr } from './print.ts';
import type { Problem } from './reader.ts';

export interface Enforced {
  readonly label: string;
  readonly value: string;
}

const select = (selector: Selector, { label, value }: Enforced): Selector => ({
  ...selector,
  matchers: [...selector.matchers.filter((matcher) => matcher.name !== label), { name: label, op: '=', value }],
});

/** The expression with `label="value"` in every selector, which replaces other matchers on that label. */
export function enforceExpr(expr: Expr, by: Enforced): Expr {
  const inside = (of: Expr): Expr => enforceExpr(of, by);
  switch (expr.kind) {
    case 'selector':
      return select(expr, by);
    case 'range':
      return { ...expr, selector: select(expr.selector, by) };
    case 'subquery':
    case 'unary':
    case 'paren':
      return { ...expr, expr: inside(expr.expr) };
    case 'aggregate':
      return { ...expr, expr: inside(expr.expr), ...(expr.parameter ? { parameter: inside(expr.parameter) } : {}) };
    case 'binary':
      return { ...expr, left: inside(expr.left), right: inside(expr.right) };
    case 'call':
      return { ...expr, args: expr.args.map(inside) };
    default:
      return expr;
  }
}

/** All selectors of an expression. */
export function selectorsOf(expr: Expr): Selector[] {
  switch (expr.kind) {
    case 'selector':
      return [expr];
    case 'range':
      return [expr.selector];
    case 'subquery':
    case 'unary':
    case 'paren':
      return selectorsOf(expr.expr);
    case 'aggregate':
      return [...selectorsOf(expr.expr), ...(expr.parameter ? selectorsOf(expr.parameter) : [])];
    case 'binary':
      return [...selectorsOf(expr.left), ...selectorsOf(expr.right)];
    case 'call':
      return expr.args.flatMap(selectorsOf);
    default:
      return [];
  }
}

/** The direct subexpressions. */
export function membersOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'subquery':
    case 'unary':
    case 'paren':
      return [expr.expr];
    case 'aggregate':
      return [expr.expr, ...(expr.parameter ? [expr.parameter] : [])];
    case 'binary':
      return [expr.left, expr.right];
    case 'call':
      return expr.args;
    default:
      return [];
  }
}

/**
 * Whether the expression reads series without a selector for them: `info(metric)` without a second argument reads every
 * `target_info`.
 */
export const joinsUnnamed = (expr: Expr): boolean =>
  (expr.kind === 'call' && expr.name === 'info' && expr.args.length < 2) || membersOf(expr).some(joinsUnnamed);

/** The canonical text of an expression with the enforced label, or the problem of the text. */
export function enforceText(
  text: string,
  dialect: Dialect,
  by: Enforced,
): { readonly text: string } | { readonly problem: Problem } {
  const parsed = parseExpr(text, dialect);
  return 'problem' in parsed ? parsed : { text: printExpr(enforceExpr(parsed.expr, by)) };
}
