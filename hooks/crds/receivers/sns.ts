// Receiver: Amazon SNS.

import { type Static, Type } from '@sinclair/typebox';
import { Sigv4 } from '../shared/auth.ts';
import { NonEmptyString, StringMap } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const snsFields = {
  apiURL: optional(Type.String()),
  attributes: optional(StringMap),
  message: optional(NonEmptyString),
  phoneNumber: optional(NonEmptyString),
  sendResolved: optional(Type.Boolean()),
  sigv4: optional(Sigv4),
  subject: optional(NonEmptyString),
  targetARN: optional(NonEmptyString),
  topicARN: optional(NonEmptyString),
  useAWSHTTPClient: optional(Type.Boolean()),
};

export const SNSConfig = Type.Object({
  ...snsFields,
  httpConfig: optional(HTTPConfig),
});
export type SNSConfig = Static<typeof SNSConfig>;

export const SNSConfigV1beta1 = Type.Object({
  ...snsFields,
  httpConfig: optional(HTTPConfigV1beta1),
});
export type SNSConfigV1beta1 = Static<typeof SNSConfigV1beta1>;
