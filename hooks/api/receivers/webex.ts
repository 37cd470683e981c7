// Receiver: Webex.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { optional, required } from '../shared/schema.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const webexFields = {
  apiURL: optional(HTTPURL, 'URL of the API; the global one if unset.'),
  message: optional(Type.String(), 'Body; template.'),
  roomID: required(NonEmptyString, 'Room to send to.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
};

/** Webex knows the sender by its bearer token. */
const needsAuthorization = {
  'x-kubernetes-validations': [
    {
      rule: 'has(self.httpConfig) && (has(self.httpConfig.authorization) || has(self.httpConfig.bearerTokenSecret))',
      message: 'httpConfig.authorization or httpConfig.bearerTokenSecret is required',
    },
  ],
};

export const WebexConfig = Type.Object(
  {
    ...webexFields,
    httpConfig: optional(HTTPConfig, 'HTTP client, with the token of the bot.'),
  },
  needsAuthorization,
);
export type WebexConfig = Static<typeof WebexConfig>;

export const WebexConfigV1beta1 = Type.Object(
  {
    ...webexFields,
    httpConfig: optional(HTTPConfigV1beta1, 'HTTP client, with the token of the bot.'),
  },
  needsAuthorization,
);
export type WebexConfigV1beta1 = Static<typeof WebexConfigV1beta1>;
