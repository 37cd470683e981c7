// Related objects with bundles: a workload asks for bundles instead of the objects in them.
import type { RelatedRule } from '../core/hook.ts';
import type { Options } from '../core/options.ts';
import { BUNDLE_LABEL, bundledKind } from './kinds.ts';

/**
 * The rules, with those for bundled kinds replaced by rules for bundles: of all namespaces, or of those that rules
 * name. Unchanged without `--bundle-namespace`.
 */
export function bundleRules(rules: readonly RelatedRule[], { bundleNamespace }: Options): readonly RelatedRule[] {
  const bundled = rules.filter(bundledKind);
  if (!bundleNamespace || bundled.length === 0) return rules;
  const names = new Set(bundled.map(({ namespace }) => namespace));
  const values = [...names].flatMap((name) => name ?? []);
  const requirement = values.length === names.size ? { operator: 'In', values: values.sort() } : { operator: 'Exists' };
  return [
    ...rules.filter((rule) => !bundledKind(rule)),
    {
      apiVersion: 'v1',
      resource: 'configmaps',
      namespace: bundleNamespace,
      labelSelector: { matchExpressions: [{ key: BUNDLE_LABEL, ...requirement }] },
    },
  ];
}
