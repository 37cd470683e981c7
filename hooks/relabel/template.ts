// Templates with references to groups, as Go's `Regexp.Expand` fills them in (pkg.go.dev/regexp#Regexp.Expand).

/** A reference after `$`: `1`, `name`, `{1}` or `{name}`. */
const REFERENCE = /^(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u;
/** A number of a group: no leading zero, at most nine digits. */
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;

/** What a template refers to. */
export interface Groups {
  readonly groups: readonly (string | undefined)[];
  /** The number of each named group. */
  readonly names: Readonly<Record<string, number>>;
}

function groupValue(name: string, { groups, names }: Groups): string {
  const number = NUMBER.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
  return number === undefined ? '' : (groups[number] ?? '');
}

/**
 * The template with `$1`, `$name`, `${1}` and `${name}` replaced by groups, and `$$` by `$`. An unknown group is empty.
 * The name after `$` is as long as possible: `$1x` is the group `1x`.
 */
export function expand(template: string, match: Groups): string {
  let out = '';
  let rest = template;
  for (let at = rest.indexOf('$'); at >= 0; at = rest.indexOf('$')) {
    out += rest.slice(0, at);
    rest = rest.slice(at + 1);
    if (rest.startsWith('$')) {
      out += '$';
      rest = rest.slice(1);
      continue;
    }
    const [whole, braced, bare] = REFERENCE.exec(rest) ?? [];
    if (whole === undefined) out += '$';
    else {
      out += groupValue(braced ?? bare ?? '', match);
      rest = rest.slice(whole.length);
    }
  }
  return out + rest;
}
