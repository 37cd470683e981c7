// Receivers: Microsoft Teams, by connector and by workflow.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const msTeamsFields = {
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  summary: optional(Type.String(), `Summary; template. ${alertmanagerSince('msteams.summary')}.`),
  text: optional(Type.String(), 'Body; template.'),
  title: optional(Type.String(), 'Title; template.'),
  webhookUrl: required(SecretKeySelector, 'Key of the Secret with the webhook URL.'),
};

export const MSTeamsConfig = Type.Object({
  ...msTeamsFields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type MSTeamsConfig = Static<typeof MSTeamsConfig>;

export const msTeamsV2Fields = {
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  text: optional(NonEmptyString, 'Body; template.'),
  title: optional(NonEmptyString, 'Title; template.'),
  webhookURL: optional(SecretKeySelector, 'Key of the Secret with the webhook URL.'),
};

export const MSTeamsV2Config = Type.Object({
  ...msTeamsV2Fields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type MSTeamsV2Config = Static<typeof MSTeamsV2Config>;

export const MSTeamsConfigV1beta1 = Type.Object({
  ...msTeamsFields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type MSTeamsConfigV1beta1 = Static<typeof MSTeamsConfigV1beta1>;

export const MSTeamsV2ConfigV1beta1 = Type.Object({
  ...msTeamsV2Fields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type MSTeamsV2ConfigV1beta1 = Static<typeof MSTeamsV2ConfigV1beta1>;
