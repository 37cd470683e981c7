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

const isMember = (value: unknown): boolean => value !== undefined && typeof value !== 'function';

/** As JSON.stringify does it for values that came from JSON, but with no stack: an API server stores 10,000 levels. */
function deepJson(value: unknown): string {
  const out: string[] = [];
  // What is still to be written, the last first: values, and text that stands between them.
  const open: (readonly ['text', string] | readonly ['value', unknown])[] = [['value', value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [kind, what] = next;
    if (kind === 'text') out.push(what);
    else if (typeof what !== 'object' || what === null) out.push(JSON.stringify(what) ?? 'null');
    else if (Array.isArray(what)) {
      open.push(['text', ']']);
      for (let i = what.length - 1; i >= 0; i--) open.push(['value', what[i]], ['text', i > 0 ? ',' : '[']);
      if (what.length === 0) open.push(['text', '[']);
    } else {
      const members = Object.entries(what).filter(([, member]) => isMember(member));
      open.push(['text', '}']);
      for (const [i, [name, member]] of [...members.entries()].reverse())
        open.push(['value', member], ['text', `${i > 0 ? ',' : '{'}${JSON.stringify(name)}:`]);
      if (members.length === 0) open.push(['text', '{']);
    }
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
