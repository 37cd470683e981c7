// Selectors: a metric name and label matchers (prometheus.io: querying/basics, time series selectors).
import { quoted } from '../core/message.ts';
import { regexError } from '../core/regex.ts';
import type { Matcher, MatchOp, Selector } from './ast.ts';
import type { Tree } from './grammar.ts';
import { childrenOf, needs, type Reader, report, stringOf, textOf } from './reader.ts';

export const METRIC_NAME = '__name__';

function matcherOf(reader: Reader, node: Tree): Matcher {
  const [label, op, value] = childrenOf(node);
  if (!label || !op || !value) return { name: METRIC_NAME, op: '=', value: stringOf(reader, label ?? node) };
  const isText = label.name === 'QuotedLabelName';
  if (isText) needs(reader, label, 'quotedName');
  const matcher = {
    name: isText ? stringOf(reader, label) : textOf(reader, label),
    op: textOf(reader, op) as MatchOp,
    value: stringOf(reader, value),
  };
  const wrong = matcher.op === '=~' || matcher.op === '!~' ? regexError(`^(?s:${matcher.value})$`) : '';
  if (wrong) report(reader, value, `${quoted(matcher.value)} is not RE2: ${wrong}`);
  return matcher;
}

export function selectorOf(reader: Reader, node: Tree): Selector {
  const [first, second] = childrenOf(node);
  const name = first?.name === 'Identifier' ? textOf(reader, first) : '';
  if (name.toLowerCase() === 'atan2')
    report(reader, node, 'atan2 is an operator and cannot be the name of a metric; write {__name__="atan2"}');
  const braces = first?.name === 'LabelMatchers' ? first : second;
  const matchers = (braces ? childrenOf(braces) : []).map((matcher) => {
    if (matcher.name === 'QuotedLabelName') needs(reader, matcher, 'quotedName');
    return matcherOf(reader, matcher);
  });
  return { kind: 'selector', name, matchers, modifiers: {}, from: node.from, to: node.to };
}

/** Label names in parentheses, after `by`, `on`, `group_left` and similar words. */
export function groupingOf(reader: Reader, node: Tree): string[] {
  return childrenOf(node).map((label) => {
    const isText = label.name === 'QuotedLabelName';
    if (isText) needs(reader, label, 'quotedName');
    const name = isText ? stringOf(reader, label) : textOf(reader, label);
    const reserved = !isText && /^(?:without|inf|nan)$/i.test(name);
    if (reserved || name === '' || !name.isWellFormed())
      report(reader, label, `${quoted(name)} cannot be a label name here`);
    return name;
  });
}
