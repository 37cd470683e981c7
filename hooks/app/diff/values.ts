// The fields that differ between two values.
import { isDeepStrictEqual } from 'node:util';
import { jsonOf } from '../../core/json.ts';
import { printable } from '../../core/message.ts';
import { isRecord } from '../../core/yaml.ts';
import type { FieldChange } from './change.ts';

/** Whether the value of a field may be shown, by the names of the fields that lead to it. */
export type IsShown = (names: readonly string[]) => boolean;
export const always: IsShown = () => true;
export const never: IsShown = () => false;

/** Limit of a value in characters. */
const MAX_VALUE = 120;

function shown(value: unknown): string {
  const text = printable(typeof value === 'string' ? value : jsonOf(value));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

interface Place {
  readonly path: string;
  /** The names of the fields, without indexes. */
  readonly names: readonly string[];
  readonly isShown: IsShown;
}

const inField = ({ path, names, isShown }: Place, name: string): Place => ({
  path: path ? `${path}.${name}` : name,
  names: [...names, name],
  isShown,
});
const inItem = ({ path, names, isShown }: Place, key: string): Place => ({ path: `${path}[${key}]`, names, isShown });

function change({ path, names, isShown }: Place, before: unknown, after: unknown): FieldChange {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  if (!isShown(names)) return { path, kind };
  return {
    path,
    kind,
    ...(before === undefined ? {} : { from: shown(before) }),
    ...(after === undefined ? {} : { to: shown(after) }),
  };
}

/** What names the members of a list of objects, in this order. */
const KEYS = ['name', 'mountPath', 'job_name', 'url', 'containerPort', 'ip'];

/** The key of a member: its name, or the flag of an argument. */
function keyOf(item: unknown): string | undefined {
  if (typeof item === 'string') return /^(--?[\w.-]+)(?:=|$)/.exec(item)?.[1];
  if (!isRecord(item)) return undefined;
  const key = KEYS.find((name) => typeof item[name] === 'string' || typeof item[name] === 'number');
  return key === undefined || key === 'url' ? undefined : String(item[key]);
}

/** The members by their keys; `undefined` if a member has none, or two have the same. */
function keyed(list: readonly unknown[]): Map<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const item of list) {
    const key = keyOf(item);
    if (key === undefined || found.has(key)) return undefined;
    found.set(key, item);
  }
  return found;
}

/** The members of the first list without those of the second, each as often as it stands there. */
function without(list: readonly unknown[], others: readonly unknown[]): unknown[] {
  const counts = new Map<string, number>();
  for (const item of others.map(jsonOf)) counts.set(item, (counts.get(item) ?? 0) + 1);
  return list.filter((item) => {
    const left = counts.get(jsonOf(item)) ?? 0;
    counts.set(jsonOf(item), left - 1);
    return left <= 0;
  });
}

function listChanges(before: readonly unknown[], after: readonly unknown[], place: Place): FieldChange[] {
  const [old, now] = [keyed(before), keyed(after)];
  if (old && now) {
    const keys = [...new Set([...old.keys(), ...now.keys()])];
    return keys.flatMap((key) => valueChanges(old.get(key), now.get(key), inItem(place, key)));
  }
  const [removed, added] = [without(before, after), without(after, before)];
  if (removed.length === 0 && added.length === 0) return [change({ ...place, isShown: never }, before, after)];
  if (removed.length === 1 && added.length === 1 && isRecord(removed[0]) && isRecord(added[0])) {
    const index = String(before.findIndex((item) => isDeepStrictEqual(item, removed[0])));
    return valueChanges(removed[0], added[0], inItem(place, index));
  }
  return [
    ...removed.map((item) => change(place, item, undefined)),
    ...added.map((item) => change(place, undefined, item)),
  ];
}

function valueChanges(before: unknown, after: unknown, place: Place): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, place);
  if (!isRecord(before) || !isRecord(after)) return [change(place, before, after)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => valueChanges(before[name], after[name], inField(place, name)));
}

/**
 * The fields that differ. Members of lists are compared by their names, arguments by their flags, other members as a
 * set. `isShown`: whether the values of a field may be shown.
 */
export const fieldChanges = (before: unknown, after: unknown, isShown: IsShown = always): FieldChange[] =>
  valueChanges(before, after, { path: '', names: [], isShown });
