// JSON that users write into annotations and keys.

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
