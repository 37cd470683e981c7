// References to keys of Secrets and ConfigMaps, and selectors of objects and namespaces.

import { type Static, Type } from '@sinclair/typebox';
import { StringMap } from './scalars.ts';
import { atomicList, atomicMap, optional, required } from './schema.ts';

export const ConfigMapKeySelector = Type.Object(
  {
    key: required(Type.String(), 'Key of the ConfigMap.'),
    name: optional(Type.String({ default: '' }), 'Name of the ConfigMap, in the same namespace.'),
    optional: optional(Type.Boolean(), 'Whether the ConfigMap or key may be missing, where the field allows that.'),
  },
  atomicMap,
);
export type ConfigMapKeySelector = Static<typeof ConfigMapKeySelector>;

export const SecretKeySelector = Type.Object(
  {
    key: required(Type.String(), 'Key of the Secret.'),
    name: optional(Type.String({ default: '' }), 'Name of the Secret, in the same namespace.'),
    optional: optional(Type.Boolean(), 'Whether the Secret or key may be missing, where the field allows that.'),
  },
  atomicMap,
);
export type SecretKeySelector = Static<typeof SecretKeySelector>;

export const LabelSelectorRequirement = Type.Object({
  key: required(Type.String(), 'Label the condition is about.'),
  operator: required(Type.String(), 'In, NotIn, Exists or DoesNotExist.'),
  values: optional(atomicList(Type.String()), 'Values for In and NotIn.'),
});
export type LabelSelectorRequirement = Static<typeof LabelSelectorRequirement>;

export const LabelSelector = Type.Object(
  {
    matchExpressions: optional(atomicList(LabelSelectorRequirement), 'Further conditions, all of which must hold.'),
    matchLabels: optional(StringMap, 'Labels that must have these values.'),
  },
  atomicMap,
);
export type LabelSelector = Static<typeof LabelSelector>;

export const SecretOrConfigMap = Type.Object({
  configMap: optional(ConfigMapKeySelector, 'Key of a ConfigMap that holds the value; excludes secret.'),
  secret: optional(SecretKeySelector, 'Key of a Secret that holds the value; excludes configMap.'),
});
export type SecretOrConfigMap = Static<typeof SecretOrConfigMap>;

export const LocalObjectReference = Type.Object(
  {
    name: optional(Type.String({ default: '' }), 'Name of the object, in the same namespace.'),
  },
  atomicMap,
);
export type LocalObjectReference = Static<typeof LocalObjectReference>;

export const NamespaceSelector = Type.Object({
  any: optional(
    Type.Boolean(),
    'True looks in every namespace that the workload may watch; matchNames is then ignored.',
  ),
  matchNames: optional(
    Type.Array(Type.String()),
    'Names of the namespaces to look in. Neither this nor any: the namespace of the object itself.',
  ),
});
export type NamespaceSelector = Static<typeof NamespaceSelector>;
