// Which parents these hooks act on: by namespace, label selector and controller id, as several operators may share a cluster.
import type { LabelSelector, SyncRequest, SyncResponse } from '../kube/hook.ts';
import { keepChildren } from '../kube/keep.ts';
import type { KubernetesObject } from '../kube/meta.ts';
import { matches } from '../kube/selector.ts';
import type { Options } from '../options.ts';

const CONTROLLER_ID = 'operator.prometheus.io/controller-id';

/** A selector in text form: `a=b,c!=d,e in (f,g),!h`, or nothing for all. */
export function parseSelector(text: string): LabelSelector {
  const matchExpressions = text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [, key = '', operator = '', list = ''] = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part) ?? [];
      if (operator) return { key, operator: operator === 'in' ? 'In' : 'NotIn', values: list.split(',').map((value) => value.trim()) };
      const [, name = '', sign = '', value = ''] = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(part) ?? [];
      if (sign) return { key: name, operator: sign === '!=' ? 'NotIn' : 'In', values: [value] };
      return part.startsWith('!') ? { key: part.slice(1), operator: 'DoesNotExist' } : { key: part, operator: 'Exists' };
    });
  return { matchExpressions };
}

/** Whether this parent is ours. `namespaces`, `selector`: the instance options of its kind. */
export function isMine(parent: KubernetesObject, namespaces: readonly string[], selector: string, options: Options): boolean {
  if ((parent.metadata.annotations?.[CONTROLLER_ID] ?? '') !== options.controllerId) return false;
  const namespace = parent.metadata.namespace ?? '';
  const watched = namespaces.length > 0 ? namespaces.includes(namespace) : watchedByDefault(namespace, options);
  return watched && matches(parseSelector(selector), parent.metadata.labels);
}

const watchedByDefault = (namespace: string, options: Options): boolean =>
  options.namespaces.length > 0 ? options.namespaces.includes(namespace) : !options.denyNamespaces.includes(namespace);

/** The answer that changes nothing. */
export const untouched = (request: SyncRequest): SyncResponse => ({
  status: (request.parent['status'] ?? {}) as Readonly<Record<string, unknown>>,
  children: keepChildren(request.children),
});
