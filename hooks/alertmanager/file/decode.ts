// Reads a section by its table: unknown fields, values, then the rules between fields.
import type { Section } from '../../kube/section.ts';
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
  for (const [key, value] of node) {
    if (known.has(key)) continue;
    if (context.unknown === 'refuse') context.complain(at(key), 'is not a field of this section');
    else {
      context.kept?.(at(key));
      out[key] = anything.read(value, at(key), context);
    }
  }
  return out;
}

/** Values that mean nothing are left out. */
function tidy(table: Table, read: Section): Section {
  const out: Section = {};
  for (const [key, type, keep] of table.rows) {
    if (!(key in read)) continue;
    const kept = keep === 'set' || keep === 'always';
    if (kept || !type.isEmpty(read[key])) out[key] = read[key];
  }
  for (const key of Object.keys(read)) if (!table.rows.some(([known]) => known === key)) out[key] = read[key];
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
  if (fine) for (const [field, message] of rules[table.name]?.(read) ?? []) complain(field ? `${path}.${field}` : path, message);
  return tidy(table, read);
}
