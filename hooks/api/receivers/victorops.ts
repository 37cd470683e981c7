// Receiver: VictorOps (Splunk On-Call).

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const victorOpsFields = {
  apiUrl: optional(HTTPURL, 'URL of the API; the global one if unset.'),
  customFields: optional(
    atomicList(KeyValue),
    'Further fields; values are templates, and names of built-in fields are refused.',
  ),
  entityDisplayName: optional(NonEmptyString, 'Title of the incident; template.'),
  messageType: optional(NonEmptyString, 'Behavior of the alert: CRITICAL, WARNING or INFO.'),
  monitoringTool: optional(NonEmptyString, 'Name of the sender.'),
  routingKey: required(NonEmptyString, 'Routing key that finds the team; needed.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  stateMessage: optional(NonEmptyString, 'Long text of the incident; template.'),
};

export const VictorOpsConfig = Type.Object({
  ...victorOpsFields,
  apiKey: optional(SecretKeySelector, 'Key of the Secret with the API key; the global one if unset.'),
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type VictorOpsConfig = Static<typeof VictorOpsConfig>;

export const VictorOpsConfigV1beta1 = Type.Object({
  ...victorOpsFields,
  apiKey: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the API key; the global one if unset.'),
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type VictorOpsConfigV1beta1 = Static<typeof VictorOpsConfigV1beta1>;
