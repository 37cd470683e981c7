// One relabeling step of Prometheus.

import { type Static, Type } from '@sinclair/typebox';
import { RelabelAction } from './enums.ts';
import { Limit } from './scalars.ts';
import { optional } from './schema.ts';

export const RelabelConfig = Type.Object({
  action: optional(RelabelAction, undefined, { default: 'replace' }),
  modulus: optional(Limit),
  regex: optional(Type.String()),
  replacement: optional(Type.String()),
  separator: optional(Type.String()),
  sourceLabels: optional(Type.Array(Type.String())),
  targetLabel: optional(Type.String()),
});
export type RelabelConfig = Static<typeof RelabelConfig>;
