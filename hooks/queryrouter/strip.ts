// Removes the partition label from the JSON of an answer, chunk by chunk. The label is a member of an object, so its
// name follows `{` or `,`. Inside a JSON string a quote has a backslash in front of it, so the text cannot occur there.

/** Bytes of a value at most. */
const VALUE = 64;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A pattern for all beginnings of the text. */
const beginnings = (text: string, rest: string): string =>
  [...text].reduceRight((inner, letter) => `(?:${escaped(letter)}${inner})?`, rest);

export interface Strip {
  /** The text that is final. */
  readonly add: (text: string) => string;
  /** The rest. */
  readonly end: () => string;
}

/** Texts may be in any encoding that keeps ASCII, such as Latin-1 of bytes. */
export function stripLabel(label: string): Strip {
  const longest = label.length + VALUE + 7;
  const member = `"${escaped(label)}":"[^"\\\\]{0,${VALUE}}"`;
  const whole = new RegExp(`\\{${member},?|,${member}`, 'g');
  // Where a member may begin that ends in the next chunk. A comma behind the first member belongs to it.
  const begun = (end: string): string => beginnings(`"${label}":"`, `[^"\\\\]{0,${VALUE}}(?:"${end})?`);
  const open = new RegExp(`(?:\\{${begun(',?')}|,${begun('')})$`);
  // Then a comma is the end of this member, and not the begin of the next one.
  const first = new RegExp(`\\{${member}$`);
  const clean = (text: string): string => text.replace(whole, (found) => (found.startsWith('{') ? '{' : ''));
  let held = '';
  return {
    add: (text) => {
      const all = held + text;
      const at = open.exec(all.slice(-longest));
      const begin = at ? all.length - at[0].length : all.length;
      const end = at && first.test(all.slice(Math.max(0, begin - longest), begin)) ? begin + 1 : begin;
      held = all.slice(end);
      return clean(all.slice(0, end));
    },
    end: () => clean(held),
  };
}
