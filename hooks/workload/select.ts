// Which configuration objects belong to a workload: by label selector, and by namespace or namespace selector.
import type { LabelSelector, RelatedRule } from '../core/hook.ts';
import type { Lister } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { checkSelector, matches } from '../core/selector.ts';

export interface Selection {
  /** Absent selects nothing, empty everything. */
  readonly selector: LabelSelector | undefined;
  /** Absent means the workload's own namespace, empty all namespaces. */
  readonly namespaceSelector: LabelSelector | undefined;
  readonly namespace: string;
}

/** Labels of the namespaces that are known: name -> labels. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The labels of namespaces. */
export const namespaceLabels = (namespaces: Lister): NamespaceLabels =>
  new Map(namespaces.list().map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));

/** Whether configuration objects of a namespace are taken at all (`--namespaces`, `--deny-namespaces`). */
export const isWatched = (namespace: string, options: Options): boolean =>
  options.namespaces.length > 0 ? options.namespaces.includes(namespace) : !options.denyNamespaces.includes(namespace);

/** Whether the selection takes the object. */
export function isSelected(
  object: KubernetesObject,
  by: Selection,
  namespaces: NamespaceLabels,
  options: Options,
): boolean {
  const namespace = object.metadata.namespace ?? '';
  if (!isWatched(namespace, options) || !matches(by.selector, object.metadata.labels)) return false;
  if (!by.namespaceSelector) return namespace === by.namespace;
  const { matchLabels = {}, matchExpressions = [] } = by.namespaceSelector;
  const isEmpty = Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
  return isEmpty || (namespaces.has(namespace) && matches(by.namespaceSelector, namespaces.get(namespace)));
}

/** The objects that the selection takes, sorted by `namespace/name`. */
export const selectFrom = <T extends KubernetesObject>(
  objects: Lister<T>,
  by: Selection,
  namespaces: NamespaceLabels,
  options: Options,
): T[] => (by.selector ? objects.list().filter((object) => isSelected(object, by, namespaces, options)) : []);

const scope = (by: Selection): Pick<RelatedRule, 'namespace' | 'namespaceSelector'> =>
  by.namespaceSelector ? { namespaceSelector: by.namespaceSelector } : { namespace: by.namespace };

const isValid = (by: Selection): boolean =>
  checkSelector(by.selector, '').length === 0 && checkSelector(by.namespaceSelector, '').length === 0;

/**
 * Customize rules for the objects of a selection, and for the asset Secrets beside them where the kind has some. No
 * rule without a (valid) selector.
 */
export function selectionRules(
  apiVersion: string,
  resource: string,
  by: Selection,
  assetsLabel?: string,
): RelatedRule[] {
  if (!by.selector || !isValid(by)) return [];
  const objects: RelatedRule = { apiVersion, resource, labelSelector: by.selector, ...scope(by) };
  if (!assetsLabel) return [objects];
  return [
    objects,
    {
      apiVersion: 'v1',
      resource: 'secrets',
      labelSelector: { matchLabels: { [assetsLabel]: resource } },
      ...scope(by),
    },
  ];
}
