// Reads a section by its table: unknown fields, values, then the rules between fields.
import { put, type Section } from '../../../core/section.ts';
import { anything, type Context, type Table } from './fields.ts';
import { rules } from './rules.ts';
import type { Node } from './yaml.ts';

function readFields(table: Table, node: ReadonlyMap<string, Node>, path: string, context: Context): Section {
  const out: Section = {};
  const at = (key: string) => (path ? `${path}.${key}` : key);
  const known = new Set<string>();
  for (const [key, type, keep] of table.rows) {
    if (keep === 'beyond' && context.parity) continue;
    known.add(key);
    const value = node.has(key) ? type.read(node.get(key) ?? null, at(key), context) : undefined;
    const written = value ?? (keep === 'always' ? type.zero : undefined);
    if (written !== undefined) out[key] = written;
  }
  for (const [i, [key, value]] of [...node].entries()) {
    if (known.has(key)) continue;
    const place = context.names.has(key) ? at(key) : `${path} field ${i + 1}`.trimStart();
    if (context.unknown === 'refuse') context.complain(place, `is not a field of this section${nearest(key, known)}`);
    else {
      context.kept?.(place);
      put(out, key, anything.read(value, place, context));
    }
  }
  return out;
}

/** Whether the words differ in two letters at most, which stand together. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return 2 * (Math.max(a.length, b.length) - start - end) < Math.min(5, b.length);
}

/**
 * The field that is meant where a key differs from it by little. The key itself is not repeated: who pastes a secret at
 * the wrong place makes a key of it.
 */
function nearest(key: string, known: ReadonlySet<string>): string {
  const found = [...known].find((name) => isNear(key, name));
  return found ? `; do you mean ${found}?` : '';
}

/** Values that mean nothing are left out. */
function tidy(table: Table, read: Section): Section {
  const out: Section = {};
  for (const [key, type, keep] of table.rows) {
    if (!(key in read)) continue;
    const kept = keep === 'set' || keep === 'always';
    if (kept || !type.isEmpty(read[key])) out[key] = read[key];
  }
  for (const key of Object.keys(read)) if (!table.rows.some(([known]) => known === key)) put(out, key, read[key]);
  return out;
}

/** A section as it is written to the file; complaints about fields come first, then those about fields together. */
export function readSection(table: Table, node: Node, path: string, context: Context): Section | undefined {
  if (!(node instanceof Map)) {
    context.complain(path, 'must be a section with fields');
    return undefined;
  }
  let fine = true;
  const complain = (at: string, message: string) => {
    fine = false;
    context.complain(at, message);
  };
  const read = readFields(table, node, path, { ...context, complain });
  if (fine)
    for (const [field, message] of rules[table.name]?.(read) ?? [])
      complain(field ? `${path}.${field}` : path, message);
  return tidy(table, read);
}
