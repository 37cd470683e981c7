// One relabeling step of Prometheus.

import { type Static, Type } from '@sinclair/typebox';
import { RelabelAction } from './enums.ts';
import { Limit } from './scalars.ts';
import { optional } from './schema.ts';
import { prometheusSince } from './since.ts';

export const RelabelConfig = Type.Object({
  action: optional(
    RelabelAction,
    'What the step does; upper and lower case are the same. lowercase and uppercase need ' +
      `${prometheusSince('relabel.case')}, keepequal and dropequal ${prometheusSince('relabel.equal')}.`,
    { default: 'replace' },
  ),
  modulus: optional(Limit, 'Divisor of the hash, for hashmod.'),
  regex: optional(Type.String(), 'RE2 expression, anchored at both ends, for the joined source labels; (.*) if unset.'),
  replacement: optional(Type.String(), 'Value to write; may refer to groups of regex. $1 if unset.'),
  separator: optional(Type.String(), 'Text between the joined source labels; a semicolon if unset.'),
  sourceLabels: optional(Type.Array(Type.String()), 'Labels whose values are joined and matched against regex.'),
  targetLabel: optional(
    Type.String(),
    'Label to write; needed by replace, hashmod, lowercase, uppercase, keepequal and dropequal.',
  ),
});
export type RelabelConfig = Static<typeof RelabelConfig>;
