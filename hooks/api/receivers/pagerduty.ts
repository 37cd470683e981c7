// Receiver: PagerDuty.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const PagerDutyImageConfig = Type.Object({
  alt: optional(NonEmptyString, 'Text in place of the picture.'),
  href: optional(Type.String(), 'Link behind the picture.'),
  src: optional(NonEmptyString, 'URL of the picture.'),
});
export type PagerDutyImageConfig = Static<typeof PagerDutyImageConfig>;

export const PagerDutyLinkConfig = Type.Object({
  alt: optional(NonEmptyString, 'Text of the link.'),
  href: optional(Type.String(), 'URL of the link.'),
});
export type PagerDutyLinkConfig = Static<typeof PagerDutyLinkConfig>;

export const pagerDutyFields = {
  class: optional(NonEmptyString, 'Class of the event.'),
  client: optional(NonEmptyString, 'Name of the sender.'),
  clientURL: optional(Type.String(), 'Link to the sender.'),
  component: optional(NonEmptyString, 'Component that is affected.'),
  description: optional(NonEmptyString, 'Description of the incident; template.'),
  details: optional(atomicList(KeyValue), 'Further details of the incident; values are templates.'),
  group: optional(NonEmptyString, 'Group of components that is affected.'),
  pagerDutyImageConfigs: optional(atomicList(PagerDutyImageConfig), 'Pictures for the incident.'),
  pagerDutyLinkConfigs: optional(atomicList(PagerDutyLinkConfig), 'Links for the incident.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  severity: optional(NonEmptyString, 'Severity of the incident; template.'),
  source: optional(NonEmptyString, `Where the problem is, such as a host. ${alertmanagerSince('pagerduty.source')}.`),
  timeout: optional(Duration, `How long a request may take. ${alertmanagerSince('pagerduty.timeout')}.`),
  url: optional(HTTPURL, 'URL of the API; the global one if unset.'),
};

export const PagerDutyConfig = Type.Object({
  ...pagerDutyFields,
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
  routingKey: optional(
    SecretKeySelector,
    'Key of the Secret with the integration key of the Events API v2; this or serviceKey is needed.',
  ),
  serviceKey: optional(SecretKeySelector, 'Key of the Secret with the integration key of the Prometheus integration.'),
});
export type PagerDutyConfig = Static<typeof PagerDutyConfig>;

export const PagerDutyConfigV1beta1 = Type.Object({
  ...pagerDutyFields,
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
  routingKey: optional(
    SecretKeySelectorV1beta1,
    'Key of the Secret with the integration key of the Events API v2; this or serviceKey is needed.',
  ),
  serviceKey: optional(
    SecretKeySelectorV1beta1,
    'Key of the Secret with the integration key of the Prometheus integration.',
  ),
});
export type PagerDutyConfigV1beta1 = Static<typeof PagerDutyConfigV1beta1>;
