// The namespaces in which a monitor looks for Services or Pods.
import type { KubernetesObject } from '../core/meta.ts';
import { nearestWord } from '../core/nearest.ts';
import { idOf } from './cluster.ts';
import { at, textsAt } from './fields.ts';
import { edit } from './repair.ts';
import type { Scraping } from './scraping.ts';
import { broken, type Step, warning } from './step.ts';

/** Where a monitor looks. `undefined`: in all namespaces. */
export interface Scope {
  readonly namespaces: readonly string[] | undefined;
  readonly text: string;
}

/** The namespaces of a namespaceSelector at a path of the object. */
export function scopeOf({ object, context }: Scraping, ...path: readonly string[]): Scope {
  const own = object.metadata.namespace ?? '';
  const names = textsAt(object, ...path, 'matchNames');
  if (context.spec.ignoreNamespaceSelectors) return { namespaces: [own], text: `namespace ${own}` };
  if (at(object, ...path, 'any') === true) return { namespaces: undefined, text: 'all namespaces' };
  if (names.length === 0) return { namespaces: [own], text: `namespace ${own}` };
  return { namespaces: names, text: `namespace${names.length > 1 ? 's' : ''} ${names.join(', ')}` };
}

/** The objects of a kind in the scope that a function gives for one namespace, or for all. */
export const within = (
  { namespaces }: Scope,
  find: (namespace?: string) => readonly KubernetesObject[],
): readonly KubernetesObject[] =>
  namespaces ? [...new Set(namespaces)].flatMap((namespace) => find(namespace)) : find();

/** Namespaces that a selector names and that do not exist. */
export function namespaceSteps({ object, workload, context, of }: Scraping, ...path: readonly string[]): Step[] {
  const names = textsAt(object, ...path, 'matchNames');
  const field = `${path.join('.')}.matchNames`;
  if (
    context.spec.ignoreNamespaceSelectors &&
    (names.some((name) => name !== object.metadata.namespace) || at(object, ...path, 'any') === true)
  )
    return [
      warning(
        'discovery',
        'NamespaceSelectorIgnored',
        `${workload.id} ignores namespace selectors (spec.ignoreNamespaceSelectors): ` +
          `only namespace ${object.metadata.namespace} is searched`,
        {
          evidence: [{ object: workload.id, field: 'spec.ignoreNamespaceSelectors', found: 'true' }],
        },
      ),
    ];
  const missing = of.knows('Namespace') ? names.filter((name) => !of.namespaces.has(name)) : [];
  const [first] = missing;
  if (first === undefined) return [];
  const near = nearestWord(first, of.namespaces.keys());
  const message = `${field} names namespace ${first}, which does not exist${near ? `; do you mean ${near}?` : ''}`;
  const details = {
    evidence: missing.map((name) => ({
      object: idOf(object),
      field,
      found: name,
      ...(near ? { expected: near } : {}),
    })),
    repair: [edit(object, `Correct ${field}.`)],
  };
  const isAll = missing.length === names.length;
  return [(isAll ? broken : warning)('discovery', 'NamespaceMissing', message, details)];
}
