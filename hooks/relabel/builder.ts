// A label set that rules change, with the order in which Prometheus visits labels. The order decides which label counts
// where a rule maps two labels to one name (github.com/prometheus/prometheus: model/labels, Builder).
import { byText } from '../core/meta.ts';

export type Labels = Readonly<Record<string, string>>;

/** A label set under change. An empty value deletes a label. */
export interface LabelsBuilder {
  readonly get: (name: string) => string;
  readonly set: (name: string, value: string) => void;
  /** All labels as they are now: unchanged ones by name, then changed ones in the order of their first change. */
  readonly entries: () => readonly (readonly [name: string, value: string])[];
  /** The labels by name. */
  readonly labels: () => Labels;
}

/** A builder that starts with these labels. */
export function labelsBuilder(base: Labels): LabelsBuilder {
  const added = new Map<string, string>();
  const deleted = new Set<string>();
  const entries = () => [
    ...Object.keys(base)
      .filter((name) => base[name] !== '' && !deleted.has(name) && !added.has(name))
      .sort(byText)
      .map((name) => [name, base[name] ?? ''] as const),
    ...added,
  ];
  return {
    get: (name) => added.get(name) ?? (deleted.has(name) || !Object.hasOwn(base, name) ? '' : (base[name] ?? '')),
    set: (name, value) => {
      if (value !== '') added.set(name, value);
      else {
        added.delete(name);
        deleted.add(name);
      }
    },
    entries,
    labels: () => Object.fromEntries([...entries()].sort(([a], [b]) => byText(a, b))),
  };
}
