// A label set that rules change, with the order in which Prometheus visits labels. The order decides which label counts
// where a rule maps two labels to one name (github.com/prometheus/prometheus: model/labels, Builder).
import { byText } from '../core/meta.ts';

export type Labels = Readonly<Record<string, string>>;

/** A label set under change. An empty value deletes a label. */
export interface LabelsBuilder {
  readonly get: (name: string) => string;
  readonly set: (name: string, value: string) => void;
  /** All labels as they are now, in no order. */
  readonly entries: () => (readonly [name: string, value: string])[];
  /** All labels as they are now: unchanged ones by name, then changed ones in the order of their first change. */
  readonly inOrder: () => (readonly [name: string, value: string])[];
  /** The labels by name. */
  readonly labels: () => Labels;
}

const NONE: Labels = Object.freeze({});

/** A builder that starts with these labels, and with those of `more` that `base` does not have. */
export function labelsBuilder(base: Labels, more: Labels = NONE): LabelsBuilder {
  const added = new Map<string, string>();
  const deleted = new Set<string>();
  const unchanged = () => {
    const out: (readonly [name: string, value: string])[] = [];
    const visit = (name: string, value: string) => {
      if (value !== '' && !deleted.has(name) && !added.has(name)) out.push([name, value]);
    };
    for (const name of Object.keys(base)) visit(name, base[name] ?? '');
    for (const name of Object.keys(more)) if (!base[name]) visit(name, more[name] ?? '');
    return out;
  };
  const byName = (a: readonly [string, string], b: readonly [string, string]) => byText(a[0], b[0]);
  const entries = () => [...unchanged(), ...added];
  return {
    get: (name) => {
      const own = added.get(name);
      if (own !== undefined) return own;
      if (deleted.has(name)) return '';
      const value = Object.hasOwn(base, name) ? base[name] : '';
      return value || (Object.hasOwn(more, name) ? (more[name] ?? '') : '');
    },
    set: (name, value) => {
      if (value !== '') added.set(name, value);
      else {
        added.delete(name);
        deleted.add(name);
      }
    },
    entries,
    inOrder: () => [...unchanged().sort(byName), ...added],
    labels: () => Object.fromEntries(entries().sort(byName)),
  };
}
