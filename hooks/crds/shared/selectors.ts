// References to keys of Secrets and ConfigMaps, and selectors of objects and namespaces.

import { type Static, Type } from '@sinclair/typebox';
import { StringMap } from './scalars.ts';
import { atomicList, atomicMap, optional } from './schema.ts';

export const ConfigMapKeySelector = Type.Object(
  {
    key: Type.String(),
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type ConfigMapKeySelector = Static<typeof ConfigMapKeySelector>;

export const SecretKeySelector = Type.Object(
  {
    key: Type.String(),
    name: optional(Type.String({ default: '' })),
    optional: optional(Type.Boolean()),
  },
  atomicMap,
);
export type SecretKeySelector = Static<typeof SecretKeySelector>;

export const LabelSelectorRequirement = Type.Object({
  key: Type.String(),
  operator: Type.String(),
  values: optional(atomicList(Type.String())),
});
export type LabelSelectorRequirement = Static<typeof LabelSelectorRequirement>;

export const LabelSelector = Type.Object(
  {
    matchExpressions: optional(atomicList(LabelSelectorRequirement)),
    matchLabels: optional(StringMap),
  },
  atomicMap,
);
export type LabelSelector = Static<typeof LabelSelector>;

export const SecretOrConfigMap = Type.Object({
  configMap: optional(ConfigMapKeySelector),
  secret: optional(SecretKeySelector),
});
export type SecretOrConfigMap = Static<typeof SecretOrConfigMap>;

export const LocalObjectReference = Type.Object(
  {
    name: optional(Type.String({ default: '' })),
  },
  atomicMap,
);
export type LocalObjectReference = Static<typeof LocalObjectReference>;

export const NamespaceSelector = Type.Object({
  any: optional(Type.Boolean()),
  matchNames: optional(Type.Array(Type.String())),
});
export type NamespaceSelector = Static<typeof NamespaceSelector>;
