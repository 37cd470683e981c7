// Checks the types of arguments and operands, vector matching, and selectors.

import { holds } from '../core/lists.ts';
import { matchesEmpty } from '../core/regex.ts';
import { aggregationOf, type ValueType } from '../versions/promql.ts';
import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  type Matcher,
  type Selector,
  type Span,
  typeOf,
} from './ast.ts';
import { METRIC_NAME } from './selector.ts';

type Report = (at: Span, message: string) => void;

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'a scalar',
  vector: 'an instant vector',
  matrix: 'a range vector',
  string: 'a string',
};

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);
const SETS = new Set(['and', 'or', 'unless']);

/** A hint how to get the wanted type, if there is a likely one. */
function remedy(expr: Expr, want: ValueType): string {
  if (want === 'matrix')
    return expr.kind === 'selector'
      ? `: add a range, as in ${expr.name || 'x'}[5m]`
      : ': a subquery is one, as in (...)[5m:]';
  return want === 'vector' && expr.kind === 'range' ? ': remove the range, or use a function such as rate()' : '';
}

function expect(expr: Expr, want: ValueType, where: string, report: Report): void {
  const type = checkTypes(expr, report);
  if (type !== want) report(expr, `${where} must be ${NAMES[want]}, not ${NAMES[type]}${remedy(expr, want)}`);
}

function checkAggregate(expr: Aggregate, report: Report): void {
  expect(expr.expr, 'vector', `what ${expr.op} aggregates`, report);
  const want = aggregationOf(expr.op)?.parameter;
  if (want && expr.parameter) expect(expr.parameter, want, `the first argument of ${expr.op}`, report);
}

const plural = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`;

function checkCount({ name, fn, args, from, to }: Call, report: Report): void {
  const count = args.length;
  if (count < fn.min)
    report({ from, to }, `${name}() takes ${fn.max > fn.min ? 'at least ' : ''}${plural(fn.min)}, not ${count}`);
  else if (count > fn.max)
    report({ from, to }, `${name}() takes ${fn.max > fn.min ? 'at most ' : ''}${plural(fn.max)}, not ${count}`);
}

function checkCall(expr: Call, report: Report): void {
  checkCount(expr, report);
  const isInfo = expr.name === 'info';
  for (const [i, arg] of expr.args.entries()) {
    const want = expr.fn.args[i] ?? expr.fn.args.at(-1);
    if (!want) return;
    const selects = isInfo && i === 1 && arg.kind === 'selector';
    if (isInfo && i === 1 && (!selects || arg.name !== ''))
      report(arg, 'the second argument of info() must be label matchers in braces, without a metric name');
    if (!selects) expect(arg, want, `argument ${i + 1} of ${expr.name}()`, report);
  }
}

function checkMatching(expr: Binary, left: ValueType, right: ValueType, report: Report): void {
  const { on, labels, include, group, fillLeft, fillRight } = expr.matching;
  const twice = on ? labels.find((label) => holds(include, label)) : undefined;
  if (twice !== undefined) report(expr, `the label ${twice} can be in on or in the group modifier, not in both`);
  const fills = fillLeft !== undefined || fillRight !== undefined;
  if (left !== 'vector' || right !== 'vector') {
    if (labels.length > 0 || fills)
      report(expr, 'on, ignoring and fill are for operations between two instant vectors');
    if (SETS.has(expr.op)) report(expr, `${expr.op} is for two instant vectors`);
    return;
  }
  if (SETS.has(expr.op) && (group || fills))
    report(expr, `${expr.op} takes neither group_left nor group_right nor fill`);
}

function checkBinary(expr: Binary, report: Report): void {
  const [left, right] = [checkTypes(expr.left, report), checkTypes(expr.right, report)];
  const compares = COMPARISONS.has(expr.op);
  if (expr.bool && !compares) report(expr, `bool is for comparisons, not for ${expr.op}`);
  if (compares && !expr.bool && left === 'scalar' && right === 'scalar') {
    report(expr, `a comparison between scalars needs bool, as in ${expr.op} bool`);
  }
  for (const [side, type] of [
    [expr.left, left],
    [expr.right, right],
  ] as const) {
    if (type !== 'scalar' && type !== 'vector')
      report(side, `${expr.op} is for scalars and instant vectors, not for ${NAMES[type]}`);
  }
  checkMatching(expr, left, right, report);
}

/** Whether the matcher selects series without the label. */
function matchesMissing({ op, value }: Matcher): boolean {
  if (op === '=') return value === '';
  if (op === '!=') return value !== '';
  return matchesEmpty(`^(?s:${value})$`) === (op === '=~');
}

function checkSelector(expr: Selector, report: Report): void {
  if (expr.name !== '') {
    const again = expr.matchers.find((matcher) => matcher.name === METRIC_NAME);
    if (again) report(expr, `the metric name is set twice: ${expr.name} and ${again.value}`);
  } else if (expr.matchers.every(matchesMissing)) {
    report(expr, 'the selector matches all series: add a matcher that does not match the empty string');
  }
}

/** The type of the expression. Reports wrong types, of inner expressions first. */
export function checkTypes(expr: Expr, report: Report): ValueType {
  switch (expr.kind) {
    case 'aggregate':
      checkAggregate(expr, report);
      break;
    case 'binary':
      checkBinary(expr, report);
      break;
    case 'call':
      checkCall(expr, report);
      break;
    case 'paren':
      return checkTypes(expr.expr, report);
    case 'unary': {
      const type = checkTypes(expr.expr, report);
      if (type !== 'scalar' && type !== 'vector')
        report(expr, `a sign is for scalars and instant vectors, not for ${NAMES[type]}`);
      return type;
    }
    case 'subquery':
      expect(expr.expr, 'vector', 'what a subquery evaluates', report);
      break;
    case 'range':
      checkSelector(expr.selector, report);
      break;
    case 'selector':
      checkSelector(expr, report);
      break;
    default:
  }
  return typeOf(expr);
}
