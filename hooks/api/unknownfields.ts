// Fields that a CRD does not have. The API server drops them when an object is written.
import { type Issue, issue } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { nearest } from '../core/nearest.ts';
import { isRecord } from '../core/yaml.ts';
import { GROUP } from './kinds.ts';
import { memberOf, type SchemaNode, schemaOf } from './node.ts';

/** Issues of one object at most. */
const MAX_ISSUES = 20;
/** Fields that are listed where no name is near. */
const MAX_LISTED = 6;

/** `basic_auth` -> `basicAuth`. */
const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function suggestion(name: string, known: readonly string[]): string {
  const camel = camelCase(name);
  if (known.includes(camel)) return `; do you mean ${camel}?`;
  const listed = known.length <= MAX_LISTED ? `; there are: ${known.join(', ')}` : '';
  return nearest(camel, known) || listed;
}

function walk(value: unknown, schema: SchemaNode, path: string, into: Issue[]) {
  const { properties, items, additionalProperties } = schema;
  if (Array.isArray(value))
    for (const [i, item] of value.entries()) if (items) walk(item, items, `${path}[${i}]`, into);
  if (!isRecord(value) || (!properties && !additionalProperties)) return;
  for (const [name, member] of Object.entries(value)) {
    if (into.length >= MAX_ISSUES) return;
    const known = memberOf(schema, name);
    if (known) walk(member, known, `${path}.${name}`, into);
    else {
      const names = Object.keys(properties ?? {});
      into.push(
        issue(
          'InvalidConfiguration',
          `${path}.${name}`,
          `is not a field: the API server drops it${suggestion(name, names)}`,
        ),
      );
    }
  }
}

/**
 * At most 20 `InvalidConfiguration` issues: fields of the spec that the CRD does not have, with the field that is meant.
 * None for objects of other groups.
 */
export function unknownFields(object: KubernetesObject): Issue[] {
  const [group, version] = object.apiVersion.split('/');
  const schema = group === GROUP ? schemaOf(object.kind, version) : undefined;
  const spec = schema?.properties?.['spec'];
  const into: Issue[] = [];
  if (spec) walk(object['spec'], spec, 'spec', into);
  return into;
}
