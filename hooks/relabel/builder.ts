// A label set that rules change, with the order in which Prometheus visits labels. The order decides which label counts
// where a rule maps two labels to one name (github.com/prometheus/prometheus: model/labels, Builder).
import { byText } from '../core/meta.ts';

export type Labels = Readonly<Record<string, string>>;

type Label = readonly [name: string, value: string];

const HIDDEN = '__';
const NONE: Labels = Object.freeze({});
const byName = (a: Label, b: Label) => byText(a[0], b[0]);

/** A label set under change. An empty value deletes a label. A class, because each target of each job needs one. */
export class LabelsBuilder {
  readonly #base: Labels;
  readonly #more: Labels;
  readonly #added = new Map<string, string>();
  #deleted: Set<string> | undefined;

  /** Starts with the labels of `base`, and with those of `more` that `base` does not have. */
  constructor(base: Labels, more: Labels = NONE) {
    this.#base = base;
    this.#more = more;
  }

  get(name: string): string {
    const own = this.#added.get(name);
    if (own !== undefined) return own;
    if (this.#deleted?.has(name)) return '';
    const value = Object.hasOwn(this.#base, name) ? this.#base[name] : '';
    return value || (Object.hasOwn(this.#more, name) ? (this.#more[name] ?? '') : '');
  }

  set(name: string, value: string): void {
    if (value !== '') this.#added.set(name, value);
    else {
      this.#added.delete(name);
      this.#deleted ??= new Set();
      this.#deleted.add(name);
    }
  }

  /** The labels that no rule has changed, without those that begin with a text. */
  #unchanged(hidden = ''): Label[] {
    const out: Label[] = [];
    const visit = (name: string, value: string) => {
      if (hidden && name.startsWith(hidden)) return;
      if (value !== '' && !this.#deleted?.has(name) && !this.#added.has(name)) out.push([name, value]);
    };
    for (const name of Object.keys(this.#base)) visit(name, this.#base[name] ?? '');
    for (const name of Object.keys(this.#more)) if (!this.#base[name]) visit(name, this.#more[name] ?? '');
    return out;
  }

  /** All labels as they are now, in no order. */
  entries(): Label[] {
    return [...this.#unchanged(), ...this.#added];
  }

  /** All labels as they are now: unchanged ones by name, then changed ones in the order of their first change. */
  inOrder(): Label[] {
    return [...this.#unchanged().sort(byName), ...this.#added];
  }

  /** The labels by name without those that Prometheus removes after relabeling, which begin with `__`. */
  visible(): Label[] {
    const added = [...this.#added].filter(([name]) => !name.startsWith(HIDDEN));
    return [...this.#unchanged(HIDDEN), ...added].sort(byName);
  }

  /** The labels by name. */
  labels(): Labels {
    return Object.fromEntries(this.entries().sort(byName));
  }
}
