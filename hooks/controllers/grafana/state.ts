// What an attachment has put into Grafana and what it has taken out again. Grafana keeps a data source whose file is
// gone, so each must be told to go, under the name and in the organization it had; that is written on the attachment,
// the only memory there is.

import { parseJson } from '../../core/json.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import { STATE } from '../../grafana/labels.ts';
import { type Org, orgKey } from '../../grafana/organizations.ts';

/** A data source as Grafana knows it. */
export interface Entry {
  readonly name: string;
  readonly org: Org;
}

export interface State {
  /** What is in Grafana. */
  readonly present: (Entry & { readonly isDefault: boolean }) | undefined;
  /** What is being taken out, and since when. */
  readonly removed: readonly (Entry & { readonly since: Date })[];
}

/** How long a removal is asked for: two looks of a sidecar that polls, and some time for a Grafana that restarts. */
const PATIENCE_MS = 60_000;

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
 * The state that the attachments of one data source tell together: there are two while it moves from a ConfigMap to a
 * Secret.
 */
export function readState(attachments: readonly KubernetesObject[]): State {
  const states = attachments.map(stateOf);
  return { present: states.find(({ present }) => present)?.present, removed: states.flatMap(({ removed }) => removed) };
}

/**
 * The state once `wanted` is in Grafana and nothing else: what was there before is taken out, and no longer asked for
 * after a minute.
 */
export function nextState({ present, removed }: State, wanted: State['present'], now: Date): State {
  const going = removed.filter(
    (entry) => !isSame(entry, wanted) && now.getTime() - entry.since.getTime() < PATIENCE_MS,
  );
  const gone =
    present && !isSame(present, wanted) && !going.some((entry) => isSame(entry, present))
      ? [{ ...present, since: now }]
      : [];
  return { present: wanted, removed: [...going, ...gone] };
}

/** Seconds until the first removal is over; `undefined` where there is none. */
export function secondsLeft(states: readonly State[], now: Date): number | undefined {
  const ends = states.flatMap(({ removed }) => removed.map(({ since }) => since.getTime() + PATIENCE_MS));
  return ends.length > 0
    ? Math.max(1, Math.ceil((ends.reduce((a, b) => Math.min(a, b)) - now.getTime()) / 1000))
    : undefined;
}

/** The state as an annotation. */
export function stateText({ present, removed }: State): string {
  const list = removed.map(({ name, org, since }) => ({ name, ...org, since: since.toISOString() }));
  return JSON.stringify({
    ...(present ? { name: present.name, ...present.org, ...(present.isDefault ? { isDefault: true } : {}) } : {}),
    ...(list.length > 0 ? { removed: list } : {}),
  });
}
