import { Type } from '@sinclair/typebox';
import t from 'tap';
import { ObjectMeta } from '../../../hooks/api/shared/meta.ts';
import { IntOrString, StringMap } from '../../../hooks/api/shared/scalars.ts';
import {
  atomicList,
  atomicMap,
  int64,
  mapList,
  oneOf,
  optional,
  required,
  setList,
} from '../../../hooks/api/shared/schema.ts';
import { structural, structuralObject } from '../../../hooks/api/structural.ts';

const cases: [name: string, got: object, want: object][] = [
  ['a closed set of words is an enum', structural(oneOf(['A', 'B'])), { type: 'string', enum: ['A', 'B'] }],
  ['a closed set of one word is an enum too', structural(oneOf(['A'])), { type: 'string', enum: ['A'] }],
  [
    'a map of texts has additional properties',
    structural(StringMap),
    { type: 'object', additionalProperties: { type: 'string' } },
  ],
  ['what is unknown keeps its fields', structural(Type.Unknown()), { 'x-kubernetes-preserve-unknown-fields': true }],
  [
    'a number or a text has no type of its own',
    structural(IntOrString),
    { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
  ],
  [
    'a pattern that JavaScript cannot compile goes through as text',
    structural(Type.String({ pattern: '^(?i)(abort|warn)?$' })),
    { type: 'string', pattern: '^(?i)(abort|warn)?$' },
  ],
  [
    'an optional field is not required, and its line is its description',
    structural(
      Type.Object({
        b: required(Type.String(), 'Second.'),
        a: optional(int64({ minimum: 0 }), 'First.', { default: 1 }),
      }),
    ),
    {
      type: 'object',
      properties: {
        a: { description: 'First.', type: 'integer', format: 'int64', default: 1, minimum: 0 },
        b: { description: 'Second.', type: 'string' },
      },
      required: ['b'],
    },
  ],
  [
    'a list replaced as a whole says so',
    structural(atomicList(Type.String())),
    { type: 'array', 'x-kubernetes-list-type': 'atomic', items: { type: 'string' } },
  ],
  [
    'a list of distinct values says so',
    structural(setList(Type.String())),
    { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
  ],
  [
    'a list of keyed objects names its keys',
    structural(mapList(Type.Object({ name: Type.String() }), ['name'])),
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
  ],
  [
    'an object replaced as a whole says so',
    structural(Type.Object({}, atomicMap)),
    { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: {} },
  ],
  ['metadata is typed in code only', structural(ObjectMeta), { type: 'object' }],
  [
    'of a whole object only the spec is required',
    structuralObject(
      Type.Object({ apiVersion: Type.String(), kind: Type.String(), metadata: ObjectMeta, spec: Type.Object({}) }),
    ),
    {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { type: 'object', properties: {} },
      },
      required: ['spec'],
    },
  ],
];
for (const [name, got, want] of cases) {
  t.test(name, async (t) => {
    t.strictSame(got, want);
  });
}

t.test('the line of a field leaves the shared schema as it was', async (t) => {
  const shared = Type.String();
  optional(shared, 'Somewhere.');
  t.strictSame(structural(shared), { type: 'string' });
});
