// Removes the partition label from the JSON of an answer, chunk by chunk. The label is a member of an object, so its
// name follows `{` or `,`. Inside a JSON string a quote has a backslash in front of it, so the text cannot occur there.

/** Bytes of a value at most. */
const VALUE = 64;

export interface Strip {
  /** The text that is final. */
  readonly add: (text: string) => string;
  /** The rest. */
  readonly end: () => string;
}

/** The name in quotes, and what follows it up to the value. */
const nameOf = (label: string): string => `${JSON.stringify(label)}:"`;

/** Where the value that begins at `start` has ended, quote included; -1 if it does not end, or is no value of ours. */
function endOfValue(text: string, start: number): number {
  const quote = text.indexOf('"', start);
  if (quote < 0 || quote - start > VALUE || text.slice(start, quote).includes('\\')) return -1;
  return quote + 1;
}

/** The text without whole members. `isEnd`: nothing follows it. A first member waits for the comma that may follow. */
function withoutMembers(text: string, name: string, isEnd: boolean): string {
  let out = '';
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = endOfValue(text, at + name.length);
    const before = text[at - 1];
    if (end < 0 || (before !== '{' && before !== ',')) continue;
    const isFirst = before === '{' || at === from;
    if (isFirst && end === text.length && !isEnd) continue;
    out += text.slice(from, isFirst ? at : at - 1);
    from = isFirst && text[end] === ',' ? end + 1 : end;
  }
  return out + text.slice(from);
}

/** Whether a member may begin with this text, after its `{` or `,`, and end in the next chunk. */
function isBegun(text: string, name: string): boolean {
  if (text.length <= name.length) return name.startsWith(text);
  if (!text.startsWith(name)) return false;
  const value = text.slice(name.length);
  const quote = value.indexOf('"');
  return quote === value.length - 1 || (quote < 0 && value.length <= VALUE && !value.includes('\\'));
}

/** Where a member may begin that ends in the next chunk; the length of the text if there is none. */
function begunAt(text: string, name: string): number {
  for (let at = Math.max(0, text.length - name.length - VALUE - 2); at < text.length; at++)
    if ((text[at] === '{' || text[at] === ',') && isBegun(text.slice(at + 1), name)) return at;
  return text.length;
}

/** Texts may be in any encoding that keeps ASCII, such as Latin-1 of bytes. */
export function stripLabel(label: string): Strip {
  const name = nameOf(label);
  let held = '';
  return {
    add: (text) => {
      const all = withoutMembers(held + text, name, false);
      const at = begunAt(all, name);
      held = all.slice(at);
      return all.slice(0, at);
    },
    end: () => withoutMembers(held, name, true),
  };
}
