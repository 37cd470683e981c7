// Text of users in messages: limited in length and printable, because a message is read in a terminal.

/** Limit in characters of a quoted value. */
const MAX_VALUE_CHARACTERS = 100;
/** Limit in characters of a path, which includes map keys of users. */
const MAX_PATH_CHARACTERS = 300;
const BEGINNING_CHARACTERS = MAX_PATH_CHARACTERS - MAX_VALUE_CHARACTERS;
/** Limit in bytes of the message of an issue. */
export const MAX_ISSUE_BYTES = 1000;
/** Limit in bytes of the message of a condition. The CRD allows 32768 characters. */
export const MAX_MESSAGE_BYTES = 2048;

/** Control characters, line separators and marks of text direction: a message must not control a terminal. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (char: string): string => NAMED[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with escapes for unprintable characters. */
export const printable = (text: string): string => text.toWellFormed().replace(UNPRINTABLE, escaped);

/** The text, or its first characters and `…`. */
function shortened(text: string, characters: number): string {
  if (text.length <= characters) return printable(text);
  // A character has at most two UTF-16 code units.
  const beginning = [...text.slice(0, 2 * characters)];
  return beginning.length <= characters && text.length <= 2 * characters
    ? printable(text)
    : `${printable(beginning.slice(0, characters - 1).join(''))}…`;
}

/** A value for a message, in double quotes: printable, at most 100 characters. Not for values of Secrets. */
export const quoted = (value: unknown): string => `"${shortened(String(value), MAX_VALUE_CHARACTERS)}"`;

/** The map keys in a path. */
const KEY = /[^.[\]]+/gu;

/** A path for a message: the beginning of a long key, the beginning and the end of a long path. */
export function boundedPath(path: string): string {
  const short = printable(
    path.length <= MAX_VALUE_CHARACTERS
      ? path
      : path.replace(KEY, (key) =>
          key.length > MAX_VALUE_CHARACTERS ? `${key.slice(0, MAX_VALUE_CHARACTERS - 1)}…` : key,
        ),
  );
  return short.length <= MAX_PATH_CHARACTERS
    ? short
    : `${short.slice(0, BEGINNING_CHARACTERS)}…${short.slice(1 - MAX_VALUE_CHARACTERS)}`.toWellFormed();
}

/** The text, or as much of its beginning as fits into the bytes, and `…`. */
export function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // `…` has three bytes. A character that is cut in the middle is removed.
  return `${Buffer.from(text.slice(0, bytes))
    .subarray(0, bytes - 3)
    .toString('utf8')
    .replace(/\ufffd+$/, '')}…`;
}

/** Quotes of parsers in backticks, and words that are longer than those of the hooks. */
const QUOTED = /`[^`]{101,}`?|\S{121,}/gu;

/**
 * The message of an issue: one printable line of at most 1,000 bytes. Quoted values have at most about 100 characters.
 */
export function boundedText(text: string): string {
  const values = text
    .slice(0, 4 * MAX_ISSUE_BYTES)
    .replace(QUOTED, (value) => `${value.slice(0, MAX_VALUE_CHARACTERS - 1)}…`);
  return cutBytes(printable(values), MAX_ISSUE_BYTES);
}

const MORE = /^and (\d+) more$/;

/**
 * Lines as one message: the first lines that fit into `bytes`, at most `shown`, then `and N more`. A first line that
 * does not fit is cut. If the last line is already `and N more`, the counts are added.
 */
export function boundedLines(
  lines: readonly string[],
  bytes: number = MAX_MESSAGE_BYTES,
  shown = Number.POSITIVE_INFINITY,
): string {
  const before = Number(MORE.exec(lines.at(-1) ?? '')?.[1] ?? 0);
  const own = before > 0 ? lines.slice(0, -1) : lines;
  const budget = bytes - `\nand ${own.length + before} more`.length;
  const kept: string[] = [];
  let used = 0;
  for (const line of own.slice(0, shown)) {
    const text = kept.length === 0 ? cutBytes(line, budget) : line;
    used += Buffer.byteLength(text) + 1;
    if (kept.length > 0 && used > budget) break;
    kept.push(text);
  }
  const left = own.length - kept.length + before;
  return [...kept, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}
