// The PromQL of the tests of the router.
import type { Expr } from '../../../hooks/promql/ast.ts';
import type { Dialect } from '../../../hooks/promql/dialect.ts';
import { parseExpr } from '../../../hooks/promql/parse.ts';
import { parseVersion } from '../../../hooks/versions/version.ts';

const release = parseVersion('3.13.2');
if (!release) throw new Error('no version');

export const DIALECT: Dialect = { release, features: ['promql-experimental-functions'] };

/** The parsed expression. Throws for what is none. */
export function parsed(text: string): Expr {
  const found = parseExpr(text, DIALECT);
  if ('problem' in found) throw new Error(`${text}: ${found.problem.message}`);
  return found.expr;
}
