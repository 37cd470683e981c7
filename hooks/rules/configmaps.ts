// Rule files packed into ConfigMaps, which the pod mounts as directories.
import type { KindMap } from '../kube/hook.ts';
import { byText, type ConfigMap, type KubernetesObject } from '../kube/meta.ts';
import type { Options } from '../options.ts';
import { childMeta } from '../workload/meta.ts';

/** A rule file, whatever it was made from. */
export interface RuleFile {
  readonly key: string;
  readonly text: string;
}

/** Bytes of values in one ConfigMap: half of what an object may have. */
const CAPACITY = 524_288;

function pack(files: readonly RuleFile[]): RuleFile[][] {
  const packs: RuleFile[][] = [[]];
  let used = 0;
  for (const file of [...files].sort((a, b) => byText(a.key, b.key))) {
    const size = Buffer.byteLength(file.text);
    if (used + size > CAPACITY) {
      packs.push([]);
      used = 0;
    }
    packs.at(-1)?.push(file);
    used += size;
  }
  return packs;
}

/**
 * ConfigMaps `<prefix>-rulefiles-0`, `-1`, ... for the files; always at least one. `observed`: the children as they are, so that a file stays in the
 * ConfigMap it is in.
 */
export function ruleConfigMaps(
  parent: KubernetesObject,
  prefix: string,
  labelName: 'prometheus-name' | 'thanos-ruler-name',
  files: readonly RuleFile[],
  options: Options,
  _observed: KindMap,
): ConfigMap[] {
  return pack(files).map((content, i) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: childMeta(parent, `${prefix}-rulefiles-${i}`, options, { [labelName]: parent.metadata.name }),
    ...(content.length > 0 ? { data: Object.fromEntries(content.map((file) => [file.key, file.text])) } : {}),
  }));
}

/** The names to mount: of the ConfigMaps, and of as many further ones as make `padTo`, so that a few more rules need no new pod. In the order of text. */
export function ruleConfigMapNames(prefix: string, maps: readonly ConfigMap[], padTo = 0): string[] {
  const names = maps.map((map) => map.metadata.name).sort(byText);
  for (let i = names.length; i < padTo; i++) names.push(`${prefix}-rulefiles-${i}`);
  return names;
}
