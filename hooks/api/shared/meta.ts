// Object metadata, typed for the code. The CRD declares it as `type: object`.

import { type Static, Type } from '@sinclair/typebox';
import { StringMap, Timestamp } from './scalars.ts';
import { bareObject, int64, optional, required } from './schema.ts';

export const OwnerReference = Type.Object({
  apiVersion: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  uid: Type.String(),
  controller: optional(Type.Boolean()),
  blockOwnerDeletion: optional(Type.Boolean()),
});
export type OwnerReference = Static<typeof OwnerReference>;

/** Metadata as code reads it. A CRD may only declare `type: object`, because the API server owns the schema. */
export const ObjectMeta = Type.Object(
  {
    name: Type.String(),
    generateName: optional(Type.String()),
    namespace: optional(Type.String()),
    uid: optional(Type.String()),
    resourceVersion: optional(Type.String()),
    generation: optional(int64()),
    creationTimestamp: optional(Timestamp),
    deletionTimestamp: optional(Timestamp),
    deletionGracePeriodSeconds: optional(int64()),
    labels: optional(StringMap),
    annotations: optional(StringMap),
    ownerReferences: optional(Type.Array(OwnerReference)),
    finalizers: optional(Type.Array(Type.String())),
  },
  bareObject,
);
export type ObjectMeta = Static<typeof ObjectMeta>;

/** The first fields of every object. */
export const objectFields = {
  apiVersion: required(Type.String(), 'API group and version of the object.'),
  kind: required(Type.String(), 'Kind of the object.'),
  metadata: ObjectMeta,
};

/** Metadata of a claim made from a template; its name comes from the volume. */
export const TemplateMetadata = Type.Object(
  {
    labels: optional(StringMap),
    annotations: optional(StringMap),
  },
  bareObject,
);
export type TemplateMetadata = Static<typeof TemplateMetadata>;

export const EmbeddedObjectMetadata = Type.Object({
  annotations: optional(StringMap, 'Annotations for the created object.'),
  labels: optional(StringMap, 'Labels for the created object.'),
  name: optional(Type.String(), 'Name for the created object, where a name can be chosen.'),
});
export type EmbeddedObjectMetadata = Static<typeof EmbeddedObjectMetadata>;
