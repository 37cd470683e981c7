// Customize rules by name.
import type { RelatedRule } from './hook.ts';
import { byText } from './meta.ts';

/** One rule for all objects of these names in a namespace; empty without names. */
export function namedRule(
  apiVersion: string,
  resource: string,
  namespace: string,
  names: Iterable<string>,
): RelatedRule[] {
  const list = [...new Set(names)].filter(Boolean).sort(byText);
  return list.length > 0 ? [{ apiVersion, resource, namespace, names: list }] : [];
}
