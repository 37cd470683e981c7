// Resource requests and limits of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { QuantityMap } from '../shared/scalars.ts';
import { mapList, optional } from '../shared/schema.ts';

export const ResourceClaim = Type.Object({
  name: Type.String(),
  request: optional(Type.String()),
});
export type ResourceClaim = Static<typeof ResourceClaim>;

export const ResourceRequirements = Type.Object({
  claims: optional(mapList(ResourceClaim, ['name'])),
  limits: optional(QuantityMap),
  requests: optional(QuantityMap),
});
export type ResourceRequirements = Static<typeof ResourceRequirements>;
