// The ConfigMap that users fill: created empty, and from then on theirs in all but name.
import type { Lister } from '../core/inputs.ts';
import { type ConfigMap, type KubernetesObject, OWN } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { childMeta } from '../workload/meta.ts';
import { rulesName } from './sources.ts';

/** On a Prometheus: what becomes of its ConfigMap, instead of what `--rules-configmap` says. */
const RULES_ANNOTATION = `${OWN}/rules-configmap`;

/** `create`: made where it is missing. `read`: only one of the user's own. `ignore`: not even that. */
export type RulesMode = 'create' | 'read' | 'ignore';
const RULES_MODES: readonly RulesMode[] = ['create', 'read', 'ignore'];

const isMode = (text: string | undefined): text is RulesMode => RULES_MODES.some((mode) => mode === text);

/**
 * The mode of a Prometheus. An annotation that says something else counts for nothing. Parity: the Go operator knows no
 * such ConfigMap.
 */
export function rulesMode(parent: KubernetesObject, options: Options): RulesMode {
  if (options.parity) return 'ignore';
  const own = parent.metadata.annotations?.[RULES_ANNOTATION];
  if (isMode(own)) return own;
  return isMode(options.rulesConfigMap) ? options.rulesConfigMap : 'create';
}

const CONTRACT =
  'Fill in rule files: each key that ends in .yaml, .yml or .rules holds one. Data is never written by the operator. Mistakes are told in the condition RulesValid of the Prometheus.';

/**
 * The ConfigMap without data, so that what the user writes is never taken back. It stays a child for as long as it is
 * one, whatever the mode: a child that is no longer answered would be deleted. One that the user made, or took from us,
 * is none of ours.
 */
export function ownRulesMap(
  parent: KubernetesObject,
  { observed, related }: { readonly observed: Lister; readonly related: Lister },
  options: Options,
): ConfigMap[] {
  const { namespace } = parent.metadata;
  const name = rulesName(parent.metadata.name);
  const isMine = observed.get(namespace, name) !== undefined;
  const isTheirs = !isMine && related.get(namespace, name) !== undefined;
  if (isTheirs || (!isMine && rulesMode(parent, options) !== 'create')) return [];
  const meta = childMeta(parent, name, options);
  const annotations = { ...meta.annotations, [`${OWN}/contract`]: CONTRACT };
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...meta, annotations } }];
}
