// The data sources that an attachment has added to Grafana and deleted from it. Grafana keeps a data source after its
// file is deleted, so a file must delete it by name and organization. An annotation of the attachment stores both.

import { parseJson } from '../../core/json.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import { STATE } from '../../grafana/labels.ts';
import { type Org, orgKey } from '../../grafana/organizations.ts';

/** A data source in Grafana. */
export interface Entry {
  readonly name: string;
  readonly org: Org;
}

export interface State {
  /** The present data source. */
  readonly present: (Entry & { readonly isDefault: boolean }) | undefined;
  /** Data sources to delete, and since when. */
  readonly removed: readonly (Entry & { readonly since: Date })[];
}

/** How long a file deletes a data source: two polls of a sidecar, and time for a restart of Grafana. */
const DELETION_MS = 60_000;

const NOTHING: State = { present: undefined, removed: [] };

const isSame = (a: Entry, b: Entry | undefined): boolean =>
  b !== undefined && a.name === b.name && orgKey(a.org) === orgKey(b.org);

function entryOf(value: unknown): Entry | undefined {
  if (!isRecord(value) || typeof value['name'] !== 'string') return undefined;
  const { name, orgId, orgName } = value;
  if (typeof orgId === 'number') return { name, org: { orgId } };
  return typeof orgName === 'string' ? { name, org: { orgName } } : undefined;
}

function removals(value: unknown): State['removed'] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const entry = entryOf(item);
    const since = new Date(isRecord(item) ? String(item['since']) : '');
    return entry && !Number.isNaN(since.getTime()) ? [{ ...entry, since }] : [];
  });
}

function stateOf({ metadata }: KubernetesObject): State {
  const value = parseJson(metadata.annotations?.[STATE] ?? '');
  if (!isRecord(value)) return NOTHING;
  const present = entryOf(value);
  return {
    present: present && { ...present, isDefault: value['isDefault'] === true },
    removed: removals(value['removed']),
  };
}

/**
 * The combined state of the attachments of one data source. There are two while it moves from a ConfigMap to a Secret.
 */
export function readState(attachments: readonly KubernetesObject[]): State {
  const states = attachments.map(stateOf);
  return { present: states.find(({ present }) => present)?.present, removed: states.flatMap(({ removed }) => removed) };
}

/**
 * The state with `wanted` as the only data source. Files delete previous data sources for one minute.
 */
export function nextState({ present, removed }: State, wanted: State['present'], now: Date): State {
  const going = removed.filter(
    (entry) => !isSame(entry, wanted) && now.getTime() - entry.since.getTime() < DELETION_MS,
  );
  const gone =
    present && !isSame(present, wanted) && !going.some((entry) => isSame(entry, present))
      ? [{ ...present, since: now }]
      : [];
  return { present: wanted, removed: [...going, ...gone] };
}

/** Seconds until the first deletion ends; `undefined` without deletions. */
export function secondsLeft(states: readonly State[], now: Date): number | undefined {
  const ends = states.flatMap(({ removed }) => removed.map(({ since }) => since.getTime() + DELETION_MS));
  return ends.length > 0
    ? Math.max(1, Math.ceil((ends.reduce((a, b) => Math.min(a, b)) - now.getTime()) / 1000))
    : undefined;
}

/** The state as the value of an annotation. */
export function stateText({ present, removed }: State): string {
  const list = removed.map(({ name, org, since }) => ({ name, ...org, since: since.toISOString() }));
  return JSON.stringify({
    ...(present ? { name: present.name, ...present.org, ...(present.isDefault ? { isDefault: true } : {}) } : {}),
    ...(list.length > 0 ? { removed: list } : {}),
  });
}
