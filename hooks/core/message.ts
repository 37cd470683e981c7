// What users wrote, as messages repeat it: bounded in length and printable. A value may have a megabyte; a message is
// read in a terminal.

/** Characters of a value that a message repeats. */
const LONGEST_VALUE = 100;
/** Characters of a path: keys of maps in it are user text. */
const LONGEST_PATH = 300;
/** Bytes of one mistake's message. */
export const LONGEST_ISSUE = 1000;
/** Bytes of a condition's message. Its CRD allows 32768 characters. */
export const LONGEST_MESSAGE = 2048;

/** Control characters, line separators and what turns the direction of text: a message must not draw on a terminal. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (char: string): string => NAMED[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with escapes for all that is not printed. */
export const printable = (text: string): string => text.toWellFormed().replace(UNPRINTABLE, escaped);

/** The text, or as many characters of its beginning as there may be, with `…` for the rest. */
function shortened(text: string, characters: number): string {
  if (text.length <= characters) return printable(text);
  // A character takes two places at most.
  const beginning = [...text.slice(0, 2 * characters)];
  return beginning.length <= characters && text.length <= 2 * characters
    ? printable(text)
    : `${printable(beginning.slice(0, characters - 1).join(''))}…`;
}

/**
 * A value that a message is about, in double quotes: printable, at most 100 characters. Never for what a Secret holds.
 */
export const quoted = (value: unknown): string => `"${shortened(String(value), LONGEST_VALUE)}"`;

/** Keys of maps in a path, which users choose. */
const KEY = /[^.[\]]+/gu;

/** A path as a message names it: of long keys the beginning, of a long path its beginning and its end. */
export function boundedPath(path: string): string {
  const short = printable(
    path.length <= LONGEST_VALUE
      ? path
      : path.replace(KEY, (key) => (key.length > LONGEST_VALUE ? `${key.slice(0, LONGEST_VALUE - 1)}…` : key)),
  );
  return short.length <= LONGEST_PATH
    ? short
    : `${short.slice(0, LONGEST_PATH - LONGEST_VALUE)}…${short.slice(1 - LONGEST_VALUE)}`.toWellFormed();
}

/** The text, or as much of its beginning as fits into the bytes, with `…` for the rest. */
export function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // No character is begun that does not fit; `…` takes three bytes.
  return `${Buffer.from(text.slice(0, bytes))
    .subarray(0, bytes - 3)
    .toString('utf8')
    .replace(/\ufffd+$/, '')}…`;
}

/** What parsers quote in backticks, and single words that no text of ours has. */
const QUOTED = /`[^`]{101,}`?|\S{121,}/gu;

/**
 * The message of one mistake: one printable line of at most 1,000 bytes, in which no value has more than about 100
 * characters.
 */
export function boundedText(text: string): string {
  const values = text.slice(0, 4 * LONGEST_ISSUE).replace(QUOTED, (value) => `${value.slice(0, LONGEST_VALUE - 1)}…`);
  return cutBytes(printable(values), LONGEST_ISSUE);
}

const MORE = /^and (\d+) more$/;

/**
 * Lines as one message: the first ones that fit into `bytes`, at most `shown`, then `and N more`. A first line that
 * does not fit alone is cut. Its last line may say `and N more` already.
 */
export function boundedLines(
  lines: readonly string[],
  bytes: number = LONGEST_MESSAGE,
  shown = Number.POSITIVE_INFINITY,
): string {
  const before = Number(MORE.exec(lines.at(-1) ?? '')?.[1] ?? 0);
  const own = before > 0 ? lines.slice(0, -1) : lines;
  const room = bytes - `\nand ${own.length + before} more`.length;
  const kept: string[] = [];
  let used = 0;
  for (const line of own.slice(0, shown)) {
    const text = kept.length === 0 ? cutBytes(line, room) : line;
    used += Buffer.byteLength(text) + 1;
    if (kept.length > 0 && used > room) break;
    kept.push(text);
  }
  const left = own.length - kept.length + before;
  return [...kept, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}
