// Receiver: any HTTP endpoint.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString } from '../shared/scalars.ts';
import { int32, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const webhookFields = {
  maxAlerts: optional(int32({ minimum: 0 })),
  payload: optional(NonEmptyString),
  sendResolved: optional(Type.Boolean()),
  timeout: optional(Duration),
  url: optional(Type.String()),
};

export const WebhookConfig = Type.Object({
  ...webhookFields,
  httpConfig: optional(HTTPConfig),
  urlSecret: optional(SecretKeySelector),
});
export type WebhookConfig = Static<typeof WebhookConfig>;

export const WebhookConfigV1beta1 = Type.Object({
  ...webhookFields,
  httpConfig: optional(HTTPConfigV1beta1),
  urlSecret: optional(SecretKeySelectorV1beta1),
});
export type WebhookConfigV1beta1 = Static<typeof WebhookConfigV1beta1>;
