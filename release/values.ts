// values.yaml with its comments: what each value is for.
import { load } from 'js-yaml';

export interface Value {
  /** `image.tag`. */
  readonly path: string;
  /** The comment above it. */
  readonly about: string;
  readonly default: unknown;
  /** Whether values below it have comments of their own. */
  readonly isGroup: boolean;
}

function at(values: unknown, path: readonly string[]): unknown {
  return path.reduce((found, key) => (found as Record<string, unknown> | undefined)?.[key], values);
}

/** All values that have a comment, in the order of the file. */
export function documentedValues(text: string): readonly Value[] {
  const values = load(text);
  const found: { path: string[]; about: string }[] = [];
  const stack: { indent: number; key: string }[] = [];
  let comment: string[] = [];
  for (const line of text.split('\n')) {
    const said = /^ *# (.*)$/.exec(line);
    const key = /^( *)([\w-]+):/.exec(line);
    if (said) comment.push(said[1] ?? '');
    else if (key) {
      const indent = key[1]?.length ?? 0;
      while (stack.length > 0 && (stack.at(-1)?.indent ?? 0) >= indent) stack.pop();
      stack.push({ indent, key: key[2] ?? '' });
      if (comment.length > 0) found.push({ path: stack.map((entry) => entry.key), about: comment.join(' ') });
      comment = [];
    } else comment = [];
  }
  return found.map(({ path, about }) => {
    const name = path.join('.');
    const isGroup = found.some((other) => other.path.join('.').startsWith(`${name}.`));
    return { path: name, about, default: at(values, path), isGroup };
  });
}
