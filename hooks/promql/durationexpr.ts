// Duration expressions: `5m`, `300`, `-(1h + step())` (prometheus.io: querying/basics, feature_flags).
import { quoted } from '../core/message.ts';
import type { Duration, DurationExpr, NumberLiteral } from './ast.ts';
import type { Tree } from './grammar.ts';
import { durationSeconds, isDurationText, numberValue } from './literal.ts';
import { childrenOf, needs, type Reader, report, textOf } from './reader.ts';

/** The longest duration in Go, in seconds: 2^63 nanoseconds. */
const MAX_SECONDS = 2 ** 63 / 1e9;

const CALLS: Readonly<Record<string, DurationExpr['op']>> = {
  DurationStep: 'step',
  DurationRange: 'range',
  DurationMinOf: 'min_of',
  DurationMaxOf: 'max_of',
};
const OPERATORS = new Set(['+', '-', '*', '/', '%', '^']);

/** The number literal between two offsets of the text, without a sign. */
export function numberOf(reader: Reader, from: number, to: number): NumberLiteral {
  const text = reader.text.slice(from, to);
  const isDuration = isDurationText(text);
  const value = isDuration ? durationSeconds(text) : numberValue(text);
  if (value === undefined) report(reader, { from, to }, `${quoted(text)} is out of range`);
  if (/\w/.test(reader.text[to] ?? '')) report(reader, { from, to }, `a space is missing after ${quoted(text)}`);
  if (text.includes('_')) needs(reader, { from, to }, 'underscores');
  return { kind: 'number', value: value ?? 0, isDuration, from, to };
}

function literal(reader: Reader, node: Tree): NumberLiteral {
  const number = numberOf(reader, node.from, node.to);
  if (!number.isDuration) needs(reader, node, 'numberAsDuration');
  return inRange(reader, number);
}

function inRange(reader: Reader, number: NumberLiteral): NumberLiteral {
  if (Math.abs(number.value) <= MAX_SECONDS) return number;
  report(reader, number, 'the duration is too long');
  return { ...number, value: 0 };
}

function negated(reader: Reader, of: Duration, from: number): Duration {
  if (of.kind === 'number') return inRange(reader, { ...of, value: -of.value, from });
  return { kind: 'duration', op: '-', right: of, wrapped: false, from, to: of.to };
}

/** A duration in parentheses, which are printed again. */
function wrap(reader: Reader, of: Duration, node: Tree): Duration {
  needs(reader, node, 'durationArithmetic');
  if (of.kind === 'duration') return { ...of, wrapped: true };
  return { kind: 'duration', op: '+', right: of, wrapped: true, from: node.from, to: node.to };
}

function binary(reader: Reader, node: Tree, [left, op, right]: readonly [Tree, Tree, Tree]): Duration {
  needs(reader, node, 'durationArithmetic');
  const sign = textOf(reader, op) as DurationExpr['op'];
  const [a, b] = [durationOf(reader, left), durationOf(reader, right)];
  if ((sign === '/' || sign === '%') && b.kind === 'number' && b.value === 0) report(reader, op, 'division by zero');
  return { kind: 'duration', op: sign, left: a, right: b, wrapped: false, from: node.from, to: node.to };
}

function call(reader: Reader, node: Tree, op: DurationExpr['op'], args: readonly Tree[]): Duration {
  needs(reader, node, 'durationArithmetic');
  const [left, right] = args.map((arg) => durationOf(reader, arg));
  return {
    kind: 'duration',
    op,
    ...(left ? { left } : {}),
    ...(right ? { right } : {}),
    wrapped: false,
    from: node.from,
    to: node.to,
  };
}

/** The duration of a node; reports its problems. */
export function durationOf(reader: Reader, node: Tree): Duration {
  const children = childrenOf(node);
  const [first, second, third] = children;
  if (!first) return literal(reader, node);
  const op = CALLS[first.name];
  if (op) return call(reader, node, op, children.slice(1));
  if (first.name === 'UnaryOp' && second) {
    const operand = durationOf(reader, second);
    return textOf(reader, first) === '-' ? negated(reader, operand, node.from) : operand;
  }
  if (second && third && OPERATORS.has(textOf(reader, second))) return binary(reader, node, [first, second, third]);
  if (first.name === 'NumberDurationLiteralInDurationContext') return literal(reader, first);
  return wrap(reader, durationOf(reader, first), node);
}

/** The duration of a node. Reports a literal that is not above zero. */
export function positiveDurationOf(reader: Reader, node: Tree): Duration {
  const duration = durationOf(reader, node);
  if (duration.kind === 'number' && !(duration.value > 0)) report(reader, node, 'the duration must be above zero');
  return duration;
}
