// Related objects: the rules of a customize hook over the cluster, and whether an event concerns them.
import type { RelatedRule } from '../../hooks/core/hook.ts';
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';
import { takes } from '../../hooks/core/related.ts';
import type { Api } from './api.ts';
import { kindKey, resourceInfo } from './kinds.ts';

export type Related = Record<string, Record<string, KubernetesObject>>;

async function namespaces(api: Api): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const all = await api.list(resourceInfo('v1', 'namespaces'));
  return new Map(all.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
}

/** All objects the rules take, by kind; a kind that a rule names is there also when nothing matches. */
export async function relatedTo(rules: readonly RelatedRule[], api: Api): Promise<Related> {
  const labels = await namespaces(api);
  const out: Related = {};
  for (const rule of rules) {
    const info = resourceInfo(rule.apiVersion, rule.resource);
    const objects = await api.list(info);
    const found = out[kindKey(info)] ?? {};
    for (const object of objects) if (takes(rule, object, labels)) found[keyOf(object)] = object;
    out[kindKey(info)] = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return out;
}

/** Whether a change of an object, as it was or as it is, concerns a rule. */
export async function concerns(
  rules: readonly RelatedRule[],
  objects: readonly (KubernetesObject | undefined)[],
  api: Api,
): Promise<boolean> {
  const labels = await namespaces(api);
  return rules.some((rule) => {
    const info = resourceInfo(rule.apiVersion, rule.resource);
    return objects.some(
      (object) =>
        object && object.kind === info.kind && object.apiVersion === info.apiVersion && takes(rule, object, labels),
    );
  });
}
