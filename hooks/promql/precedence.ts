// Operators by precedence (prometheus.io: querying/operators). The published grammar reads `a + b offset 5m` as `(a +
// b) offset 5m`. In Prometheus, modifiers and ranges belong to the operand before them. So the tree is split into
// operands and operators, and built again.
import type { Expr, Unary } from './ast.ts';
import type { Tree } from './grammar.ts';

export type Item =
  | { readonly kind: 'operand'; readonly node: Tree; readonly from: number }
  | { readonly kind: 'prefix'; readonly op: '+' | '-'; readonly from: number }
  | { readonly kind: 'postfix'; readonly node: Tree }
  | { readonly kind: 'infix'; readonly op: string; readonly node: Tree };

const LEVELS: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<=': 3,
  '<': 3,
  '>=': 3,
  '>': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
const SIGN = 5;
const POWER = 6;

const POSTFIX = new Set([
  'OffsetExpr',
  'StepInvariantExpr',
  'AnchoredExpr',
  'SmoothedExpr',
  'MatrixSelector',
  'SubqueryExpr',
]);

/** Limit of operands and operators, because the stack of JavaScript is limited. */
const MAX_ITEMS = 3_000;

function signed(node: Tree, text: string): Item[] {
  const [, sign, gap = ''] = /^([-+])(\s*)/.exec(text.slice(node.from, node.to)) ?? [];
  if (!sign) return [{ kind: 'operand', node, from: node.from }];
  return [
    { kind: 'prefix', op: sign as '+' | '-', from: node.from },
    { kind: 'operand', node, from: node.from + 1 + gap.length },
  ];
}

function push(into: Item[], node: Tree, text: string, depth: number): void {
  if (depth > MAX_ITEMS) throw new TooDeep();
  const first = node.firstChild;
  if (node.name === 'NumberDurationLiteral') into.push(...signed(node, text));
  else if (first && POSTFIX.has(node.name)) {
    push(into, first, text, depth + 1);
    into.push({ kind: 'postfix', node });
  } else if (first && node.name === 'UnaryExpr') {
    into.push({ kind: 'prefix', op: text[first.from] === '-' ? '-' : '+', from: node.from });
    if (first.nextSibling) push(into, first.nextSibling, text, depth + 1);
  } else if (first && node.name === 'BinaryExpr') {
    push(into, first, text, depth + 1);
    const op = first.nextSibling;
    if (op) into.push({ kind: 'infix', op: text.slice(op.from, op.to).toLowerCase(), node });
    if (node.lastChild) push(into, node.lastChild, text, depth + 1);
  } else into.push({ kind: 'operand', node, from: node.from });
}

/** Thrown for an expression with too many operators. `parseExpr` catches it. */
export class TooDeep extends Error {}

/** Operands and operators in the order of the text. `size`: their number in the whole expression. */
export function flatten(node: Tree, text: string, whole: { size: number }): Item[] {
  const items: Item[] = [];
  push(items, node, text, 0);
  whole.size += items.length;
  if (whole.size > MAX_ITEMS) throw new TooDeep();
  return items;
}

export interface Builders {
  readonly operand: (node: Tree, from: number) => Expr;
  readonly postfix: (node: Tree, on: Expr) => Expr;
  readonly infix: (node: Tree, op: string, left: Expr, right: Expr) => Expr;
}

/** The expression with a sign. The sign of a number is part of the number. */
const withSign = (op: '+' | '-', from: number, expr: Expr): Expr => {
  if (expr.kind === 'number') return { ...expr, value: op === '-' ? -expr.value : expr.value, from };
  return { kind: 'unary', op, expr, from, to: expr.to } satisfies Unary;
};

/** The expression of the items, by precedence climbing. */
export function climb(items: readonly Item[], build: Builders): Expr {
  let at = 0;
  const postfixes = (on: Expr): Expr => {
    let expr = on;
    for (let item = items[at]; item?.kind === 'postfix'; item = items[++at]) expr = build.postfix(item.node, expr);
    return expr;
  };
  const operand = (): Expr => {
    const item = items[at++];
    if (item?.kind === 'prefix') return withSign(item.op, item.from, level(SIGN + 1));
    if (item?.kind === 'operand') return postfixes(build.operand(item.node, item.from));
    throw new Error('the grammar accepted an operator without an operand');
  };
  const level = (lowest: number): Expr => {
    let left = operand();
    for (let item = items[at]; item?.kind === 'infix'; item = items[at]) {
      const own = LEVELS[item.op] ?? POWER;
      if (own < lowest) break;
      at++;
      left = build.infix(item.node, item.op, left, level(own === POWER ? own : own + 1));
    }
    return left;
  };
  return level(0);
}
