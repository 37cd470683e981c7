// Receiver: Slack.

import { type Static, Type } from '@sinclair/typebox';
import { Duration, NonEmptyString } from '../shared/scalars.ts';
import { atomicList, optional, required } from '../shared/schema.ts';
import { SecretKeySelector } from '../shared/selectors.ts';
import { alertmanagerSince } from '../shared/since.ts';
import { HTTPConfig, HTTPConfigV1beta1, SecretKeySelectorV1beta1 } from './http.ts';

export const SlackConfirmationField = Type.Object({
  dismissText: optional(NonEmptyString, 'Text on the button that cancels.'),
  okText: optional(NonEmptyString, 'Text on the button that confirms.'),
  text: required(NonEmptyString, 'The question.'),
  title: optional(NonEmptyString, 'Title of the dialog.'),
});
export type SlackConfirmationField = Static<typeof SlackConfirmationField>;

export const SlackAction = Type.Object({
  confirm: optional(SlackConfirmationField, 'Question to confirm first.'),
  name: optional(NonEmptyString, 'Name for whoever handles the button; this or url is needed.'),
  style: optional(NonEmptyString, 'Look of the button: default, primary or danger.'),
  text: required(NonEmptyString, 'Text on the button.'),
  type: required(NonEmptyString, 'Kind of action: button.'),
  url: optional(Type.String(), 'Link that the button opens.'),
  value: optional(NonEmptyString, 'Value for whoever handles the button.'),
});
export type SlackAction = Static<typeof SlackAction>;

export const SlackField = Type.Object({
  short: optional(Type.Boolean(), 'Whether the field is shown side by side with others; shortFields if unset.'),
  title: required(NonEmptyString, 'Title of the field.'),
  value: required(NonEmptyString, 'Value of the field.'),
});
export type SlackField = Static<typeof SlackField>;

export const slackFields = {
  actions: optional(atomicList(SlackAction, { minItems: 1 }), 'Buttons below the message.'),
  callbackId: optional(NonEmptyString, 'ID of the buttons for whoever handles them.'),
  channel: optional(NonEmptyString, 'Channel or user to send to.'),
  color: optional(NonEmptyString, 'Color of the bar beside the message; template.'),
  fallback: optional(NonEmptyString, 'Plain summary for clients that show no attachments; template.'),
  fields: optional(atomicList(SlackField, { minItems: 1 }), 'Table in the message.'),
  footer: optional(NonEmptyString, 'Footer; template.'),
  iconEmoji: optional(NonEmptyString, 'Emoji as picture of the sender.'),
  iconURL: optional(Type.String(), 'Picture of the sender.'),
  imageURL: optional(Type.String(), 'Picture in the message.'),
  linkNames: optional(Type.Boolean(), 'Whether channel and user names in the text become links.'),
  messageText: optional(
    NonEmptyString,
    `Text of the message itself, outside of the attachment; template. ${alertmanagerSince('slack.message_text')}.`,
  ),
  mrkdwnIn: optional(atomicList(NonEmptyString, { minItems: 1 }), 'Parts in which Slack markup counts.'),
  pretext: optional(NonEmptyString, 'Text above the attachment; template.'),
  sendResolved: optional(Type.Boolean(), 'Whether the end of alerts is notified too.'),
  shortFields: optional(Type.Boolean(), 'Whether fields are shown side by side.'),
  text: optional(NonEmptyString, 'Body; template.'),
  thumbURL: optional(Type.String(), 'Small picture in the message.'),
  timeout: optional(Duration, `How long a request may take. ${alertmanagerSince('slack.timeout')}.`),
  title: optional(NonEmptyString, 'Title; template.'),
  titleLink: optional(Type.String(), 'Link behind the title.'),
  updateMessage: optional(
    Type.Boolean(),
    'Whether the first message is changed instead of sending more; needs the chat.postMessage API. ' +
      `${alertmanagerSince('slack.update_message')}.`,
  ),
  username: optional(NonEmptyString, 'Name of the sender.'),
};

export const SlackConfig = Type.Object({
  ...slackFields,
  apiURL: optional(SecretKeySelector, 'Key of the Secret with the webhook URL; the global one if unset.'),
  httpConfig: optional(HTTPConfig, 'HTTP client; the global one if unset.'),
});
export type SlackConfig = Static<typeof SlackConfig>;

export const SlackConfigV1beta1 = Type.Object({
  ...slackFields,
  apiURL: optional(SecretKeySelectorV1beta1, 'Key of the Secret with the webhook URL; the global one if unset.'),
  httpConfig: optional(HTTPConfigV1beta1, 'HTTP client; the global one if unset.'),
});
export type SlackConfigV1beta1 = Static<typeof SlackConfigV1beta1>;
