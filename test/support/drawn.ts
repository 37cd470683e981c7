// Objects drawn at random from the schemas of the CRDs: whatever the API server would let through, sensible or not.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { schemaOf } from '../../hooks/api/node.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { keysFor, textsFor } from './texts.ts';

/** A schema of a CRD, as far as values are drawn from it. */
export interface Node {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}
type Any = fc.Arbitrary<unknown>;

/** Fields whose value the setups of a test choose themselves. */
const GIVEN: ReadonlySet<string> = new Set(['version', 'paused']);

function texts(node: Node, field: string): string[] {
  const pattern = node.pattern === undefined ? undefined : RE2JS.compile(node.pattern);
  const fits = (text: string) =>
    text.length >= (node.minLength ?? 0) && (pattern === undefined || pattern.matcher(text).find());
  return [...textsFor(field), ...EVERY_FORM].filter(
    (text, i, all) => fits(text) && (i < textsFor(field).length || !all.slice(0, i).some(fits)),
  );
}
/** One text for each pattern of the schemas that no text of a field fits. */
const EVERY_FORM = [
  'x',
  '30s',
  '1MB',
  '1',
  'http://example.com',
  'a.json',
  'abort',
  'january',
  '08:00',
  'monday',
  '2026',
];

const numbers = (node: Node): number[] => {
  const [low, high] = [node.minimum ?? 0, node.maximum ?? 1_000_000];
  return [low, low + 1, 2, 7, 9090].filter((number) => number >= low && number <= high);
};

const isReference = (node: Node): boolean =>
  node.properties !== undefined && 'key' in node.properties && 'name' in node.properties;

const known = new WeakMap<Node, Map<string, Any>>();

/** The values that a schema allows for a field. `owner` is the last field outside of the parts of a reference. */
function values(node: Node, field: string, owner: string): Any {
  const seen = known.get(node) ?? new Map<string, Any>();
  known.set(node, seen);
  const id = `${field} ${owner}`;
  const before = seen.get(id);
  if (before) return before;
  const made = make(node, field, owner);
  seen.set(id, made);
  return made;
}

function make(node: Node, field: string, owner: string): Any {
  if (node.enum) return fc.constantFrom(...node.enum);
  if (node['x-kubernetes-int-or-string']) return fc.constantFrom<unknown>(...texts(node, field), 1, 9090);
  if (node.type === 'boolean') return fc.boolean();
  if (node.type === 'integer' || node.type === 'number') return fc.constantFrom(...numbers(node));
  if (node.format === 'date-time') return fc.constant('2026-01-01T00:00:00Z');
  if (node.type === 'string') return fc.constantFrom(...texts(node, field));
  if (node.items) return list(node, values(node.items, field, owner));
  if (node.properties) return object(node, field, owner);
  const keys = fc.constantFrom('app', 'team', 'a.b/c', 'token', 'bad name');
  return node.additionalProperties
    ? fc.dictionary(keys, values(node.additionalProperties, field, owner), { maxKeys: 2 })
    : fc.constant({});
}

/** Empty lists are drawn seldom. */
const list = ({ minItems = 0 }: Node, item: Any): Any =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(item, { minLength: minItems, maxLength: 2 }) },
  );

function object(node: Node, field: string, owner: string): Any {
  const properties = Object.entries(node.properties ?? {}).filter(([name]) => !GIVEN.has(name));
  if (isReference(node)) {
    const named = /^(secret|configMap|secretKeyRef|configMapKeyRef)$/.test(field) ? owner : field;
    return fc.record({ name: fc.constantFrom(...textsFor('name')), key: fc.constantFrom(...keysFor(named)) });
  }
  const must = new Set([...(node.required ?? []), ...EXPECTED.filter((name) => name in (node.properties ?? {}))]);
  const may = properties.map(([name]) => name).filter((name) => !must.has(name));
  const some =
    may.length > 1 && Object.keys(node.properties ?? {}).every((name) => ONE_OF.has(name))
      ? 1
      : Math.min(may.length, 5);
  return fc.subarray(may, { minLength: some === 1 ? 1 : 0, maxLength: some }).chain((chosen) => {
    const names = [...must, ...chosen];
    const inner = /^(secret|configMap)$/.test(field) ? owner : field;
    return fc.record(
      Object.fromEntries(
        properties
          .filter(([name]) => names.includes(name))
          .map(([name, member]) => [name, values(member, name, inner)]),
      ),
    );
  });
}
/** Of these, a schema means one. */
const ONE_OF: ReadonlySet<string> = new Set(['secret', 'configMap']);
/** Optional in the schema, yet nearly always needed. */
const EXPECTED: readonly string[] = [
  'url',
  'tokenUrl',
  'clientId',
  'clientSecret',
  'username',
  'password',
  'credentials',
  'receiver',
];

const API: Readonly<Record<string, string>> = {
  AlertmanagerConfig: 'monitoring.coreos.com/v1alpha1',
  PrometheusAgent: 'monitoring.coreos.com/v1alpha1',
  ScrapeConfig: 'monitoring.coreos.com/v1alpha1',
};

/** Objects of a kind, with a spec that its schema allows and `spec` laid over it. Two that differ have two uids. */
export const drawn = (kind: string, name: string, spec: Record<string, unknown> = {}): fc.Arbitrary<KubernetesObject> =>
  fc
    .tuple(
      values((schemaOf(kind)?.properties?.['spec'] ?? {}) as Node, 'spec', ''),
      fc.constantFrom('default', 'default', 'other'),
    )
    .map(([fields, namespace]) => {
      const whole = { ...(fields as object), ...spec };
      const uid = createHash('md5')
        .update(JSON.stringify([kind, name, namespace, whole]))
        .digest('hex');
      return {
        apiVersion: API[kind] ?? 'monitoring.coreos.com/v1',
        kind,
        metadata: { name, namespace, uid, resourceVersion: '1', generation: 1, labels: { team: 'a' } },
        spec: whole,
      };
    });
