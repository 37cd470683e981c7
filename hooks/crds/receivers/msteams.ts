// Receivers: Microsoft Teams, by connector and by workflow.

import { type Static, Type } from '@sinclair/typebox';
import { NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const msTeamsFields = {
  sendResolved: optional(Type.Boolean()),
  summary: optional(Type.String()),
  text: optional(Type.String()),
  title: optional(Type.String()),
  webhookUrl: SecretKeySelector,
};

export const MSTeamsConfig = Type.Object({
  ...msTeamsFields,
  httpConfig: optional(HTTPConfig),
});
export type MSTeamsConfig = Static<typeof MSTeamsConfig>;

export const msTeamsV2Fields = {
  sendResolved: optional(Type.Boolean()),
  text: optional(NonEmptyString),
  title: optional(NonEmptyString),
  webhookURL: optional(SecretKeySelector),
};

export const MSTeamsV2Config = Type.Object({
  ...msTeamsV2Fields,
  httpConfig: optional(HTTPConfig),
});
export type MSTeamsV2Config = Static<typeof MSTeamsV2Config>;

export const MSTeamsConfigV1beta1 = Type.Object({
  ...msTeamsFields,
  httpConfig: optional(HTTPConfigV1beta1),
});
export type MSTeamsConfigV1beta1 = Static<typeof MSTeamsConfigV1beta1>;

export const MSTeamsV2ConfigV1beta1 = Type.Object({
  ...msTeamsV2Fields,
  httpConfig: optional(HTTPConfigV1beta1),
});
export type MSTeamsV2ConfigV1beta1 = Static<typeof MSTeamsV2ConfigV1beta1>;
