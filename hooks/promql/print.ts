// Prints an expression like the parser of Prometheus: one line, sorted matchers, durations in normal form.

import { formatDuration } from '../core/duration.ts';
import { byText } from '../core/meta.ts';
import {
  type Aggregate,
  type Binary,
  type Duration,
  type DurationExpr,
  type Expr,
  type Matcher,
  type Matching,
  type Modifiers,
  type NumberLiteral,
  type Selector,
  typeOf,
} from './ast.ts';
import { formatNumber, quote } from './literal.ts';
import { METRIC_NAME } from './selector.ts';

const PLAIN = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const labelName = (name: string): string => (PLAIN.test(name) ? name : quote(name));
const labelList = (names: readonly string[]): string => `(${names.map(labelName).join(', ')})`;

/** A duration from seconds, rounded to milliseconds as in Prometheus. */
const span = (seconds: number): string => formatDuration(Math.floor(Math.round(Math.abs(seconds) * 1e9) / 1e6));

const printNumber = ({ value, isDuration }: NumberLiteral): string => {
  if (!isDuration) return formatNumber(value);
  return value < 0 ? `-${span(value)}` : span(value);
};

function printDurationExpr({ op, left, right, wrapped }: DurationExpr): string {
  const part = (of: Duration | undefined): string =>
    of ? (of.kind === 'number' ? printNumber(of) : printDurationExpr(of)) : '';
  const text = (): string => {
    if (op === 'step' || op === 'range') return `${op}()`;
    if (op === 'min_of' || op === 'max_of') return `${op}(${part(left)}, ${part(right)})`;
    if (!left) return op === '-' ? `-${part(right)}` : part(right);
    return `${part(left)} ${op} ${part(right)}`;
  };
  return wrapped ? `(${text()})` : text();
}

const printRange = (of: Duration): string => (of.kind === 'number' ? span(of.value) : printDurationExpr(of));

function printOffset(offset: Duration | undefined): string {
  if (!offset) return '';
  if (offset.kind === 'duration') return ` offset ${printDurationExpr(offset)}`;
  if (Math.round(offset.value * 1e9) === 0) return '';
  return ` offset ${offset.value < 0 ? '-' : ''}${span(offset.value)}`;
}

function printAt(at: Modifiers['at']): string {
  if (at === undefined) return '';
  return typeof at === 'number' ? ` @ ${(Math.round(at * 1000) / 1000).toFixed(3)}` : ` @ ${at}()`;
}

const printExtended = (extended: Modifiers['extended']): string => (extended ? ` ${extended}` : '');

function printBare({ name, matchers }: Selector): string {
  const repeatsName = (m: Matcher): boolean =>
    m.name === METRIC_NAME && m.op === '=' && m.value === name && name !== '';
  const texts = matchers.filter((m) => !repeatsName(m)).map((m) => `${labelName(m.name)}${m.op}${quote(m.value)}`);
  return texts.length > 0 ? `${name}{${texts.sort(byText).join(',')}}` : name;
}

function printAggregate({ op, without, labels, parameter, expr }: Aggregate): string {
  const grouping = without ? ` without ${labelList(labels)} ` : labels.length > 0 ? ` by ${labelList(labels)} ` : '';
  return `${op}${grouping}(${parameter ? `${printExpr(parameter)}, ` : ''}${printExpr(expr)})`;
}

function printFill({ fillLeft, fillRight }: Matching): string {
  if (fillLeft !== undefined && fillLeft === fillRight) return ` fill (${fillNumber(fillLeft)})`;
  const one = (name: string, value: number | undefined) =>
    value === undefined ? '' : ` ${name} (${fillNumber(value)})`;
  return one('fill_left', fillLeft) + one('fill_right', fillRight);
}

/** Go prints this number with an exponent if that is shorter. */
const fillNumber = (value: number): string => {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value) || (size >= 1e-4 && size < 1e21)) return formatNumber(value);
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
};

function printMatching(matching: Matching): string {
  const { on, labels, group, include } = matching;
  const by = labels.length > 0 || on || group ? ` ${on ? 'on' : 'ignoring'} ${labelList(labels)}` : '';
  return by + (group ? ` group_${group} ${labelList(include)}` : '') + printFill(matching);
}

function printBinary({ left, op, bool, matching, right }: Binary): string {
  const vectors = typeOf(left) === 'vector' && typeOf(right) === 'vector';
  return `${printExpr(left)} ${op}${bool ? ' bool' : ''}${vectors ? printMatching(matching) : ''} ${printExpr(right)}`;
}

/** The canonical text of an expression. */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return printNumber(expr);
    case 'string':
      return quote(expr.value);
    case 'selector': {
      const { offset, at, extended } = expr.modifiers;
      return printBare(expr) + printAt(at) + printExtended(extended) + printOffset(offset);
    }
    case 'range': {
      const { offset, at, extended } = expr.modifiers;
      return (
        `${printBare(expr.selector)}[${printRange(expr.range)}]${printExtended(extended)}` +
        printAt(at) +
        printOffset(offset)
      );
    }
    case 'subquery': {
      const step = expr.step ? printRange(expr.step) : '';
      return (
        `${printExpr(expr.expr)}[${printRange(expr.range)}:${step}]` +
        printAt(expr.modifiers.at) +
        printOffset(expr.modifiers.offset)
      );
    }
    case 'call':
      return `${expr.name}(${expr.args.map(printExpr).join(', ')})`;
    case 'aggregate':
      return printAggregate(expr);
    case 'binary':
      return printBinary(expr);
    case 'unary':
      return expr.op + printExpr(expr.expr);
    case 'paren':
      return `(${printExpr(expr.expr)})`;
  }
}
