// State of parsing: the text, the dialect, and the first problem.

import type { Syntax } from '../versions/syntax.ts';
import type { Span } from './ast.ts';
import { type Dialect, missingSyntax } from './dialect.ts';
import type { Tree } from './grammar.ts';
import { unquote } from './literal.ts';

export interface Problem {
  readonly message: string;
  /** Line and column, from 1, in characters. */
  readonly line: number;
  readonly column: number;
}

export interface Reader {
  readonly text: string;
  readonly dialect: Dialect;
  readonly problems: Problem[];
  depth: number;
  size: number;
}

/** The problem at an offset of the text. */
export function problemAt(text: string, at: number, message: string): Problem {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { message, line: before.split('\n').length, column: at - lineStart + 1 };
}

/** Records a problem if it is the first one. The line of each problem would take quadratic time. */
export function report(reader: Reader, at: Span, message: string): void {
  if (reader.problems.length === 0) reader.problems.push(problemAt(reader.text, at.from, message));
}

/** Records a problem if the dialect does not accept this syntax. */
export function needs(reader: Reader, at: Span, syntax: Syntax): void {
  const missing = missingSyntax(reader.dialect, syntax);
  if (missing) report(reader, at, missing);
}

export const textOf = (reader: Reader, node: Span): string => reader.text.slice(node.from, node.to);

/** The children of a node without comments. */
export function childrenOf(node: Tree): Tree[] {
  const out: Tree[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'LineComment') out.push(child);
  return out;
}

/** The text of a string literal; reports an invalid one. */
export function stringOf(reader: Reader, node: Tree): string {
  const value = unquote(textOf(reader, node));
  if (value === undefined)
    report(reader, node, `the string ${textOf(reader, node)} is not closed, or has an invalid escape`);
  return value ?? '';
}
