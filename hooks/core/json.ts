// JSON in annotations and keys, and JSON of deeply nested values.

/** Limit of nesting, because code that walks a value recursively needs stack for each level. */
const MAX_DEPTH = 100;

/** The largest number of open brackets. */
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

/** The value of a JSON text; `undefined` if it is not JSON or has more than 100 levels. */
export function parseJson(text: string): unknown {
  if (depth(text) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An entry of the stack: a value, or the text between values. */
type Open = readonly ['text', string] | readonly ['value', unknown];

/** The parts of a list or an object, in reverse order. */
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

/** JSON.stringify without recursion, for values from JSON: an API server stores up to 10,000 levels. */
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

/** The JSON of a value from JSON, of any depth. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return deepJson(value);
  }
}
