// Reads bundles. Objects that have not changed are the same values as before.

import { freeze } from '../core/freeze.ts';
import { kindKey } from '../core/hook.ts';
import { ofSame } from '../core/identity.ts';
import { recall, remember } from '../core/memo.ts';
import type { ConfigMap, KubernetesObject } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';
import { gunzip } from '../workload/gzip.ts';
import { BUNDLE_LABEL, BUNDLED_KINDS, OBJECTS, PART, PARTS } from './kinds.ts';

/** A bundle that was read. */
export interface Bundle {
  readonly namespace: string;
  readonly parts: number;
  readonly part: number;
  readonly objects: readonly KubernetesObject[];
}

/** Maximum bytes of the JSON of a bundle. Those that the hooks write have far fewer. */
const LARGEST = 64 * 1024 * 1024;
/** Approximate ratio between the memory of parsed objects with their lines and the lines. */
const PARSED = 2.5;

const KINDS: ReadonlySet<string> = new Set(BUNDLED_KINDS.map(kindKey));

/** The objects of the lines that were read last for this name, by line. */
type Lines = ReadonlyMap<string, KubernetesObject>;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function objectOf(line: string, namespace: string): KubernetesObject | undefined {
  const value = parsed(line);
  if (!isRecord(value) || !isRecord(value['metadata'])) return undefined;
  const object = value as unknown as KubernetesObject;
  const { name, namespace: own } = object.metadata;
  return typeof name === 'string' && own === namespace && KINDS.has(kindKey(object)) ? freeze(object) : undefined;
}

function readNow({ metadata, data, binaryData }: ConfigMap): Bundle | undefined {
  const namespace = metadata.labels?.[BUNDLE_LABEL];
  const [parts, part] = [Number(data?.[PARTS]), Number(data?.[PART])];
  const text = gunzip(binaryData?.[OBJECTS] ?? '', LARGEST);
  if (!namespace || !(part >= 0 && part < parts) || text === undefined) return undefined;
  const key = `bundle ${metadata.namespace}/${metadata.name}`;
  const known = recall('objects', key) as Lines | undefined;
  const lines = new Map<string, KubernetesObject>();
  for (const line of text === '' ? [] : text.split('\n')) {
    const object = known?.get(line) ?? objectOf(line, namespace);
    if (!object) return undefined;
    lines.set(line, object);
  }
  remember('objects', key, lines, PARSED * text.length);
  return { namespace, parts, part, objects: [...lines.values()] };
}

/** The content of a bundle; `undefined` for a ConfigMap that is none or is damaged. */
const readBundle = ofSame(readNow);

/**
 * The bundles of each namespace that has all its parts. While a namespace changes their number, the old and the new
 * ones may exist: then those with more parts.
 */
export function completeBundles(configMaps: readonly ConfigMap[]): ReadonlyMap<string, readonly Bundle[]> {
  const sets = new Map<string, Bundle[]>();
  for (const configMap of configMaps) {
    const bundle = readBundle(configMap);
    if (!bundle) continue;
    const key = `${bundle.namespace}/${bundle.parts}`;
    sets.set(key, [...(sets.get(key) ?? []), bundle]);
  }
  const complete = new Map<string, readonly Bundle[]>();
  for (const set of sets.values()) {
    const [{ namespace, parts }] = set as [Bundle, ...Bundle[]];
    const isComplete = new Set(set.map(({ part }) => part)).size === parts;
    if (isComplete && parts > (complete.get(namespace)?.length ?? 0)) complete.set(namespace, set);
  }
  return complete;
}
