// Every field of monitoring.coreos.com has one line for users. Fields of core/v1 may go without: Kubernetes documents
// them.
import type { TSchema } from '@sinclair/typebox';
import t from 'tap';
import { KINDS, type Kind } from '../../../hooks/api/kinds.ts';
import * as affinity from '../../../hooks/api/pod/affinity.ts';
import * as container from '../../../hooks/api/pod/container.ts';
import * as pvc from '../../../hooks/api/pod/pvc.ts';
import * as resources from '../../../hooks/api/pod/resources.ts';
import * as scheduling from '../../../hooks/api/pod/scheduling.ts';
import * as security from '../../../hooks/api/pod/security.ts';
import * as volume from '../../../hooks/api/pod/volume.ts';

const { topologySpreadFields, ...schedulingSchemas } = scheduling;
const core = new Set<unknown>(
  [affinity, container, pvc, resources, schedulingSchemas, security, volume].flatMap((module) =>
    Object.values<TSchema>(module).map((schema) => schema.properties),
  ),
);
for (const field of Object.values(topologySpreadFields)) core.add(field);

/** Every field below a schema with its path, down to where core/v1 begins. */
function fields(schema: TSchema, path: string): [path: string, field: TSchema][] {
  if (schema.items !== undefined) return fields(schema.items, `${path}[]`);
  if (schema.properties === undefined || core.has(schema.properties) || schema.bareObject === true) return [];
  return Object.entries<TSchema>(schema.properties).flatMap(([name, field]) =>
    core.has(field) ? [] : [[`${path}.${name}`, field] as [string, TSchema], ...fields(field, `${path}.${name}`)],
  );
}

const schemas = KINDS.flatMap(({ kind, version, schema, converted }: Kind) => [
  { kind, version, schema },
  ...(converted === undefined ? [] : [{ kind, ...converted }]),
]);

for (const { kind, version, schema } of schemas) {
  t.test(`${kind} ${version}: every field says in one line what it does`, async (t) => {
    const all = fields(schema, kind).filter(([path]) => path !== `${kind}.metadata`);
    const bad = all.filter(([, field]) => !/^[^\n]{4,200}[.]$/.test(field.description ?? ''));
    t.ok(all.length > 20, `${all.length} fields`);
    t.strictSame(
      bad.map(([path, field]) => `${path}: ${field.description}`),
      [],
    );
  });
}
