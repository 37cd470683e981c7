// Values drawn from the schema of a CRD: all that the API server lets through, hostile wherever the schema leaves room.
import { RE2JS } from 're2js';
import { KINDS } from '../../hooks/api/kinds.ts';
import { structural } from '../../hooks/api/structural.ts';
import type { Node as DrawnNode } from '../support/drawn.ts';
import type { Random } from '../support/random.ts';
import { keysFor, textsFor } from '../support/texts.ts';
import { everyShortText, hostileKey, hostileText, shaped } from './hostile.ts';

export interface Node extends DrawnNode {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** How an object is drawn. */
export interface Draw {
  readonly from: Random;
  /** Part of the values that are hostile. */
  readonly hostility: number;
}

const specs = new Map<string, Node>(
  KINDS.flatMap((kind) => {
    const nodes: [string, Node][] = [[kind.kind, structural(kind.schema) as Node]];
    if ('converted' in kind)
      nodes.push([`${kind.kind}/${kind.converted.version}`, structural(kind.converted.schema) as Node]);
    return nodes;
  }),
);

/** The spec in the schema of a kind: `AlertmanagerConfig`, or `AlertmanagerConfig/v1beta1`. */
export const specNode = (kind: string): Node => specs.get(kind)?.properties?.['spec'] ?? {};

const USUAL = [
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
  '',
];
const patterns = new Map<string, RE2JS>();
const shapes = new Map<string, readonly string[]>();

function fits(node: Node, text: string): boolean {
  if ([...text].length < (node.minLength ?? 0)) return false;
  if (node.pattern === undefined) return true;
  const compiled = patterns.get(node.pattern) ?? RE2JS.compile(node.pattern);
  patterns.set(node.pattern, compiled);
  return compiled.matcher(text).find();
}

/** The short hostile texts that a pattern lets through. */
function fitting(node: Node): readonly string[] {
  const id = `${node.pattern} ${node.minLength}`;
  const known = shapes.get(id) ?? everyShortText.flatMap(shaped).filter((text) => fits(node, text));
  shapes.set(id, known);
  return known;
}

function text(node: Node, field: string, { from, hostility }: Draw): string {
  const usual = [...textsFor(field), ...USUAL]
    .filter((one) => fits(node, one))
    .slice(0, Math.max(1, textsFor(field).length));
  if (from.next() >= hostility) return from.pick(usual);
  if (node.pattern === undefined) {
    const free = hostileText(from);
    return fits(node, free) ? free : from.pick(usual);
  }
  const long = shaped(hostileText(from)).filter((one) => fits(node, one));
  return from.pick([...fitting(node), ...(long.length > 0 && from.next() < 0.5 ? long : usual)]);
}

/** `int32` and `int64` are no bounds to an API server: it reads a custom resource's numbers as 64 bits. */
function number({ minimum, maximum, type }: Node, { from, hostility }: Draw): number {
  const low = minimum ?? (from.next() < hostility ? -(2 ** 63) : 0);
  const high = maximum ?? 2 ** 62;
  const usual = [low, low + 1, 1, 2, 7, 9090].filter((one) => one >= low && one <= high && Math.abs(one) < 1e6);
  const hostile = [low, high, 0, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 53, ...(type === 'number' ? [0.1, 1e308, 5e-324] : [])];
  const among = from.next() < hostility ? hostile.filter((one) => one >= low && one <= high) : usual;
  return from.pick(among.length > 0 ? among : [low]);
}

function list(node: Node, field: string, owner: string, draw: Draw): unknown[] {
  const items = node.items ?? {};
  const { from, hostility } = draw;
  const least = node.minItems ?? 0;
  const count = from.next() < hostility / 8 ? from.pick([0, 30]) : 1 + from.below(2);
  const made = Array.from({ length: Math.max(least, count) }, () => value(items, field, owner, draw));
  const keys = node['x-kubernetes-list-map-keys'];
  const id = (one: unknown): string =>
    JSON.stringify(keys ? keys.map((key) => (one as Record<string, unknown>)[key] ?? null) : one);
  const isUnique = node['x-kubernetes-list-type'] === 'map' || node['x-kubernetes-list-type'] === 'set';
  return isUnique ? [...new Map(made.map((one) => [id(one), one])).values()] : made;
}

/** With `__proto__` as an own member, as JSON gives it. */
const fromEntries = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries);

function map(node: Node, field: string, owner: string, draw: Draw): Record<string, unknown> {
  const { from, hostility } = draw;
  const keys = Array.from({ length: from.below(3) }, () =>
    from.next() < hostility ? hostileKey(from) : from.pick(['app', 'team', 'a.b/c', 'token', 'bad name']),
  );
  return fromEntries(keys.map((key) => [key, value(node, field, owner, draw)]));
}

/** Optional in the schema, yet nearly always needed. */
const EXPECTED: ReadonlySet<string> = new Set([
  'url',
  'tokenUrl',
  'clientId',
  'clientSecret',
  'username',
  'password',
  'credentials',
  'receiver',
  'endpoints',
]);
const isReference = ({ properties = {} }: Node): boolean => 'key' in properties && 'name' in properties;

function object(node: Node, field: string, owner: string, draw: Draw): Record<string, unknown> {
  const { from, hostility } = draw;
  const properties = Object.entries(node.properties ?? {});
  if (isReference(node) && from.next() >= hostility / 2) {
    const named = /^(secret|configMap|secretKeyRef|configMapKeyRef)$/.test(field) ? owner : field;
    return { name: from.pick(textsFor('name')), key: from.pick(keysFor(named)) };
  }
  const must = new Set([...(node.required ?? []), ...[...EXPECTED].filter((name) => name in (node.properties ?? {}))]);
  const may = properties.filter(([name]) => !must.has(name));
  const share = Math.min(0.8, 4 / (may.length + 1));
  const inner = /^(secret|configMap)$/.test(field) ? owner : field;
  return fromEntries(
    properties
      .filter(([name]) => must.has(name) || from.next() < share)
      .map(([name, member]) => [name, value(member, name, inner, draw)]),
  );
}

/** A value that the schema allows for a field. `owner` is the last field outside of the parts of a reference. */
export function value(node: Node, field: string, owner: string, draw: Draw): unknown {
  const { from } = draw;
  if (node.enum) return from.pick(node.enum);
  if (node['x-kubernetes-int-or-string'])
    return from.next() < 0.3 ? number({ ...node, minimum: 0 }, draw) : text(node, field, draw);
  if (node.type === 'boolean') return from.next() < 0.5;
  if (node.type === 'integer' || node.type === 'number') return number(node, draw);
  if (node.format === 'date-time') return '2026-01-01T00:00:00Z';
  if (node.type === 'string') return text(node, field, draw);
  if (node.items) return list(node, field, owner, draw);
  if (node.properties) return object(node, field, owner, draw);
  if (node.additionalProperties) return map(node.additionalProperties, field, owner, draw);
  return node.type === 'object' ? {} : hostileText(from);
}
