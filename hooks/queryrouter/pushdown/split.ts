// Splits a query into parts that each shard evaluates for itself, and the expression that the root evaluates over
// their results. A part is an aggregation. The root reads its results as series of the metric PART_METRIC.
import type { Aggregate, Expr, Selector, Span } from '../../promql/ast.ts';
import { membersOf, selectorsOf } from '../../promql/enforce.ts';
import { printExpr } from '../../promql/print.ts';
import { METRIC_NAME } from '../../promql/selector.ts';
import type { PromFunction } from '../../versions/promql.ts';
import { namesLabel } from '../obstacles.ts';
import { PARTITION_LABEL } from '../partition.ts';
import { isShardLocal } from './shardlocal.ts';

/** The metric and the label by which the root asks for the results of a part. */
export const PART_METRIC = 'prometheus_query_part';
export const PART_LABEL = 'part';

/** Parts of a query at most. */
const MOST_PARTS = 16;

/** Aggregations, and how the root merges those of the shards. */
const MERGED_BY: Readonly<Record<string, string>> = {
  sum: 'sum',
  count: 'sum',
  min: 'min',
  max: 'max',
  group: 'group',
  topk: 'topk',
  bottomk: 'bottomk',
};
const KEEPS_SERIES: ReadonlySet<string> = new Set(['topk', 'bottomk']);

const NOWHERE = { from: 0, to: 0 };
const text = (value: string): Expr => ({ kind: 'string', value, ...NOWHERE });
const paren = (expr: Expr): Expr => ({ kind: 'paren', expr, ...NOWHERE });

export interface Split {
  /** For the root. */
  readonly expr: Expr;
  /** For each shard; the key is the value of PART_LABEL. */
  readonly parts: ReadonlyMap<string, string>;
}

/** The metric name that a selector asks for; `undefined` if it is not one name. */
function nameOf({ name, matchers }: Selector): string | undefined {
  if (name) return name;
  return matchers.find((one) => one.name === METRIC_NAME && one.op === '=')?.value || undefined;
}

const LABEL_REPLACE: PromFunction = {
  args: ['vector', 'string', 'string', 'string', 'string'],
  min: 5,
  max: 5,
  gives: 'vector',
};

/** Keeps the name of each series and removes the label of the shard. */
const withoutPartition = (expr: Expr): Expr => ({
  kind: 'call',
  name: 'label_replace',
  fn: LABEL_REPLACE,
  args: [expr, text(PARTITION_LABEL), text(''), text(''), text('')],
  ...NOWHERE,
});

const merged = (aggregate: Aggregate, op: string, expr: Expr): Aggregate => ({
  ...aggregate,
  op,
  labels: aggregate.without ? [...aggregate.labels, PARTITION_LABEL] : aggregate.labels,
  expr,
});

/** The quotient of two aggregations with the same labels. */
const quotient = (left: Expr, right: Expr): Expr =>
  paren({
    kind: 'binary',
    op: '/',
    bool: false,
    matching: { on: false, labels: [], include: [] },
    left,
    right,
    ...NOWHERE,
  });

const isKnownAggregate = ({ op, parameter, labels }: Aggregate): boolean => {
  if (KEEPS_SERIES.has(op)) return parameter !== undefined && selectorsOf(parameter).length === 0;
  if (op === 'avg') return !labels.includes(METRIC_NAME);
  return MERGED_BY[op] !== undefined;
};

const namesPartition = (expr: Expr): boolean =>
  namesLabel(expr, PARTITION_LABEL) || membersOf(expr).some(namesPartition);

/** A part of a text with all before it as blanks, so that notes of a server about it have the right place. */
const inPlace = (query: string, { from, to }: Span): string =>
  query.slice(0, from).replace(/[^\n]/g, ' ') + query.slice(from, to);

/**
 * The query in parts; `undefined` if the shards can do nothing. `query`: its text, and what was parsed of it.
 * `isInShards`: whether all series of a name are in the shards, and none in the root. `prefix`: of the names of parts.
 */
export function splitQuery(
  query: { readonly text: string; readonly expr: Expr },
  isInShards: (name: string) => boolean,
  prefix: string,
): Split | undefined {
  const parts = new Map<string, string>();
  const isPart = (aggregate: Aggregate): boolean =>
    isKnownAggregate(aggregate) &&
    isShardLocal(aggregate.expr) &&
    selectorsOf(aggregate.expr).every((selector) => {
      const name = nameOf(selector);
      return name !== undefined && isInShards(name);
    });

  const results = (part: string): Selector => {
    const key = `${prefix}-${parts.size}`;
    parts.set(key, part);
    return {
      kind: 'selector',
      name: PART_METRIC,
      matchers: [{ name: PART_LABEL, op: '=', value: key }],
      modifiers: {},
      ...NOWHERE,
    };
  };
  const replaced = (part: Aggregate): Expr => {
    const { op } = part;
    if (op === 'avg') {
      const of = (one: string): Expr => merged(part, 'sum', results(printExpr({ ...part, op: one })));
      return quotient(of('sum'), of('count'));
    }
    const found = merged(part, MERGED_BY[op] ?? op, results(inPlace(query.text, part)));
    return KEEPS_SERIES.has(op) ? withoutPartition(found) : found;
  };
  const split = (expr: Expr): Expr => {
    switch (expr.kind) {
      case 'unary':
      case 'paren':
        return { ...expr, expr: split(expr.expr) };
      case 'aggregate':
        if (isPart(expr)) return replaced(expr);
        return { ...expr, expr: split(expr.expr), ...(expr.parameter ? { parameter: split(expr.parameter) } : {}) };
      case 'binary':
        return { ...expr, left: split(expr.left), right: split(expr.right) };
      case 'call':
        return { ...expr, args: expr.args.map(split) };
      default:
        // A subquery evaluates its expression at other times.
        return expr;
    }
  };
  if (namesPartition(query.expr)) return undefined;
  const expr = split(query.expr);
  return parts.size > 0 && parts.size <= MOST_PARTS ? { expr, parts } : undefined;
}
