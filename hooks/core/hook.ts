// Requests and responses of Metacontroller's v2 hooks (metacontroller.github.io/metacontroller/api/hook.html).
import type { KubernetesObject } from './meta.ts';

/** `Kind.version` or `Kind.group/version` -> `namespace/name` (or `name`) -> object. */
export type KindMap = Readonly<Record<string, Readonly<Record<string, KubernetesObject>>>>;

/** The key of a kind in a request. */
export const kindKey = ({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string }): string =>
  `${kind}.${apiVersion}`;

export interface SyncRequest<Parent extends KubernetesObject = KubernetesObject> {
  readonly parent: Parent;
  readonly children: KindMap;
  readonly related: KindMap;
  readonly finalizing: boolean;
}

/** The selected objects of one kind, and how many of them are rejected. */
export interface SelectedCount {
  readonly kind: string;
  readonly selected: number;
  readonly rejected: number;
}

/** Figures for the metrics of the hooks. Metacontroller does not receive them. */
export interface Figures {
  /** The object belongs to another instance of the hooks, which has its metrics. */
  readonly isForeign?: boolean;
  readonly resources?: readonly SelectedCount[];
  /** Nodes whose address is not known. */
  readonly nodesWithoutAddress?: number;
}

export interface SyncResponse {
  readonly status: Readonly<Record<string, unknown>>;
  readonly children: readonly KubernetesObject[];
  readonly resyncAfterSeconds?: number;
  readonly finalized?: boolean;
  readonly figures?: Figures;
}

export interface DecoratorRequest<Target extends KubernetesObject = KubernetesObject> {
  readonly object: Target;
  readonly attachments: KindMap;
  readonly related: KindMap;
  readonly finalizing: boolean;
}

export interface DecoratorResponse {
  readonly labels?: Readonly<Record<string, string | null>>;
  readonly annotations?: Readonly<Record<string, string | null>>;
  /** null does not change the status of the object. */
  readonly status: Readonly<Record<string, unknown>> | null;
  readonly attachments: readonly KubernetesObject[];
  readonly resyncAfterSeconds?: number;
  readonly finalized?: boolean;
  readonly figures?: Figures;
}

export interface CustomizeRequest<Parent extends KubernetesObject = KubernetesObject> {
  readonly parent: Parent;
}

/** `names` excludes both selectors, `namespace` excludes `namespaceSelector`. */
export interface RelatedRule {
  readonly apiVersion: string;
  readonly resource: string;
  readonly labelSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly namespace?: string;
  readonly names?: readonly string[];
}

export interface CustomizeResponse {
  readonly relatedResources: readonly RelatedRule[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The objects of one kind in a request, sorted by key. `kind` is a key of the map, such as `Secret.v1`. */
export function objectsOf<T extends KubernetesObject>(map: KindMap, kind: string): T[] {
  const found = map[kind];
  return found
    ? (Object.keys(found)
        .sort()
        .map((key) => found[key]) as T[])
    : [];
}
