// Receiver: OpsGenie.

import { type Static, Type } from '@sinclair/typebox';
import { HTTPURL, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, oneOf, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';
import { KeyValue } from './keyvalue.ts';

export const opsGenieFields = {
  actions: optional(
    NonEmptyString,
    `Actions that the alert offers, separated by commas. ${alertmanagerSince('opsgenie.actions')}.`,
  ),
  apiURL: optional(HTTPURL, 'URL of the API; the global one if unset.'),
  description: optional(NonEmptyString, 'Description of the alert; template.'),
  entity: optional(NonEmptyString, `What the alert is about. ${alertmanagerSince('opsgenie.entity')}.`),
  message: optional(NonEmptyString, 'Text of the alert, up to 130 characters; template.'),
  note: optional(NonEmptyString, 'Note on the alert.'),
  priority: optional(NonEmptyString, 'P1 to P5, or a template that gives one.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  source: optional(NonEmptyString, 'Link to where the alert comes from; template.'),
  tags: optional(NonEmptyString, 'Tags, separated by commas.'),
};

export const OpsGenieConfigResponder = Type.Object({
  id: optional(NonEmptyString, 'ID of the responder; one of id, name and username is needed.'),
  name: optional(NonEmptyString, 'Name of the responder.'),
  type: required(
    oneOf(['team', 'teams', 'user', 'escalation', 'schedule'], { minLength: 1 }),
    `Kind of responder. teams needs ${alertmanagerSince('opsgenie.responders.teams')}.`,
  ),
  username: optional(NonEmptyString, 'User name of the responder.'),
});
export type OpsGenieConfigResponder = Static<typeof OpsGenieConfigResponder>;

export const OpsGenieConfig = Type.Object({
  ...opsGenieFields,
  apiKey: optional(SecretKeySelector, 'Key of the Secret with the API key; the global one if unset.'),
  details: optional(atomicList(KeyValue), 'Further properties of the alert; values are templates.'),
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
  responders: optional(atomicList(OpsGenieConfigResponder), 'Who is in charge.'),
  updateAlerts: optional(
    Type.Boolean(),
    `Whether text and description of an open alert are updated. ${alertmanagerSince('opsgenie.update_alerts')}.`,
  ),
});
export type OpsGenieConfig = Static<typeof OpsGenieConfig>;

export const OpsGenieConfigV1beta1 = Type.Object({
  ...opsGenieFields,
  apiKey: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the API key; the global one if unset.'),
  details: optional(Type.Array(KeyValue), 'Further properties of the alert; values are templates.'),
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
  responders: optional(Type.Array(OpsGenieConfigResponder), 'Who is in charge.'),
});
export type OpsGenieConfigV1beta1 = Static<typeof OpsGenieConfigV1beta1>;
