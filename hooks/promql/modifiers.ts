// Modifiers after an operand: a range, `offset`, `@`, `anchored` and `smoothed` (prometheus.io: querying/basics).
import type { Duration, Expr, Modifiers, RangeSelector, Selector, Subquery } from './ast.ts';
import { durationOf, numberOf, positiveDurationOf } from './durationexpr.ts';
import type { Tree } from './grammar.ts';
import { childrenOf, needs, type Reader, report, textOf } from './reader.ts';

type Modifiable = Selector | RangeSelector | Subquery;

const isModifiable = (expr: Expr): expr is Modifiable =>
  expr.kind === 'selector' || expr.kind === 'range' || expr.kind === 'subquery';

const hasOffset = (offset: Duration | undefined): boolean =>
  offset !== undefined && !(offset.kind === 'number' && offset.value === 0);

const modified = (expr: Modifiable, more: Modifiers, node: Tree): Expr => ({
  ...expr,
  modifiers: { ...expr.modifiers, ...more },
  to: node.to,
});

function range(reader: Reader, node: Tree, on: Expr): Expr {
  const at = node.lastChild ?? node;
  const length = positiveDurationOf(reader, at);
  if (on.kind !== 'selector') {
    report(reader, at, 'a range can only follow a selector; use a subquery for other expressions, as in (...)[1h:5m]');
    return { kind: 'subquery', expr: on, range: length, modifiers: {}, from: on.from, to: node.to };
  }
  const { offset, at: timestamp } = on.modifiers;
  if (hasOffset(offset)) report(reader, at, 'offset must come after the range');
  else if (timestamp !== undefined) report(reader, at, '@ must come after the range');
  return {
    kind: 'range',
    selector: { ...on, modifiers: {} },
    range: length,
    modifiers: on.modifiers,
    from: on.from,
    to: node.to,
  };
}

function subquery(reader: Reader, node: Tree, on: Expr): Expr {
  const [, length, step] = childrenOf(node);
  return {
    kind: 'subquery',
    expr: on,
    range: positiveDurationOf(reader, length ?? node),
    ...(step ? { step: positiveDurationOf(reader, step) } : {}),
    modifiers: {},
    from: on.from,
    to: node.to,
  };
}

function offset(reader: Reader, node: Tree, on: Expr): Expr {
  const by = node.lastChild ?? node;
  const duration = durationOf(reader, by);
  if (duration.kind === 'number' && duration.value < 0) needs(reader, by, 'negativeOffset');
  if (!isModifiable(on)) {
    report(reader, by, 'offset must follow a selector, a range or a subquery');
    return on;
  }
  if (hasOffset(on.modifiers.offset)) report(reader, by, 'offset is allowed only once');
  return modified(on, { offset: duration }, node);
}

function timestampOf(reader: Reader, node: Tree): number | 'start' | 'end' {
  const text = textOf(reader, node);
  if (node.name === 'AtModifierPreprocessors') return text.toLowerCase() === 'start' ? 'start' : 'end';
  const [sign = ''] = /^[-+]?\s*/.exec(text) ?? [];
  const { value } = numberOf(reader, node.from + sign.length, node.to);
  if (!(Math.abs(value) < 2 ** 63)) report(reader, node, 'the timestamp after @ is out of range');
  return sign.startsWith('-') ? -value : value;
}

function at(reader: Reader, node: Tree, on: Expr): Expr {
  const when = childrenOf(node)[2] ?? node;
  needs(reader, node, 'at');
  const timestamp = timestampOf(reader, when);
  if (!isModifiable(on)) {
    report(reader, when, '@ must follow a selector, a range or a subquery');
    return on;
  }
  if (on.modifiers.at !== undefined) report(reader, when, '@ is allowed only once');
  return modified(on, { at: timestamp }, node);
}

function extended(reader: Reader, node: Tree, on: Expr, how: 'anchored' | 'smoothed'): Expr {
  const last = node.lastChild ?? node;
  needs(reader, last, 'extendedRange');
  if (on.kind !== 'selector' && on.kind !== 'range') {
    report(reader, last, `${how} must follow a selector or a range`);
    return on;
  }
  if (on.modifiers.extended && on.modifiers.extended !== how)
    report(reader, last, 'anchored and smoothed exclude each other');
  return modified(on, { extended: how }, node);
}

/** The operand with a modifier. Reports its problems. */
export function modifierOf(reader: Reader, node: Tree, on: Expr): Expr {
  switch (node.name) {
    case 'MatrixSelector':
      return range(reader, node, on);
    case 'SubqueryExpr':
      return subquery(reader, node, on);
    case 'OffsetExpr':
      return offset(reader, node, on);
    case 'StepInvariantExpr':
      return at(reader, node, on);
    default:
      return extended(reader, node, on, node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed');
  }
}
