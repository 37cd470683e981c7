// Which configuration objects a workload selects: by label selector, and by namespace or namespace selector.
import type { LabelSelector, RelatedRule } from '../core/hook.ts';
import { ofSame } from '../core/identity.ts';
import type { Lister } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { checkSelector, matches } from '../core/selector.ts';

/** A selection of configuration objects. */
export interface Selection {
  /** Absent selects no object, empty all. */
  readonly selector: LabelSelector | undefined;
  /** Absent selects the workload's namespace, empty all namespaces. */
  readonly namespaceSelector: LabelSelector | undefined;
  readonly namespace: string;
}

/** Namespace -> its labels. */
export type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

const NO_NAMESPACES: NamespaceLabels = new Map();
const labelsOf = ofSame(
  (namespaces: object): NamespaceLabels =>
    new Map(
      (Object.values(namespaces) as KubernetesObject[]).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    ),
);

/** The labels of namespaces. The same for the same objects. */
export const namespaceLabels = ({ source }: Lister): NamespaceLabels => (source ? labelsOf(source) : NO_NAMESPACES);

/** Whether the options admit objects of a namespace (`--namespaces`, `--deny-namespaces`). */
export const isWatched = (namespace: string, options: Options): boolean =>
  options.namespaces.length > 0 ? options.namespaces.includes(namespace) : !options.denyNamespaces.includes(namespace);

/** Whether the selection includes the object. */
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

/** The selected objects, sorted by `namespace/name`. */
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

/** Related objects of a selection, and their asset Secrets if `assetsLabel` is given. None without a valid selector. */
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
