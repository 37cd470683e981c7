// Defaults of the custom resources, filled in as the API server does (kubernetes.io: structural schemas, defaulting).
import type { KubernetesObject } from '../core/meta.ts';
import { put } from '../core/section.ts';
import { isRecord } from '../core/yaml.ts';
import { memberOf, type SchemaNode, schemaOf } from './node.ts';

function fill(value: unknown, schema: SchemaNode): unknown {
  const { properties, items } = schema;
  if (Array.isArray(value)) return items ? value.map((item) => fill(item, items)) : value;
  if (!isRecord(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const inner = memberOf(schema, key);
    if (member === null && inner) continue;
    put(out, key, inner ? fill(member, inner) : member);
  }
  for (const [key, inner] of Object.entries(properties ?? {})) {
    if (out[key] === undefined && 'default' in inner) out[key] = fill(structuredClone(inner.default), inner);
  }
  return out;
}

/**
 * The object with the defaults of its CRD, and without nulls, which the API server drops. An object of another group is
 * returned unchanged.
 */
export function withDefaults(object: KubernetesObject): KubernetesObject {
  const schema = schemaOf(object.kind);
  return schema && object.apiVersion.startsWith('monitoring.coreos.com/')
    ? (fill(object, schema) as KubernetesObject)
    : object;
}
