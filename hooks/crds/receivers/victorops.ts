// Receiver: VictorOps (Splunk On-Call).

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const victorOpsFields = {
  apiUrl: optional(HTTPURL),
  customFields: optional(atomicList(KeyValue)),
  entityDisplayName: optional(NonEmptyString),
  messageType: optional(NonEmptyString),
  monitoringTool: optional(NonEmptyString),
  routingKey: NonEmptyString,
  sendResolved: optional(Type.Boolean()),
  stateMessage: optional(NonEmptyString),
};

export const VictorOpsConfig = Type.Object({
  ...victorOpsFields,
  apiKey: optional(SecretKeySelector),
  httpConfig: optional(HTTPConfig),
});
export type VictorOpsConfig = Static<typeof VictorOpsConfig>;

export const VictorOpsConfigV1beta1 = Type.Object({
  ...victorOpsFields,
  apiKey: optional(SecretKeySelectorV1beta1),
  httpConfig: optional(HTTPConfigV1beta1),
});
export type VictorOpsConfigV1beta1 = Static<typeof VictorOpsConfigV1beta1>;
