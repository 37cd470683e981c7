// The ConfigMap `<prometheus>-rules` for users. The hooks create it empty and never write its data.
import type { Lister } from '../core/inputs.ts';
import { type ConfigMap, type KubernetesObject, OWN } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { childMeta } from '../workload/meta.ts';
import { rulesName } from './sources.ts';

/** Annotation of a Prometheus: the mode of its ConfigMap. Overrides `--rules-configmap`. */
const RULES_ANNOTATION = `${OWN}/rules-configmap`;

/** `create`: the hooks create it. `read`: only a user's ConfigMap is read. `ignore`: none is read. */
export type RulesMode = 'create' | 'read' | 'ignore';
const RULES_MODES: readonly RulesMode[] = ['create', 'read', 'ignore'];

const isMode = (text: string | undefined): text is RulesMode => RULES_MODES.some((mode) => mode === text);

/** The mode of a Prometheus. An invalid annotation is ignored. In parity `ignore`, as in the Go operator. */
export function rulesMode(parent: KubernetesObject, options: Options): RulesMode {
  if (options.parity) return 'ignore';
  const own = parent.metadata.annotations?.[RULES_ANNOTATION];
  if (isMode(own)) return own;
  return isMode(options.rulesConfigMap) ? options.rulesConfigMap : 'create';
}

const CONTRACT =
  'Fill in rule files: each key that ends in .yaml, .yml or .rules holds one. Data is never written by the operator. ' +
  'Mistakes are reported in the condition RulesValid of the Prometheus.';

/**
 * The ConfigMap without data, so that the user's data stays. An existing child stays in every mode: Metacontroller
 * deletes children that are not in the response. A ConfigMap that the user created or took over is not a child.
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
