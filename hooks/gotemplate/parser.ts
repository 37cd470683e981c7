// Checks the grammar of a template: actions, pipelines, variables in scope, blocks (pkg.go.dev/text/template).
import { quoted } from '../core/message.ts';
import type { Kind, Token } from './lexer.ts';
import { TemplateError } from './lexer.ts';
import { isCharacter, isComplex, isNumber, stringValue } from './literal.ts';
import { type Variables, variablesOf } from './variables.ts';

export interface Scope {
  /** Why a function cannot be called, or `undefined`. */
  readonly missing: (name: string) => string | undefined;
  readonly variables: Variables;
  ranges: number;
}

interface Parser {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  /** Names of templates with content. */
  readonly defined: Set<string>;
}

const MAX_DEPTH = 500;
const OPERANDS: ReadonlySet<Kind> = new Set<Kind>([
  'bool',
  'char',
  'complex',
  'dot',
  'field',
  'word',
  'number',
  'nil',
  'string',
  'variable',
  '(',
]);
const CONSTANTS: ReadonlySet<Kind> = new Set<Kind>(['bool', 'dot', 'nil', 'number', 'char', 'complex', 'string']);

const END: Token = { kind: 'end', text: '', at: 0 };
const peek = (parser: Parser): Token => parser.tokens[parser.at] ?? END;
const next = (parser: Parser): Token => parser.tokens[parser.at++] ?? END;
const peekNonSpace = (parser: Parser): Token => {
  while (peek(parser).kind === 'space') parser.at++;
  return peek(parser);
};
const nextNonSpace = (parser: Parser): Token => {
  peekNonSpace(parser);
  return next(parser);
};

const fail = (token: Token, message: string): never => {
  throw new TemplateError(token.at, message);
};
const unexpected = (token: Token, where: string): never =>
  fail(token, `${token.text ? `${quoted(token.text.trim() || ' ')}` : 'the end'} is not allowed in ${where}`);

function deeper<T>(parser: Parser, read: () => T): T {
  if (++parser.depth > MAX_DEPTH) throw new TemplateError(peek(parser).at, 'it is nested too deeply');
  const value = read();
  parser.depth--;
  return value;
}

function expectClose(parser: Parser, where: string): void {
  const token = nextNonSpace(parser);
  if (token.kind !== 'close') unexpected(token, where);
}

function checkConstant(token: Token): void {
  if (token.kind === 'number' && !isNumber(token.text)) fail(token, `${quoted(token.text)} is no number`);
  if (token.kind === 'complex' && !isComplex(token.text)) fail(token, `${quoted(token.text)} is no number`);
  if (token.kind === 'char' && !isCharacter(token.text)) fail(token, `${token.text} is not one character`);
  if (token.kind === 'string' && stringValue(token.text) === undefined)
    fail(token, `the string ${token.text} has an invalid escape`);
}

/** Reads one operand with its fields. Returns the kind of its first token, or `undefined` without an operand. */
function operand(parser: Parser, scope: Scope): Kind | undefined {
  const token = peekNonSpace(parser);
  if (!OPERANDS.has(token.kind)) return undefined;
  parser.at++;
  const missing = token.kind === 'word' ? scope.missing(token.text) : undefined;
  if (missing) fail(token, missing);
  if (token.kind === 'variable' && !scope.variables.has(token.text))
    fail(token, `the variable ${quoted(token.text)} is not defined`);
  checkConstant(token);
  if (token.kind === '(') deeper(parser, () => pipeline(parser, scope, 'parentheses', ')'));
  const hasFields = peek(parser).kind === 'field';
  if (hasFields && CONSTANTS.has(token.kind)) fail(token, `${token.text} has no fields`);
  while (peek(parser).kind === 'field') parser.at++;
  return hasFields && token.kind === '(' ? 'field' : token.kind;
}

/** Reads one command of a pipeline. Returns the kind of its first token. */
function command(parser: Parser, scope: Scope): Kind {
  let first: Kind | undefined;
  for (;;) {
    const found = operand(parser, scope);
    first ??= found;
    const token = next(parser);
    if (token.kind === 'space') continue;
    if (token.kind === 'close' || token.kind === ')') parser.at--;
    else if (token.kind !== 'pipe') unexpected(token, 'an operand');
    return first ?? fail(token, 'a command is empty');
  }
}

/** `$x :=`, `$x =` or `$i, $x :=` at the start of a pipeline. */
function declarations(parser: Parser, scope: Scope, where: string): void {
  for (let count = 1; peekNonSpace(parser).kind === 'variable'; count++) {
    const start = parser.at;
    const name = next(parser).text;
    const sign = peekNonSpace(parser);
    if (sign.kind === 'assign' || sign.kind === 'declare') {
      parser.at++;
      scope.variables.add(name);
      return;
    }
    if (sign.text !== ',') {
      parser.at = start;
      return;
    }
    parser.at++;
    scope.variables.add(name);
    if (where !== 'range' || count > 1) fail(sign, `too many variables for ${where}`);
    const after = peekNonSpace(parser).kind;
    if (after !== 'variable' && after !== 'close' && after !== ')') fail(sign, 'range can declare variables only');
  }
}

function pipeline(parser: Parser, scope: Scope, where: string, end: 'close' | ')'): void {
  declarations(parser, scope, where);
  for (let position = 1; ; position++) {
    const token = peekNonSpace(parser);
    if (token.kind === end) {
      parser.at++;
      if (position === 1) fail(token, `${where} has no value`);
      return;
    }
    if (!OPERANDS.has(token.kind)) unexpected(token, where);
    const first = command(parser, scope);
    if (position > 1 && CONSTANTS.has(first))
      fail(token, `${quoted(token.text)} cannot receive the value before the pipe`);
  }
}

/** The name of a template that is called or defined. */
function templateName(parser: Parser, where: string): string {
  const token = nextNonSpace(parser);
  if (token.kind !== 'string') unexpected(token, where);
  checkConstant(token);
  return stringValue(token.text) ?? '';
}

type ListEnd = 'end' | 'else';

interface List {
  readonly by: ListEnd;
  readonly isEmpty: boolean;
}

/** Reads text and actions up to `{{end}}` or `{{else`. */
function list(parser: Parser, scope: Scope): List {
  let isEmpty = true;
  while (peek(parser).kind !== 'end') {
    const found = textOrAction(parser, scope);
    if (found === 'end' || found === 'else') return { by: found, isEmpty };
    isEmpty &&= found === 'nothing';
  }
  return fail(peek(parser), '"{{ end }}" is missing');
}

function branch(parser: Parser, scope: Scope, keyword: string): void {
  const outside = scope.variables.size();
  pipeline(parser, scope, keyword, 'close');
  if (keyword === 'range') scope.ranges++;
  const { by } = list(parser, scope);
  if (keyword === 'range') scope.ranges--;
  if (by === 'else') alternative(parser, scope, keyword);
  scope.variables.leave(outside);
}

/** Reads after `{{else`: another `if` in an `if`, another `with` in a `with`, otherwise a list and `{{end}}`. */
function alternative(parser: Parser, scope: Scope, keyword: string): void {
  const token = peek(parser);
  if (token.kind === 'keyword' && token.text === keyword && keyword !== 'range') {
    parser.at++;
    deeper(parser, () => branch(parser, scope, keyword));
    return;
  }
  if (token.kind === 'keyword') unexpected(token, 'else');
  const { by } = list(parser, scope);
  if (by !== 'end') fail(peek(parser), 'a second else');
}

function definition(parser: Parser, scope: Scope, name: string, token: Token): void {
  const inner: Scope = { missing: scope.missing, variables: variablesOf(['$']), ranges: 0 };
  const { by, isEmpty } = deeper(parser, () => list(parser, inner));
  if (by !== 'end') fail(token, `${token.text} cannot have an else`);
  if (isEmpty) return;
  if (parser.defined.has(name)) fail(token, `the template ${quoted(name)} is defined twice`);
  parser.defined.add(name);
}

function leaveRange(parser: Parser, scope: Scope, token: Token): void {
  expectClose(parser, `{{ ${token.text} }}`);
  if (scope.ranges === 0) fail(token, `${token.text} is outside range`);
}

function elseAction(parser: Parser): void {
  const token = peekNonSpace(parser);
  if (token.kind === 'keyword' && (token.text === 'if' || token.text === 'with')) return;
  expectClose(parser, 'else');
}

function keywordAction(parser: Parser, scope: Scope, token: Token): ListEnd | 'something' {
  switch (token.text) {
    case 'end':
      expectClose(parser, 'end');
      return 'end';
    case 'else':
      elseAction(parser);
      return 'else';
    case 'if':
    case 'range':
    case 'with':
      deeper(parser, () => branch(parser, scope, token.text));
      break;
    case 'template':
      templateName(parser, 'template');
      if (peekNonSpace(parser).kind === 'close') parser.at++;
      else pipeline(parser, scope, 'template', 'close');
      break;
    case 'block': {
      const name = templateName(parser, 'block');
      pipeline(parser, scope, 'block', 'close');
      definition(parser, scope, name, token);
      break;
    }
    case 'break':
    case 'continue':
      leaveRange(parser, scope, token);
      break;
    default:
      fail(token, 'define must be outside all other actions');
  }
  return 'something';
}

function textOrAction(parser: Parser, scope: Scope): ListEnd | 'something' | 'nothing' {
  const first = next(parser);
  if (first.kind === 'text') return first.text.trim() === '' ? 'nothing' : 'something';
  const token = peekNonSpace(parser);
  if (token.kind === 'keyword') {
    parser.at++;
    return keywordAction(parser, scope, token);
  }
  pipeline(parser, scope, 'an action', 'close');
  return 'something';
}

/** Checks a whole template. Throws `TemplateError` at the first mistake. */
export function parseTemplate(tokens: readonly Token[], scope: Scope): void {
  const parser: Parser = { tokens, at: 0, depth: 0, defined: new Set() };
  while (peek(parser).kind !== 'end') {
    const start = parser.at;
    const opens = next(parser).kind === 'open';
    const token = opens ? peekNonSpace(parser) : END;
    if (token.kind === 'keyword' && token.text === 'define') {
      parser.at++;
      const name = templateName(parser, 'define');
      expectClose(parser, 'define');
      definition(parser, scope, name, token);
      continue;
    }
    parser.at = start;
    const found = textOrAction(parser, scope);
    if (found === 'end' || found === 'else') fail(token, `{{ ${found} }} has no beginning`);
  }
}
