// The syntax tree of a PromQL expression.
import type { PromFunction, ValueType } from '../versions/promql.ts';

/** The place in the text, as UTF-16 offsets; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  /** Seconds for a duration. */
  readonly value: number;
  readonly isDuration: boolean;
}

export interface StringLiteral extends Span {
  readonly kind: 'string';
  readonly value: string;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** `a + 5m`, `-step()`, `(5m)`. A prefix operator has no `left`. */
export interface DurationExpr extends Span {
  readonly kind: 'duration';
  readonly op: '+' | '-' | '*' | '/' | '%' | '^' | 'step' | 'range' | 'min_of' | 'max_of';
  readonly left?: Duration;
  readonly right?: Duration;
  readonly wrapped: boolean;
}
export type Duration = NumberLiteral | DurationExpr;

export interface Modifiers {
  readonly offset?: Duration;
  /** Seconds. */
  readonly at?: number | 'start' | 'end';
  readonly extended?: 'anchored' | 'smoothed';
}

export interface Selector extends Span {
  readonly kind: 'selector';
  /** The metric name before the braces, or `''`. */
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly modifiers: Modifiers;
}

export interface RangeSelector extends Span {
  readonly kind: 'range';
  readonly selector: Selector;
  readonly range: Duration;
  /** Includes the modifiers of the selector. */
  readonly modifiers: Modifiers;
}

export interface Subquery extends Span {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: Duration;
  readonly step?: Duration;
  readonly modifiers: Modifiers;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly fn: PromFunction;
  readonly args: readonly Expr[];
}

export interface Aggregate extends Span {
  readonly kind: 'aggregate';
  readonly op: string;
  readonly without: boolean;
  readonly labels: readonly string[];
  readonly parameter?: Expr;
  readonly expr: Expr;
}

export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group?: 'left' | 'right';
  readonly include: readonly string[];
  readonly fillLeft?: number;
  readonly fillRight?: number;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly op: string;
  readonly bool: boolean;
  readonly matching: Matching;
  readonly left: Expr;
  readonly right: Expr;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

export interface Paren extends Span {
  readonly kind: 'paren';
  readonly expr: Expr;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | Selector
  | RangeSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren;

/** The type of the result of the expression (prometheus.io: querying/basics). */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'range':
    case 'subquery':
      return 'matrix';
    case 'call':
      return expr.fn.gives;
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
    default:
      return typeOf(expr.expr);
  }
}
