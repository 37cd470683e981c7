// Environment variables of core/v1.

import { type Static, Type } from '@sinclair/typebox';
import { Quantity } from '../shared/scalars.ts';
import { atomicMap, optional } from '../shared/schema.ts';
import { ConfigMapKeySelector, SecretKeySelector } from '../shared/selectors.ts';

export const ObjectFieldSelector = Type.Object(
  {
    apiVersion: optional(Type.String()),
    fieldPath: Type.String(),
  },
  atomicMap,
);
export type ObjectFieldSelector = Static<typeof ObjectFieldSelector>;

export const FileKeySelector = Type.Object(
  {
    key: Type.String(),
    optional: optional(Type.Boolean({ default: false })),
    path: Type.String(),
    volumeName: Type.String(),
  },
  atomicMap,
);
export type FileKeySelector = Static<typeof FileKeySelector>;

export const ResourceFieldSelector = Type.Object(
  {
    containerName: optional(Type.String()),
    divisor: optional(Quantity),
    resource: Type.String(),
  },
  atomicMap,
);
export type ResourceFieldSelector = Static<typeof ResourceFieldSelector>;

export const EnvVarSource = Type.Object({
  configMapKeyRef: optional(ConfigMapKeySelector),
  fieldRef: optional(ObjectFieldSelector),
  fileKeyRef: optional(FileKeySelector),
  resourceFieldRef: optional(ResourceFieldSelector),
  secretKeyRef: optional(SecretKeySelector),
});
export type EnvVarSource = Static<typeof EnvVarSource>;

export const EnvVar = Type.Object({
  name: Type.String(),
  value: optional(Type.String()),
  valueFrom: optional(EnvVarSource),
});
export type EnvVar = Static<typeof EnvVar>;

export const ConfigMapEnvSource = Type.Object(
  {
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type ConfigMapEnvSource = Static<typeof ConfigMapEnvSource>;

export const SecretEnvSource = Type.Object(
  {
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type SecretEnvSource = Static<typeof SecretEnvSource>;

export const EnvFromSource = Type.Object({
  configMapRef: optional(ConfigMapEnvSource),
  prefix: optional(Type.String()),
  secretRef: optional(SecretEnvSource),
});
export type EnvFromSource = Static<typeof EnvFromSource>;
