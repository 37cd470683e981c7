// Packs rule files into ConfigMaps, which the pod mounts as directories.
import type { Lister } from '../core/inputs.ts';
import { largest } from '../core/lists.ts';
import { byText, type ConfigMap, type KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { childMeta } from '../workload/meta.ts';
import { type ByteBudget, byteBudget } from './size.ts';

/** A rule file. */
export interface RuleFile {
  readonly key: string;
  readonly text: string;
}

/** ConfigMaps with rule files, and the names that are mounted. */
export interface RuleMaps {
  readonly maps: readonly ConfigMap[];
  readonly names: readonly string[];
}

interface Bin {
  used: number;
  readonly files: RuleFile[];
}

const inOrder = (files: readonly RuleFile[]): RuleFile[] => [...files].sort((a, b) => byText(a.key, b.key));

function put(bin: Bin, file: RuleFile, size: number): void {
  bin.files.push(file);
  bin.used += size;
}

/** Fills one ConfigMap after the other, as the Go operator does. A change may move all files behind it. */
function nextFit(files: readonly RuleFile[], { capacity, measure }: ByteBudget): Bin[] {
  const bins: Bin[] = [{ used: 0, files: [] }];
  for (const file of inOrder(files)) {
    const size = measure(file.text);
    if ((bins.at(-1)?.used ?? 0) + size > capacity) bins.push({ used: 0, files: [] });
    const last = bins.at(-1);
    if (last) put(last, file, size);
  }
  return bins;
}

/** Each file stays in its ConfigMap. New files, and those that no longer fit, go to the first one with space. */
function firstFit(
  files: readonly RuleFile[],
  { capacity, measure }: ByteBudget,
  places: ReadonlyMap<string, number>,
): Bin[] {
  const bins: Bin[] = Array.from({ length: largest(places.values(), 0) + 1 }, () => ({ used: 0, files: [] }));
  const fits = (bin: Bin | undefined, size: number): boolean =>
    bin !== undefined && (bin.files.length === 0 || bin.used + size <= capacity);
  const unplaced: [RuleFile, number][] = [];
  for (const file of inOrder(files)) {
    const size = measure(file.text);
    const current = bins[places.get(file.key) ?? -1];
    if (current && fits(current, size)) put(current, file, size);
    else unplaced.push([file, size]);
  }
  for (const [file, size] of unplaced) {
    let bin = bins.find((candidate) => fits(candidate, size));
    if (!bin) {
      bin = { used: 0, files: [] };
      bins.push(bin);
    }
    put(bin, file, size);
  }
  while (bins.length > 1 && bins.at(-1)?.files.length === 0) bins.pop();
  return bins;
}

/** The number of the ConfigMap of each file, by key. */
function currentPlaces(observed: Lister<ConfigMap>, prefix: string): Map<string, number> {
  const places = new Map<string, number>();
  const start = `${prefix}-rulefiles-`;
  for (const map of observed.list()) {
    const number = map.metadata.name.startsWith(start) ? map.metadata.name.slice(start.length) : '';
    if (!/^\d{1,4}$/.test(number)) continue;
    for (const key of Object.keys(map.data ?? {})) if (!places.has(key)) places.set(key, Number(number));
  }
  return places;
}

/** Keeps the placement until half of the ConfigMaps would be enough. */
function stable(files: readonly RuleFile[], budget: ByteBudget, observed: Lister<ConfigMap>, prefix: string): Bin[] {
  const kept = firstFit(files, budget, currentPlaces(observed, prefix));
  if (kept.length === 1) return kept;
  const fresh = firstFit(files, budget, new Map());
  return fresh.length * 2 <= kept.length ? fresh : kept;
}

/** Names of the ConfigMaps of a workload, and the existing ones. */
export interface RuleMapsOptions {
  readonly prefix: string;
  /** The label with the name of the parent. */
  readonly labelName: 'prometheus-name' | 'thanos-ruler-name';
  readonly observed: Lister<ConfigMap>;
}

/**
 * ConfigMaps `<prefix>-rulefiles-0`, `-1`, ... with the files; at least one. A file stays in its ConfigMap, so that a
 * change of one file writes one ConfigMap.
 */
export function ruleConfigMaps(
  parent: KubernetesObject,
  { prefix, labelName, observed }: RuleMapsOptions,
  files: readonly RuleFile[],
  options: Options,
): ConfigMap[] {
  const budget = byteBudget(options);
  const bins = options.parity ? nextFit(files, budget) : stable(files, budget, observed, prefix);
  return bins.map((bin, i) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMeta(parent, `${prefix}-rulefiles-${i}`, options, { [labelName]: parent.metadata.name }),
    ...(bin.files.length > 0
      ? { data: Object.fromEntries(inOrder(bin.files).map((file) => [file.key, file.text])) }
      : {}),
  }));
}

/**
 * The names to mount, sorted: of the ConfigMaps, and of further ones up to `padTo`, so that a few more rules do not
 * restart pods.
 */
export function ruleConfigMapNames(prefix: string, maps: readonly ConfigMap[], padTo = 0): string[] {
  const names = maps.map((map) => map.metadata.name).sort(byText);
  for (let i = names.length; i < padTo; i++) names.push(`${prefix}-rulefiles-${i}`);
  return names;
}
