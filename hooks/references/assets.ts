// What references resolve to, as values: keys that were read, and files for the TLS Secret of a workload. Whoever
// resolves several references merges what was read.
import type { SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import type { Issue } from '../core/issue.ts';

export type SourceKind = 'Secret' | 'ConfigMap';

/** What was read: values of keys, and the TLS files to mount (file name -> content). */
export interface Assets {
  readonly values: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, string>;
}

/** The namespace of an object, and what was read of its references. */
export interface Owner {
  readonly namespace: string;
  readonly assets: Assets;
}

/** What was read of references, and what is wrong with them. */
export interface Resolved {
  readonly assets: Assets;
  readonly issues: readonly Issue[];
}

/** What a step of a check gives: a step that reads no reference has only issues. */
export type Result = Resolved | readonly Issue[];

const EMPTY: ReadonlyMap<string, string> = new Map();
export const NO_ASSETS: Assets = { values: EMPTY, files: EMPTY };
export const NO_REFERENCES: Resolved = { assets: NO_ASSETS, issues: [] };

/** Nothing was read, because of these issues. */
export const unresolved = (issues: readonly Issue[]): Resolved => ({ assets: NO_ASSETS, issues });

/** All files or values. Of two with one name, the later counts. */
export function mergeMaps(maps: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const filled = maps.filter(({ size }) => size > 0);
  if (filled.length < 2) return filled[0] ?? EMPTY;
  const merged = new Map<string, string>();
  for (const map of filled) for (const [name, content] of map) merged.set(name, content);
  return merged;
}

/** All that was read. Where two have a value of one key, the later counts. */
export const mergeAssets = (all: readonly Assets[]): Assets => ({
  values: mergeMaps(all.map(({ values }) => values)),
  files: mergeMaps(all.map(({ files }) => files)),
});

const isResolved = (result: Result): result is Resolved => 'assets' in result;
const issuesOf = (result: Result): readonly Issue[] => (isResolved(result) ? result.issues : result);

/** All results as one, issues in their order. */
export function mergeResults(results: readonly Result[]): Resolved {
  const read: Assets[] = [];
  const issues: Issue[] = [];
  for (const result of results) {
    if (isResolved(result) && result.assets !== NO_ASSETS) read.push(result.assets);
    for (const found of issuesOf(result)) issues.push(found);
  }
  return { assets: read.length > 0 ? mergeAssets(read) : NO_ASSETS, issues };
}

/**
 * The results of all steps as one. With `firstOnly`, up to the first step with an issue, as in the Go operator, which
 * then does not read the references of later steps.
 */
export function resolveInOrder(firstOnly: boolean, steps: readonly (() => Result)[]): Resolved {
  const results: Result[] = [];
  for (const step of steps) {
    const result = step();
    results.push(result);
    if (firstOnly && issuesOf(result).length > 0) break;
  }
  return mergeResults(results);
}

/** The name of a value in `Assets`. */
export const valueId = (kind: SourceKind, namespace: string, name: string, key: string): string =>
  `${kind}/${namespace}/${name}/${key}`;

/** The value of a Secret's key; `undefined` where it was not read. */
export const secretValue = (
  { values }: Assets,
  namespace: string,
  ref: SecretKeySelector | undefined,
): string | undefined => (ref ? values.get(valueId('Secret', namespace, ref.name ?? '', ref.key)) : undefined);

/** The value of a Secret's or ConfigMap's key; `undefined` where it was not read. */
export const eitherValue = (
  assets: Assets,
  namespace: string,
  ref: SecretOrConfigMap | undefined,
): string | undefined =>
  ref?.secret
    ? secretValue(assets, namespace, ref.secret)
    : ref?.configMap
      ? assets.values.get(valueId('ConfigMap', namespace, ref.configMap.name ?? '', ref.configMap.key))
      : undefined;
