// The variables in scope of a template (pkg.go.dev/text/template: variables).

export interface Variables {
  readonly has: (name: string) => boolean;
  readonly add: (name: string) => void;
  readonly size: () => number;
  /** Removes all but the first `count` variables. */
  readonly leave: (count: number) => void;
}

/** The variables of these names, inner ones last. A name can occur several times. */
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
