// Merges the user's containers over the generated ones (Kubernetes: strategic merge patch).

import { put, type Section } from '../core/section.ts';
import { isRecord } from '../core/yaml.ts';

/** Security context and termination policy of every generated container. */
export const containerSecurity: Section = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
  terminationMessagePolicy: 'FallbackToLogsOnError',
};

/** Lists of a container that merge item by item, with their merge keys. Any other list is replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
};
const PROBES: readonly string[] = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const HANDLERS: readonly string[] = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

type Item = Readonly<Record<string, unknown>>;

/** Merges two lists. Patched items keep their place, unless a new item precedes them in the patch. */
function mergeList(base: readonly Item[], patch: readonly Item[], key: string): Item[] {
  const places = new Map(base.map((item, i) => [item[key], i]));
  const patched = new Set(patch.map((item) => item[key]));
  const untouched = base.filter((item) => !patched.has(item[key]));
  const changed = patch.map((item) => {
    const place = places.get(item[key]);
    const before = place === undefined ? undefined : base[place];
    return before ? mergeObject(before, item) : item;
  });
  const out: Item[] = [];
  let [i, j] = [0, 0];
  while (i < changed.length || j < untouched.length) {
    const [mine, theirs] = [changed[i], untouched[j]];
    const here = mine ? places.get(mine[key]) : undefined;
    const there = theirs ? (places.get(theirs[key]) ?? 0) : Number.POSITIVE_INFINITY;
    if (mine && (!theirs || (here !== undefined && here < there))) {
      out.push(mine);
      i++;
    } else if (theirs) {
      out.push(theirs);
      j++;
    }
  }
  return out;
}

function mergeObject(base: Item, patch: Item): Item {
  const out: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    const before = Object.hasOwn(out, field) ? out[field] : undefined;
    const key = MERGE_KEYS[field];
    if (value === undefined || value === null) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    if (Array.isArray(value) && Array.isArray(before) && key) out[field] = mergeList(before, value, key);
    else if (isRecord(value) && isRecord(before)) put(out, field, mergeObject(before, value));
    else put(out, field, value);
  }
  return out;
}

/** A probe has one handler. Where the merge gives two, the user's stays. */
function oneHandler(merged: Item, patch: Item): Item {
  const out: Record<string, unknown> = { ...merged };
  for (const name of PROBES) {
    const [probe, given] = [out[name], patch[name]];
    if (!isRecord(probe) || !isRecord(given)) continue;
    if (HANDLERS.filter((handler) => handler in probe).length < 2) continue;
    out[name] = Object.fromEntries(
      Object.entries(probe).filter(([field]) => !HANDLERS.includes(field) || field in given),
    );
  }
  return out;
}

/** The generated containers, each merged with the user's container of the same name, then the user's others. */
export function mergeContainers(generated: readonly Section[], user: readonly Item[] | undefined): Section[] {
  const given = user ?? [];
  const names = new Set(generated.map((container) => container['name']));
  const merged = generated.map((container) =>
    given
      .filter((patch) => patch['name'] === container['name'])
      .reduce<Item>((base, patch) => oneHandler(mergeObject(base, patch), patch), container),
  );
  return [...merged, ...given.filter((container) => !names.has(container['name']))];
}
