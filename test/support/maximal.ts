// Objects with every field of their CRD: one item in each list, one member in each map.
import { schemaOf } from '../../hooks/api/node.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';

interface Node {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

/** Texts for fields that are read as something; any other text is `x`. */
const TEXTS: readonly (readonly [field: RegExp, text: string])[] = [
  [/interval|timeout|delta|duration|retention$|period|window|delay|backoff|deadline/i, '30s'],
  [/wait|offset|blockSize|tolerance|ageLimit|expire|retry$/i, '30s'],
  [/url$|endpoint|server$|host$/i, 'http://example.com'],
  [/^(clientId|tenantId)$/, '00000000-0000-4000-8000-000000000000'],
  [/size$|sizeLimit|perSilenceBytes/i, '1MB'],
];

function text(name: string): string {
  return TEXTS.find(([field]) => field.test(name))?.[1] ?? 'x';
}

/** What a field holds, by its last name. `pick` chooses among the values of an enum. */
function value(node: Node, name: string, pick: number): unknown {
  if (node.enum) return node.enum[pick % node.enum.length];
  if (node['x-kubernetes-int-or-string']) return pick % 2 === 0 ? 1 : '1';
  if (node.type === 'array') return [value(node.items ?? {}, name, pick)];
  if (node.type === 'boolean') return true;
  if (node.type === 'integer' || node.type === 'number') return Math.max(1, node.minimum ?? 1);
  if (node.type === 'string') return text(name);
  if (node.properties)
    return Object.fromEntries(Object.entries(node.properties).map(([key, inner]) => [key, value(inner, key, pick)]));
  return node.additionalProperties ? { x: value(node.additionalProperties, name, pick) } : {};
}

const specs = new Map<string, Record<string, unknown>>();

/** The spec of a kind with all its fields: the same object each time. */
export function maximalSpec(kind: string, pick = 0): Record<string, unknown> {
  const made =
    specs.get(`${kind} ${pick}`) ??
    (value((schemaOf(kind)?.properties?.['spec'] ?? {}) as Node, 'spec', pick) as Record<string, unknown>);
  specs.set(`${kind} ${pick}`, made);
  return made;
}

const API: Readonly<Record<string, string>> = {
  AlertmanagerConfig: 'monitoring.coreos.com/v1alpha1',
  PrometheusAgent: 'monitoring.coreos.com/v1alpha1',
  ScrapeConfig: 'monitoring.coreos.com/v1alpha1',
};

/** An object of a kind with all its fields. */
export const maximal = (kind: string, pick = 0): KubernetesObject => ({
  apiVersion: API[kind] ?? 'monitoring.coreos.com/v1',
  kind,
  metadata: { name: 'x', namespace: 'x', uid: `uid-${kind}`, resourceVersion: '1', generation: 1, labels: { x: 'x' } },
  spec: maximalSpec(kind, pick),
});
