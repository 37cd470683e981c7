// The syntax of JavaScript's regular expressions, as far as the hooks use it, for the test that looks for expensive
// ones.

/** What one character of the text must be: the source of an expression for one character. */
export type Node =
  | { readonly kind: 'char'; readonly source: string }
  /** Something that takes no character and may fail: `$`, `\b`. */
  | { readonly kind: 'assertion'; readonly source: string }
  | { readonly kind: 'look'; readonly of: Node }
  | { readonly kind: 'all'; readonly of: readonly Node[] }
  | { readonly kind: 'any'; readonly of: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number };

interface Reader {
  readonly source: string;
  at: number;
}

const LOOKS = ['?=', '?!', '?<=', '?<!'];
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y;
const ESCAPE = /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[pP]\{[^}]*\}|[\s\S])/uy;

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source);
  if (found) reader.at += found[0].length;
  return found;
}

function characterClass(reader: Reader): string {
  const from = reader.at++;
  while (reader.source[reader.at] !== ']') reader.at += reader.source[reader.at] === '\\' ? 2 : 1;
  return reader.source.slice(from, ++reader.at);
}

function group(reader: Reader): Node {
  reader.at++;
  const look = LOOKS.find((opening) => reader.source.startsWith(opening, reader.at));
  if (look) reader.at += look.length;
  else if (reader.source.startsWith('?:', reader.at)) reader.at += 2;
  else match(reader, /\?<\w+>/y);
  const of = alternatives(reader);
  reader.at++;
  return look ? { kind: 'look', of } : of;
}

function atom(reader: Reader): Node {
  const char = reader.source[reader.at];
  if (char === '(') return group(reader);
  if (char === '[') return { kind: 'char', source: characterClass(reader) };
  if (char === '\\') {
    const source = match(reader, ESCAPE)?.[0] ?? '';
    if (/^\\[1-9k]/.test(source)) throw new Error('a reference to a group has no bound');
    return /^\\[bB]$/.test(source) ? { kind: 'assertion', source } : { kind: 'char', source };
  }
  const source = match(reader, /[\s\S]/uy)?.[0] ?? '';
  return source === '^' || source === '$' ? { kind: 'assertion', source } : { kind: 'char', source };
}

function repeated(reader: Reader): Node {
  const of = atom(reader);
  const found = match(reader, QUANTIFIER);
  if (!found) return of;
  const [text, least, comma, most] = found;
  if (least !== undefined)
    return {
      kind: 'repeat',
      of,
      min: Number(least),
      max: most ? Number(most) : comma ? Number.POSITIVE_INFINITY : Number(least),
    };
  return {
    kind: 'repeat',
    of,
    min: text.startsWith('+') ? 1 : 0,
    max: text.startsWith('?') ? 1 : Number.POSITIVE_INFINITY,
  };
}

function alternatives(reader: Reader): Node {
  const all: Node[] = [];
  for (;;) {
    const of: Node[] = [];
    while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? ''))
      of.push(repeated(reader));
    all.push({ kind: 'all', of });
    if (reader.source[reader.at] !== '|') return { kind: 'any', of: all };
    reader.at++;
  }
}

/** The syntax tree of an expression: its alternatives. */
export const parseRegex = (source: string): Node => alternatives({ source, at: 0 });
