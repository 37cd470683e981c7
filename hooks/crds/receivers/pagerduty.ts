// Receiver: PagerDuty.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const PagerDutyImageConfig = Type.Object({
  alt: optional(NonEmptyString),
  href: optional(Type.String()),
  src: optional(NonEmptyString),
});
export type PagerDutyImageConfig = Static<typeof PagerDutyImageConfig>;

export const PagerDutyLinkConfig = Type.Object({
  alt: optional(NonEmptyString),
  href: optional(Type.String()),
});
export type PagerDutyLinkConfig = Static<typeof PagerDutyLinkConfig>;

export const pagerDutyFields = {
  class: optional(NonEmptyString),
  client: optional(NonEmptyString),
  clientURL: optional(Type.String()),
  component: optional(NonEmptyString),
  description: optional(NonEmptyString),
  details: optional(atomicList(KeyValue)),
  group: optional(NonEmptyString),
  pagerDutyImageConfigs: optional(atomicList(PagerDutyImageConfig)),
  pagerDutyLinkConfigs: optional(atomicList(PagerDutyLinkConfig)),
  sendResolved: optional(Type.Boolean()),
  severity: optional(NonEmptyString),
  source: optional(NonEmptyString),
  timeout: optional(Duration),
  url: optional(HTTPURL),
};

export const PagerDutyConfig = Type.Object({
  ...pagerDutyFields,
  httpConfig: optional(HTTPConfig),
  routingKey: optional(SecretKeySelector),
  serviceKey: optional(SecretKeySelector),
});
export type PagerDutyConfig = Static<typeof PagerDutyConfig>;

export const PagerDutyConfigV1beta1 = Type.Object({
  ...pagerDutyFields,
  httpConfig: optional(HTTPConfigV1beta1),
  routingKey: optional(SecretKeySelectorV1beta1),
  serviceKey: optional(SecretKeySelectorV1beta1),
});
export type PagerDutyConfigV1beta1 = Static<typeof PagerDutyConfigV1beta1>;
