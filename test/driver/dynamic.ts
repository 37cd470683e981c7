// Metacontroller's dynamic apply: a three-way merge of observed, last applied and desired, then a PUT.
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { isRecord } from '../../hooks/core/yaml.ts';

export const LAST_APPLIED = 'metacontroller.k8s.io/last-applied-configuration';

/** Lists of objects that share one of these merge like a map by it; the first that fits is used. */
const MERGE_KEYS: readonly string[] = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path'];
const SYSTEM: readonly string[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
];

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asMap = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

function mergeKey(...lists: readonly (readonly unknown[])[]): string | undefined {
  const items = lists.flat();
  return items.every(isRecord)
    ? MERGE_KEYS.find((key) => items.length > 0 && items.every((item) => isRecord(item) && key in item))
    : undefined;
}

function mergeList(observed: readonly unknown[], applied: readonly unknown[], desired: readonly unknown[]): unknown {
  const key = mergeKey(observed, applied, desired);
  if (!key) return desired;
  const index = (items: readonly unknown[]) =>
    Object.fromEntries(items.map((item) => [String((item as Record<string, unknown>)[key]), item]));
  const merged = asMap(mergeMap(index(observed), index(applied), index(desired)));
  const out: unknown[] = [];
  const seen = new Set<string>();
  // Every observed item gives one, also where two share the key: the original doubles them too.
  for (const item of observed) {
    const name = String((item as Record<string, unknown>)[key]);
    seen.add(name);
    if (name in merged) out.push(merged[name]);
  }
  for (const item of desired) {
    const name = String((item as Record<string, unknown>)[key]);
    if (!seen.has(name)) {
      seen.add(name);
      out.push(merged[name]);
    }
  }
  return out;
}

function mergeMap(
  observed: Readonly<Record<string, unknown>>,
  applied: Readonly<Record<string, unknown>>,
  desired: Readonly<Record<string, unknown>>,
): unknown {
  const out: Record<string, unknown> = { ...observed };
  for (const key of Object.keys(applied)) if (!(key in desired)) delete out[key];
  for (const [key, value] of Object.entries(desired)) out[key] = mergeValue(observed[key], applied[key], value);
  return out;
}

function mergeValue(observed: unknown, applied: unknown, desired: unknown): unknown {
  if (isRecord(observed)) {
    if (desired !== null && !isRecord(desired)) return desired;
    return mergeMap(observed, asMap(applied), asMap(desired));
  }
  if (Array.isArray(observed) && Array.isArray(desired)) return mergeList(observed, asList(applied), desired);
  return desired;
}

/** JSON as Go writes it: sorted keys, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  const sorted = (v: unknown): unknown =>
    Array.isArray(v)
      ? v.map(sorted)
      : isRecord(v)
        ? Object.fromEntries(
            Object.keys(v)
              .filter((key) => v[key] !== undefined)
              .sort()
              .map((key) => [key, sorted(v[key])]),
          )
        : v;
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const withLastApplied = (object: KubernetesObject, text: string): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: text } },
});

/** The object to create. */
export const created = (desired: KubernetesObject): KubernetesObject => withLastApplied(desired, goJson(desired));

/** The object to PUT, or nothing where it would be equal to the observed one. */
export function updated(observed: KubernetesObject, desired: KubernetesObject): KubernetesObject | undefined {
  const text = observed.metadata.annotations?.[LAST_APPLIED];
  const applied = text ? (JSON.parse(text) as Record<string, unknown>) : {};
  const merged = mergeMap(
    observed,
    applied,
    desired as unknown as Record<string, unknown>,
  ) as unknown as KubernetesObject;
  const metadata: Record<string, unknown> = { ...merged.metadata };
  const before = observed.metadata as unknown as Record<string, unknown>;
  for (const field of SYSTEM) {
    if (field in before) metadata[field] = before[field];
    else delete metadata[field];
  }
  const { status: _status, ...rest } = merged;
  const status = observed['status'] === undefined ? {} : { status: observed['status'] };
  const next = withLastApplied(
    { ...rest, ...status, metadata: metadata as unknown as KubernetesObject['metadata'] },
    goJson(desired),
  );
  return isDeepStrictEqual(next, observed) ? undefined : next;
}
