// The ConfigMaps of a Prometheus with the reports of its scrape objects, from which the decorators of these objects
// read. Each ConfigMap has a part of the objects, so that a change calls few decorators.
import { hash } from 'node:crypto';
import type { Lister } from '../../core/inputs.ts';
import { jsonOf, parseJson } from '../../core/json.ts';
import { byText, type ConfigMap, type KubernetesObject, OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { isRecord } from '../../core/yaml.ts';
import { childMeta } from '../../workload/meta.ts';
import type { Entry } from './entry.ts';

/** Label of these ConfigMaps: how many parts there are, and the number of this one. */
export const TARGETS_LABEL = `${OWN}/targets`;
const KEY = 'targets.json';

/** Numbers of parts, and how many objects each is for: about 60 in a part. */
const SIZES = [
  { parts: 1, most: 64 },
  { parts: 16, most: 1024 },
  { parts: 128, most: Number.POSITIVE_INFINITY },
] as const;

type Entries = ReadonlyMap<string, Entry>;

const partOf = (jobs: string, parts: number): number => (hash('sha256', jobs, 'buffer')[0] ?? 0) % parts;
const labelOf = (part: number, parts: number): string => `${parts}-${part}`;

/** The values of the label with which ConfigMaps can report an object. `jobs`: `jobsOf` the object. */
export const targetLabels = (jobs: string): string[] => SIZES.map(({ parts }) => labelOf(partOf(jobs, parts), parts));

const isOwn = ({ metadata }: KubernetesObject): boolean => metadata.labels?.[TARGETS_LABEL] !== undefined;

/** The ConfigMaps of these children that have reports. */
export const targetMaps = (configMaps: Lister<ConfigMap>): readonly ConfigMap[] => configMaps.list().filter(isOwn);

/** One `namespace/name: entry` in each line, so that a difference can be read. */
const textOf = (entries: readonly (readonly [string, Entry])[]): string =>
  `{\n${entries.map(([jobs, entry]) => `${JSON.stringify(jobs)}: ${jsonOf(entry)}`).join(',\n')}\n}\n`;

const known = new WeakMap<ConfigMap, Entries>();

/** The reports in a ConfigMap. One that a user has damaged has none. */
export function reportsIn(configMap: ConfigMap): Entries {
  const before = known.get(configMap);
  if (before) return before;
  const content = parseJson(configMap.data?.[KEY] ?? '');
  const entries = Object.entries(isRecord(content) ? content : {}).filter(([, entry]) => isRecord(entry));
  const found = new Map(entries) as Entries;
  known.set(configMap, found);
  return found;
}

/** The number of parts. It becomes smaller only for half of the objects, so that it does not change back and forth. */
function partCount(objects: number, observed: readonly ConfigMap[]): number {
  const before = Number(observed[0]?.metadata.labels?.[TARGETS_LABEL]?.split('-')[0] ?? 0);
  const fits = SIZES.find(({ parts, most }) => objects <= (parts < before ? most / 2 : most));
  return fits?.parts ?? 1;
}

/** The ConfigMaps `prometheus-<name>-targets...` with the reports. `observed`: those that exist. */
export function reportMaps(
  parent: KubernetesObject,
  entries: Entries,
  observed: readonly ConfigMap[],
  options: Options,
): ConfigMap[] {
  const parts = partCount(entries.size, observed);
  const members = new Map<number, (readonly [string, Entry])[]>();
  for (const entry of [...entries].sort(([a], [b]) => byText(a, b))) {
    const part = partOf(entry[0], parts);
    const list = members.get(part);
    if (list) list.push(entry);
    else members.set(part, [entry]);
  }
  const prefix = `prometheus-${parent.metadata.name}-targets`;
  return [...members].map(([part, list]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMeta(parent, parts === 1 ? prefix : `${prefix}-${parts}-${part}`, options, {
      [TARGETS_LABEL]: labelOf(part, parts),
    }),
    data: { [KEY]: textOf(list) },
  }));
}
