// What differs between two sets of objects, as data.

export type Kind = 'added' | 'removed' | 'changed';

/** A field that differs. A value that can be secret has no `from` and no `to`. */
export interface FieldChange {
  /** `spec.template.spec.containers[prometheus].image`. */
  readonly path: string;
  readonly kind: Kind;
  readonly from?: string;
  readonly to?: string;
}

/** What a change is about. */
export type Subject =
  | 'child'
  | 'job'
  | 'section'
  | 'rule group'
  | 'rule'
  | 'route'
  | 'receiver'
  | 'inhibit rule'
  | 'time interval'
  | 'problem';

export interface Change {
  readonly kind: Kind;
  readonly subject: Subject;
  readonly name: string;
  readonly fields: readonly FieldChange[];
}

/** The changes of a workload. */
export interface WorkloadChanges {
  /** `Prometheus monitoring/k8s`. */
  readonly workload: string;
  readonly kind: Kind;
  readonly changes: readonly Change[];
}

/** Items of both sides by a name. */
export function compareByName<T>(
  subject: Subject,
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  fields: (before: T, after: T) => readonly FieldChange[],
): Change[] {
  const changes: Change[] = [];
  for (const [name, item] of before) {
    const other = after.get(name);
    if (other === undefined) changes.push({ kind: 'removed', subject, name, fields: [] });
    else {
      const changed = fields(item, other);
      if (changed.length > 0) changes.push({ kind: 'changed', subject, name, fields: changed });
    }
  }
  for (const name of after.keys()) if (!before.has(name)) changes.push({ kind: 'added', subject, name, fields: [] });
  return changes;
}

/** Items by a name. Of several with one name each gets a number. */
export function byName<T>(items: readonly T[], name: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    const given = name(item);
    let [unique, count] = [given, 1];
    while (found.has(unique)) unique = `${given} (${++count})`;
    found.set(unique, item);
  }
  return found;
}
