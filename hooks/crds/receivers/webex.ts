// Receiver: Webex.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const webexFields = {
  apiURL: optional(HTTPURL),
  message: optional(Type.String()),
  roomID: NonEmptyString,
  sendResolved: optional(Type.Boolean()),
};

export const WebexConfig = Type.Object({
  ...webexFields,
  httpConfig: optional(HTTPConfig),
});
export type WebexConfig = Static<typeof WebexConfig>;

export const WebexConfigV1beta1 = Type.Object({
  ...webexFields,
  httpConfig: optional(HTTPConfigV1beta1),
});
export type WebexConfigV1beta1 = Static<typeof WebexConfigV1beta1>;
