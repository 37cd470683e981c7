// Receiver: OpsGenie.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, oneOf, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const opsGenieFields = {
  actions: optional(NonEmptyString),
  apiURL: optional(HTTPURL),
  description: optional(NonEmptyString),
  entity: optional(NonEmptyString),
  message: optional(NonEmptyString),
  note: optional(NonEmptyString),
  priority: optional(NonEmptyString),
  sendResolved: optional(Type.Boolean()),
  source: optional(NonEmptyString),
  tags: optional(NonEmptyString),
};

export const OpsGenieConfigResponder = Type.Object({
  id: optional(NonEmptyString),
  name: optional(NonEmptyString),
  type: oneOf(['team', 'teams', 'user', 'escalation', 'schedule'], { minLength: 1 }),
  username: optional(NonEmptyString),
});
export type OpsGenieConfigResponder = Static<typeof OpsGenieConfigResponder>;

export const OpsGenieConfig = Type.Object({
  ...opsGenieFields,
  apiKey: optional(SecretKeySelector),
  details: optional(atomicList(KeyValue)),
  httpConfig: optional(HTTPConfig),
  responders: optional(atomicList(OpsGenieConfigResponder)),
  updateAlerts: optional(Type.Boolean()),
});
export type OpsGenieConfig = Static<typeof OpsGenieConfig>;

export const OpsGenieConfigV1beta1 = Type.Object({
  ...opsGenieFields,
  apiKey: optional(SecretKeySelectorV1beta1),
  details: optional(Type.Array(KeyValue)),
  httpConfig: optional(HTTPConfigV1beta1),
  responders: optional(Type.Array(OpsGenieConfigResponder)),
});
export type OpsGenieConfigV1beta1 = Static<typeof OpsGenieConfigV1beta1>;
