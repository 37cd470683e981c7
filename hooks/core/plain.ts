// Unquoted scalars with their text: Go's YAML gives a field of type string the text as it was written, so `0123`,
// `1.10` and `yes` keep it. A number would lose it.

/** An unquoted scalar that is a number or a flag: its text and its value. */
export class Plain {
  readonly source: string;
  readonly value: unknown;

  constructor(source: string, value: unknown) {
    this.source = source;
    this.value = value;
  }

  toString(): string {
    return this.source;
  }
}

export const isPlain = (node: unknown): node is Plain => node instanceof Plain;

/** The text of a scalar; `undefined` for null, lists and maps. */
export const textOf = (node: unknown): string | undefined =>
  typeof node === 'string' ? node : isPlain(node) ? node.source : undefined;
