// Related objects with bundles: a workload asks for bundles instead of the objects in them.
import type { RelatedRule } from '../core/hook.ts';
import type { Options } from '../core/options.ts';
import { BUNDLE_LABEL, BUNDLED_KINDS } from './kinds.ts';

/** Whether a rule is about objects that are in bundles. */
export const isBundled = ({ apiVersion, resource }: RelatedRule): boolean =>
  BUNDLED_KINDS.some((kind) => kind.resource === resource && kind.apiVersion === apiVersion);

/**
 * The rules, with those for bundled kinds replaced by rules for bundles: of all namespaces, or of those that rules
 * name. Unchanged without `--bundle-namespace`.
 */
export function bundleRules(rules: readonly RelatedRule[], { bundleNamespace }: Options): readonly RelatedRule[] {
  const bundled = rules.filter(isBundled);
  if (!bundleNamespace || bundled.length === 0) return rules;
  const names = new Set(bundled.map(({ namespace }) => namespace));
  const values = [...names].flatMap((name) => name ?? []);
  const requirement = values.length === names.size ? { operator: 'In', values: values.sort() } : { operator: 'Exists' };
  return [
    ...rules.filter((rule) => !isBundled(rule)),
    {
      apiVersion: 'v1',
      resource: 'configmaps',
      namespace: bundleNamespace,
      labelSelector: { matchExpressions: [{ key: BUNDLE_LABEL, ...requirement }] },
    },
  ];
}
