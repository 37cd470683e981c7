// Parses a PromQL expression and reports its first problem, like the parser of Prometheus.

import type { ValueType } from '../versions/promql.ts';
import { aggregationOf, functionOf } from '../versions/promql.ts';
import type { Aggregate, Call, Expr, Matching } from './ast.ts';
import { type Dialect, missingFunction } from './dialect.ts';
import { numberOf } from './durationexpr.ts';
import { syntaxTree, type Tree } from './grammar.ts';
import { unknownFunction } from './hint.ts';
import { modifierOf } from './modifiers.ts';
import { climb, flatten, TooDeep } from './precedence.ts';
import { childrenOf, needs, type Problem, problemAt, type Reader, report, stringOf, textOf } from './reader.ts';
import { groupingOf, selectorOf } from './selector.ts';
import { checkTypes } from './typecheck.ts';

export type Parsed = { readonly expr: Expr; readonly type: ValueType } | { readonly problem: Problem };

const MAX_DEPTH = 300;

function argumentsOf(reader: Reader, body: Tree | undefined): Expr[] {
  return body ? childrenOf(body).map((arg) => expressionOf(reader, arg)) : [];
}

function callOf(reader: Reader, node: Tree): Expr {
  const [identifier, body] = childrenOf(node);
  const name = textOf(reader, identifier ?? node);
  const fn = functionOf(name);
  if (!fn) {
    report(reader, node, unknownFunction(name));
    return { kind: 'number', value: 0, isDuration: false, from: node.from, to: node.to };
  }
  const missing = missingFunction(reader.dialect, name, fn);
  if (missing) report(reader, node, missing);
  return { kind: 'call', name, fn, args: argumentsOf(reader, body), from: node.from, to: node.to } satisfies Call;
}

const NOTHING = { kind: 'number', value: 0, isDuration: false } as const;

function aggregateOf(reader: Reader, node: Tree): Expr {
  const children = childrenOf(node);
  const part = (name: string) => children.find((child) => child.name === name);
  const op = textOf(reader, children[0] ?? node).toLowerCase();
  const kind = aggregationOf(op) ?? {};
  const missing = missingFunction(reader.dialect, op, kind);
  if (missing) report(reader, node, missing);
  const modifier = part('AggregateModifier');
  const [keyword, labels] = modifier ? childrenOf(modifier) : [];
  const args = argumentsOf(reader, part('FunctionCallBody'));
  const wanted = kind.parameter ? 2 : 1;
  if (args.length !== wanted)
    report(reader, node, `${op} takes ${wanted} argument${wanted > 1 ? 's' : ''}, not ${args.length}`);
  const [first, second] = args;
  return {
    kind: 'aggregate',
    op,
    without: keyword?.name === 'Without',
    labels: labels ? groupingOf(reader, labels) : [],
    ...(kind.parameter && first ? { parameter: first } : {}),
    expr: (kind.parameter ? second : first) ?? { ...NOTHING, from: node.from, to: node.to },
    from: node.from,
    to: node.to,
  } satisfies Aggregate;
}

function fillOf(reader: Reader, node: Tree): Pick<Matching, 'fillLeft' | 'fillRight'> {
  needs(reader, node, 'fill');
  let found: Pick<Matching, 'fillLeft' | 'fillRight'> = {};
  for (const clause of childrenOf(node)) {
    const literal = clause.lastChild?.name === 'NumberDurationLiteral' ? clause.lastChild : childrenOf(clause)[1];
    if (!literal) continue;
    const [sign = ''] = /^[-+]?\s*/.exec(textOf(reader, literal)) ?? [];
    const number = numberOf(reader, literal.from + sign.length, literal.to);
    const value = sign.startsWith('-') ? -number.value : number.value;
    if (clause.name !== 'FillRightClause') found = { ...found, fillLeft: value };
    if (clause.name !== 'FillLeftClause') found = { ...found, fillRight: value };
  }
  return found;
}

function matchingOf(reader: Reader, node: Tree): Matching {
  const parts = childrenOf(node);
  const clause = parts.find((part) => part.name === 'MatchingModifierClause');
  const fill = parts.find((part) => part.name === 'FillModifier');
  const [how, labels, group, include] = clause ? childrenOf(clause) : [];
  return {
    on: how?.name === 'On',
    labels: labels ? groupingOf(reader, labels) : [],
    ...(group ? { group: group.name === 'GroupLeft' ? ('left' as const) : ('right' as const) } : {}),
    include: include ? groupingOf(reader, include) : [],
    ...(fill ? fillOf(reader, fill) : {}),
  };
}

function infixOf(reader: Reader, node: Tree, op: string, [left, right]: readonly [Expr, Expr]): Expr {
  if (op === 'atan2') needs(reader, node, 'atan2');
  if (op === '</' || op === '>/') needs(reader, node, 'trim');
  const bool = childrenOf(node).some((part) => part.name === 'BoolModifier');
  return { kind: 'binary', op, bool, matching: matchingOf(reader, node), left, right, from: left.from, to: right.to };
}

function operandOf(reader: Reader, node: Tree, from: number): Expr {
  switch (node.name) {
    case 'NumberDurationLiteral': {
      const number = numberOf(reader, from, node.to);
      if (number.isDuration) needs(reader, node, 'durationAsNumber');
      return number;
    }
    case 'StringLiteral':
      return { kind: 'string', value: stringOf(reader, node), from: node.from, to: node.to };
    case 'ParenExpr': {
      const [inner] = childrenOf(node);
      return { kind: 'paren', expr: expressionOf(reader, inner ?? node), from: node.from, to: node.to };
    }
    case 'FunctionCall':
      return callOf(reader, node);
    case 'AggregateExpr':
      return aggregateOf(reader, node);
    default:
      return selectorOf(reader, node);
  }
}

function expressionOf(reader: Reader, node: Tree): Expr {
  if (++reader.depth > MAX_DEPTH) throw new TooDeep();
  const expr = climb(flatten(node, reader.text, reader), {
    operand: (operand, from) => operandOf(reader, operand, from),
    postfix: (postfix, on) => modifierOf(reader, postfix, on),
    infix: (infix, op, left, right) => infixOf(reader, infix, op, [left, right]),
  });
  reader.depth--;
  return expr;
}

/**
 * The expression and its type, or the first problem. `dialect`: the release of Prometheus and its feature flags.
 */
export function parseExpr(text: string, dialect: Dialect): Parsed {
  if (/^\s*$/.test(text.replace(/#[^\n]*/g, ''))) return { problem: problemAt(text, 0, 'the expression is empty') };
  const reader: Reader = { text, dialect, problems: [], depth: 0, size: 0 };
  try {
    const found = syntaxTree(text);
    if ('problem' in found) return { problem: problemAt(text, found.problem.from, found.problem.message) };
    const top = childrenOf(found.tree)[0];
    if (!top) return { problem: problemAt(text, 0, 'the expression is empty') };
    const expr = expressionOf(reader, top);
    const type =
      reader.problems.length === 0 ? checkTypes(expr, (at, message) => report(reader, at, message)) : 'scalar';
    const [problem] = reader.problems;
    return problem ? { problem } : { expr, type };
  } catch (error) {
    // The published parser overflows the stack for a text with some 100,000 operators.
    if (!(error instanceof TooDeep || error instanceof RangeError)) throw error;
    return { problem: problemAt(text, 0, 'the expression is too long or nested too deeply: record a part of it') };
  }
}

/** `line:column: message`. */
export const problemText = ({ line, column, message }: Problem): string => `${line}:${column}: ${message}`;
