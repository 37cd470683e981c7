// Compares our PromQL with Prometheus' own parser on the recorded expressions (../shared/conformance/promql.json):
// result, type and canonical printing.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseExpr, problemText } from '../../hooks/promql/parse.ts';
import { printExpr } from '../../hooks/promql/print.ts';
import { parseVersion } from '../../hooks/versions/version.ts';

interface Recorded {
  readonly expr: string;
  readonly valid: boolean;
  readonly type?: string;
  readonly printed?: string;
}

const release = parseVersion('3.16.0');
if (!release) throw new Error('no version');
const file = resolve(import.meta.dirname, '../../../shared/conformance/promql.json');
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded[];

const different = recorded.filter(({ expr, valid, type, printed }) => {
  const parsed = parseExpr(expr, { release, features: [] });
  const equal = 'problem' in parsed ? !valid : valid && parsed.type === type && printExpr(parsed.expr) === printed;
  if (!equal)
    console.log(JSON.stringify(expr), '->', 'problem' in parsed ? problemText(parsed.problem) : printExpr(parsed.expr));
  return !equal;
});
console.log(`promql: ${recorded.length - different.length} of ${recorded.length} expressions equal`);
process.exit(different.length > recorded.length / 100 ? 1 : 0);
