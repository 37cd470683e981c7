// The walker over the schema of Prometheus' configuration file.
import { nearest } from '../../core/nearest.ts';
import { textOf } from '../../core/plain.ts';
import { isNewerThanKnown, knows, since } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { type Check, type Context, type Field, isSection, join, type Problem, type Table } from './table.ts';
import { notNull } from './types.ts';

/**
 * Whether label names may be any UTF-8 text. Prometheus applies the scheme to labels from 3.7 on; here it counts from
 * 3.0 on, so that an upgrade stops nothing.
 */
export const allowsUtf8 = (version: Version, scheme: string | undefined): boolean =>
  knows(version, 'label.utf8') && scheme?.toLowerCase() !== 'legacy';

/** Nobody reads more problems of one section. */
const MAX_PROBLEMS = 10;

const checkOf = (field: Field): Check => (typeof field === 'function' ? field : field[0]);

function checkKey(table: Table, key: string, path: string, context: Context): Check | undefined {
  const field = Object.hasOwn(table.fields, key) ? table.fields[key] : undefined;
  if (!field) {
    if (!context.isNewer)
      context.report(path, `has a key that is not known here${nearest(key, Object.keys(table.fields))}`);
    return undefined;
  }
  if (typeof field !== 'function' && !knows(context.version, field[1]))
    context.report(join(path, key), `needs Prometheus ${since(field[1])}`);
  return checkOf(field);
}

/** By which table, and for which server, a constant section was found right. */
const right = new WeakMap<object, { readonly table: Table; readonly version: Version; readonly utf8: boolean }>();

/** Checks a section: each key, then the constraints if all keys are right. Many jobs share the same frozen sections. */
export function checkSection(table: Table, value: unknown, path: string, context: Context): void {
  if (!isSection(value)) {
    context.report(path, 'must be a mapping');
    return;
  }
  const known = right.get(value);
  if (known?.table === table && known.version === context.version && known.utf8 === context.utf8) return;
  const before = context.count();
  for (const key of Object.keys(value)) {
    const check = checkKey(table, key, path, context);
    const member = value[key];
    if (check && member !== null && member !== undefined) check(member, join(path, key), context);
  }
  if (context.count() > before) return;
  for (const constraint of table.constraints ?? [])
    for (const [key, message] of constraint(value, context)) context.report(key ? join(path, key) : path, message);
  if (context.count() === before && Object.isFrozen(value))
    right.set(value, { table, version: context.version, utf8: context.utf8 });
}

/** A check of a nested section. The table comes late, because sections nest. */
export const sectionOf = (table: () => Table): Check =>
  notNull((value, path, context) => checkSection(table(), value, path, context));

/**
 * What Prometheus would refuse of a section; empty if it loads. `scheme`: the validation scheme of names, `Legacy` or
 * `UTF8`, where the section has none; by default that of the release.
 */
export function problemsOf(table: Table, value: unknown, version: Version, scheme?: string): readonly Problem[] {
  const own = isSection(value) ? textOf(value['metric_name_validation_scheme']) : undefined;
  const utf8 = allowsUtf8(version, own || scheme);
  const problems: Problem[] = [];
  let count = 0;
  const report = (path: string, message: string) => {
    count++;
    if (problems.length < MAX_PROBLEMS) problems.push([path, message]);
  };
  checkSection(table, value, '', { version, utf8, isNewer: isNewerThanKnown(version), report, count: () => count });
  return problems;
}
