// The variables of a template that are in sight (pkg.go.dev/text/template: variables).

export interface Variables {
  readonly has: (name: string) => boolean;
  readonly add: (name: string) => void;
  readonly size: () => number;
  /** Forgets those that were added after the first `count`. */
  readonly leave: (count: number) => void;
}

/** Variables, inner ones last; one name may be there more than once. */
export function variablesOf(names: readonly string[]): Variables {
  const list: string[] = [];
  const counts = new Map<string, number>();
  const add = (name: string): void => {
    list.push(name);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (const name of names) add(name);
  return {
    add,
    has: (name) => (counts.get(name) ?? 0) > 0,
    size: () => list.length,
    leave: (count) => {
      for (const name of list.splice(count)) counts.set(name, (counts.get(name) ?? 0) - 1);
    },
  };
}
