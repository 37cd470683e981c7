// Receiver: Amazon SNS.

import { type Static, Type } from '@sinclair/typebox';
import { Sigv4 } from '../shared/auth.ts';
import { NonEmptyString, StringMap } from '../shared/scalars.ts';
import { optional } from '../shared/schema.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1 } from './http.ts';

export const snsFields = {
  apiURL: optional(Type.String(), 'URL of the API; that of the region if unset.'),
  attributes: optional(StringMap, 'Attributes of the message.'),
  message: optional(NonEmptyString, 'Body; template.'),
  phoneNumber: optional(
    NonEmptyString,
    'Phone number to send to; one of topicARN, targetARN and phoneNumber is needed.',
  ),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  sigv4: optional(Sigv4, 'AWS credentials.'),
  subject: optional(NonEmptyString, 'Subject, for mail; template.'),
  targetARN: optional(NonEmptyString, 'ARN of a mobile endpoint to send to.'),
  topicARN: optional(NonEmptyString, 'ARN of a topic to send to.'),
  useAWSHTTPClient: optional(
    Type.Boolean(),
    'Whether the HTTP client of the AWS SDK is used instead of httpConfig. ' +
      `${alertmanagerSince('sns.use_aws_http_client')}.`,
  ),
};

export const SNSConfig = Type.Object({
  ...snsFields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type SNSConfig = Static<typeof SNSConfig>;

export const SNSConfigV1beta1 = Type.Object({
  ...snsFields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type SNSConfigV1beta1 = Static<typeof SNSConfigV1beta1>;
