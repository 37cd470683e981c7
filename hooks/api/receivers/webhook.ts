// Receiver: any HTTP endpoint.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString } from '../shared/scalars.ts';
import { int32, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const webhookFields = {
  maxAlerts: optional(int32({ minimum: 0 }), 'Most alerts in one request, the rest is left out; 0 sends all.'),
  payload: optional(
    NonEmptyString,
    `Template that replaces the body of the request. ${alertmanagerSince('webhook.payload')}.`,
  ),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  timeout: optional(Duration, `How long a request may take. ${alertmanagerSince('webhook.timeout')}.`),
  url: optional(Type.String(), 'Where requests go; urlSecret keeps it out of sight. One of both is needed.'),
};

export const WebhookConfig = Type.Object({
  ...webhookFields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
  urlSecret: optional(SecretKeySelector, 'Key of the Secret with the URL; overrides url.'),
});
export type WebhookConfig = Static<typeof WebhookConfig>;

export const WebhookConfigV1beta1 = Type.Object({
  ...webhookFields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
  urlSecret: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the URL; overrides url.'),
});
export type WebhookConfigV1beta1 = Static<typeof WebhookConfigV1beta1>;
