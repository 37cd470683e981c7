// The cost of compiling an RE2 expression, estimated from its text in one pass. A unit is one instruction of the
// program of re2js: about 1.5 µs and 300 bytes. The weights are measurements with re2js 2.10: CPU time and heap of
// each construct, alone and repeated.

interface Cost {
  /** Cost of parsing, which repetition does not multiply: tables of `\p{L}`, case folding of a range. */
  readonly read: number;
  /** Instructions, which each repetition copies. */
  readonly nodes: number;
}

interface Group {
  read: number;
  nodes: number;
  last: Cost;
}

interface Scan {
  readonly text: string;
  at: number;
  /** Whether a flag has turned on case folding. */
  folds: boolean;
}

const NOTHING: Cost = { read: 0, nodes: 0 };
const CHARACTER: Cost = { read: 0, nodes: 1 };
const WIDE_CHARACTER: Cost = { read: 0, nodes: 2 };
const FOLDED: Cost = { read: 0, nodes: 2 };
const ANY: Cost = { read: 0, nodes: 3 };
const CLASS_NODES = 4;
const PERL_CLASS = { plain: 4, folded: 16 };
const UNICODE_CLASS = { plain: 90, folded: 160 };
/** `*`, `+` and `?` add an instruction and a group. */
const OPERATOR = 4;
/** Any text costs at least one unit for this many characters. */
const CHARACTERS_PER_UNIT = 5;
/** A group, an alternative, and an empty alternative. */
const GROUP = 5;
const ALTERNATIVE: Cost = { read: 0, nodes: 2 };
const EMPTY_ALTERNATIVE: Cost = { read: 0, nodes: 6 };
/** Case folding visits each character of a range. */
const FOLDED_RANGE = 40;
const REPEAT = /\{(\d{1,6})(,?)(\d{0,6})\}/y;
const UNICODE_NAME = /\\[pP](?:\{[^}]{0,60}\}|[\s\S])/y;
const HEX = /\\x(?:\{[^}]{0,10}\}|[\da-fA-F]{2})/y;
const RANGE_END = /-(\\x\{[\da-fA-F]{1,6}\}|\\?[^\]])/uy;
const FLAGS = /\?[a-zA-Z-]*/y;
const POSIX = /\[:[^:\]]{0,20}:\]/y;

function take(scan: Scan, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text);
  if (found) scan.at += found[0].length;
  return found;
}

const weight = (scan: Scan, weights: { readonly plain: number; readonly folded: number }): number =>
  scan.folds ? weights.folded : weights.plain;

/** The code point of a character in a class, for simple escapes only. */
function codeOf(text: string): number {
  const hex = /^\\x\{?([\da-fA-F]+)/.exec(text)?.[1];
  return hex ? Number.parseInt(hex, 16) : (text.replace(/^\\/, '').codePointAt(0) ?? 0);
}

/** The cost of one member of a class: a named class, a range or a character. */
function member(scan: Scan): number {
  if (take(scan, POSIX)) return weight(scan, PERL_CLASS);
  if (take(scan, UNICODE_NAME)) return weight(scan, UNICODE_CLASS);
  const from = scan.at;
  if (!take(scan, HEX))
    scan.at += scan.text[scan.at] === '\\' ? 2 : (scan.text.codePointAt(scan.at) ?? 0) > 0xffff ? 2 : 1;
  const low = scan.text.slice(from, scan.at);
  if (/^\\[dDwWsS]/.test(low)) return weight(scan, PERL_CLASS);
  const high = take(scan, RANGE_END)?.[1];
  if (high === undefined) return scan.folds ? 3 : 1;
  return scan.folds ? 3 + Math.max(0, codeOf(high) - codeOf(low)) / FOLDED_RANGE : 3;
}

function characterClass(scan: Scan): Cost {
  scan.at++;
  let read = 0;
  if (scan.text[scan.at] === '^') {
    scan.at++;
    read += 2;
  }
  for (let first = true; scan.at < scan.text.length && (first || scan.text[scan.at] !== ']'); first = false)
    read += member(scan);
  scan.at++;
  return { read, nodes: CLASS_NODES };
}

/** Literal text from `\Q` to `\E`. */
function quoted(scan: Scan): Cost {
  const end = scan.text.indexOf('\\E', scan.at + 2);
  const from = scan.at + 2;
  scan.at = end < 0 ? scan.text.length : end + 2;
  // A repetition applies to the last character only. The estimate repeats the whole text.
  return { read: 0, nodes: 2 * Math.max(0, (end < 0 ? scan.text.length : end) - from) };
}

function escaped(scan: Scan): Cost {
  if (take(scan, UNICODE_NAME)) return { read: weight(scan, UNICODE_CLASS) / 3, nodes: CLASS_NODES };
  if (take(scan, HEX)) return WIDE_CHARACTER;
  const char = scan.text[scan.at + 1] ?? '';
  if (char === 'Q') return quoted(scan);
  scan.at += 2;
  return 'dDwWsSbBCAz'.includes(char)
    ? { read: weight(scan, PERL_CLASS) / 2, nodes: CLASS_NODES }
    : scan.folds
      ? FOLDED
      : CHARACTER;
}

function single(scan: Scan): Cost {
  const char = scan.text[scan.at] ?? '';
  if (char === '[') return characterClass(scan);
  if (char === '\\') return escaped(scan);
  scan.at++;
  if (char === '.') return ANY;
  if (char === '|') return '(|'.includes(scan.text[scan.at - 2] ?? '(') ? EMPTY_ALTERNATIVE : ALTERNATIVE;
  return char.charCodeAt(0) > 0x7f ? WIDE_CHARACTER : scan.folds ? FOLDED : CHARACTER;
}

interface Copies {
  readonly least: number;
  readonly most: number;
}

/** The counts of a repetition such as `{2,5}` at this position, or `undefined`. */
function copies(scan: Scan): Copies | undefined {
  const [all, least = '', , most = ''] = take(scan, REPEAT) ?? [];
  return all === undefined ? undefined : { least: Number(least), most: Math.max(Number(least), Number(most)) };
}

function add(group: Group, cost: Cost): void {
  group.read += cost.read;
  group.nodes += cost.nodes;
  group.last = cost;
}

/** Multiplies the last cost of the group. Copies above the minimum are optional. */
function repeat(group: Group, { least, most }: Copies): void {
  const copy = group.last.nodes + 1;
  const nodes = (least + 1) * copy + (most - least) * (copy + OPERATOR);
  group.nodes += nodes - group.last.nodes;
  group.last = { read: 0, nodes };
}

function step(scan: Scan, group: Group): void {
  const char = scan.text[scan.at] ?? '';
  const count = char === '{' ? copies(scan) : undefined;
  if (count) {
    repeat(group, count);
    return;
  }
  if (char === '*' || char === '+' || char === '?') {
    scan.at++;
    const { nodes } = group.last;
    group.nodes += OPERATOR;
    group.last = { read: 0, nodes: nodes + OPERATOR };
    return;
  }
  add(group, single(scan));
}

const opened = (): Group => ({ read: 0, nodes: GROUP, last: NOTHING });

function estimate(pattern: string): number {
  const scan: Scan = { text: pattern, at: 0, folds: false };
  const open = [opened()];
  while (scan.at < pattern.length) {
    const group = open.at(-1) ?? opened();
    const char = pattern[scan.at];
    if (char === '(') {
      scan.at++;
      scan.folds ||= /^\?[^-]*i/.test(take(scan, FLAGS)?.[0] ?? '');
      open.push(opened());
    } else if (char === ')') {
      scan.at++;
      if (open.length === 1) continue;
      open.pop();
      add(open.at(-1) ?? opened(), group);
    } else step(scan, group);
  }
  const cost = open.reduce((sum, { read, nodes }) => sum + read + nodes, 0);
  return Math.max(cost, pattern.length / CHARACTERS_PER_UNIT);
}

/** Costs of short expressions. Most objects have the same ones. */
const known = new Map<string, number>();
const MAX_KNOWN = 1000;
const MAX_LENGTH = 60;

/**
 * The cost of compiling the expression, in units of about 1.5 µs and 300 bytes. The estimate takes linear time for any
 * text, also for text that is no expression.
 */
export function regexCost(pattern: string): number {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  const cost = estimate(pattern);
  if (pattern.length <= MAX_LENGTH && known.size < MAX_KNOWN) known.set(pattern, cost);
  return cost;
}
