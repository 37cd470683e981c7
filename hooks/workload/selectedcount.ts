// How many objects a workload selects, by kind, for the metrics.
import type { Figures, SelectedCount } from '../core/hook.ts';

interface Selected {
  readonly kind: string;
}

/** The number of objects of each kind: accepted ones, and rejected ones. `rejected` are some of `selected`. */
export function selectedFigures(selected: readonly Selected[], rejected: readonly Selected[]): Figures {
  const count = (objects: readonly Selected[], wanted: string): number =>
    objects.filter(({ kind }) => kind === wanted).length;
  const kinds = [...new Set(selected.map(({ kind }) => kind))];
  const resources = kinds.map((kind): SelectedCount => {
    const left = count(rejected, kind);
    return { kind, selected: count(selected, kind) - left, rejected: left };
  });
  return { resources };
}
