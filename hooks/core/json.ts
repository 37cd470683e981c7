// JSON that users write into annotations and keys, and JSON of what they nest.

/** Nobody nests deeper; whoever walks through a value calls itself once for each level. */
const DEEPEST = 100;

/** How many brackets are open at once, at most. */
function depth(text: string): number {
  let [open, most, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') most = Math.max(most, ++open);
    else if (char === '}' || char === ']') open--;
  }
  return most;
}

/** The value of a JSON text; `undefined` where it is none, or nested more than 100 deep. */
export function parseJson(text: string): unknown {
  if (depth(text) > DEEPEST) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is still to be written: a value, or text that stands between values. */
type Open = readonly ['text', string] | readonly ['value', unknown];

/** A list or an object in its parts, the last first. */
function parts(value: object): Open[] {
  const out: Open[] = [];
  const isList = Array.isArray(value);
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const comma = out.length > 0 ? ',' : '';
    out.push(['text', isList ? comma : `${comma}${JSON.stringify(name)}:`], ['value', member]);
  }
  const [begin, end]: [string, string] = isList ? ['[', ']'] : ['{', '}'];
  return [['text', begin] as const, ...out, ['text', end] as const].reverse();
}

/** As JSON.stringify does it for values that came from JSON, but with no stack: an API server stores 10,000 levels. */
function deepJson(value: unknown): string {
  const out: string[] = [];
  const open: Open[] = [['value', value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [kind, what] = next;
    if (kind === 'text') out.push(what);
    else if (typeof what === 'object' && what !== null) for (const part of parts(what)) open.push(part);
    else out.push(JSON.stringify(what) ?? 'null');
  }
  return out.join('');
}

/** The JSON of a value from JSON, however deep it is nested. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return deepJson(value);
  }
}
