// All integrations that an AlertmanagerConfig can name, and a receiver made of them.
import type { Receiver } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import type { Section } from '../../../core/section.ts';
import type { TemplateReader } from '../../../versions/templates.ts';
import { receiver as schema } from '../schema/sections.ts';
import { releaseForObjects } from '../schema/table.ts';
import { discord } from './discord.ts';
import { email } from './email.ts';
import {
  firstIssuesIn,
  type Integration,
  type IntegrationField,
  type Integrations,
  type ReceiverContext,
  requires,
} from './integration.ts';
import { msteams, msteamsv2 } from './msteams.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { pushover } from './pushover.ts';
import { rocketchat } from './rocketchat.ts';
import { slack } from './slack.ts';
import { sns } from './sns.ts';
import { telegram } from './telegram.ts';
import { victorops } from './victorops.ts';
import { webex } from './webex.ts';
import { webhook } from './webhook.ts';
import { wechat } from './wechat.ts';

/** In the order in which they are checked: what a rejected object has loaded so far stays loaded. */
export const integrations: Integrations = {
  pagerdutyConfigs: pagerduty,
  opsgenieConfigs: opsgenie,
  discordConfigs: discord,
  slackConfigs: slack,
  webhookConfigs: webhook,
  wechatConfigs: wechat,
  webexConfigs: webex,
  emailConfigs: email,
  victoropsConfigs: victorops,
  pushoverConfigs: pushover,
  snsConfigs: sns,
  telegramConfigs: telegram,
  msteamsConfigs: msteams,
  msteamsv2Configs: msteamsv2,
  rocketchatConfigs: rocketchat,
};

interface Entry {
  readonly field: IntegrationField;
  readonly integration: Integration<unknown>;
  readonly configs: readonly unknown[];
}

/** The integrations that a receiver uses. Each has the type of its own field; together they are handled alike. */
const entriesOf = (receiver: Receiver): Entry[] =>
  (Object.keys(integrations) as IntegrationField[]).flatMap((field) => {
    const configs: readonly unknown[] = receiver[field] ?? [];
    return configs.length > 0 ? [{ field, integration: integrations[field] as Integration<unknown>, configs }] : [];
  });

const each = (entry: Entry, path: string, visit: (config: unknown, at: string) => Issue[]): Issue[] =>
  firstIssuesIn(entry.configs, (config, i) => visit(config, `${path}.${entry.field}[${i}]`));

/**
 * Receivers with what is wrong with their fields. Issues: `InvalidReceiver` for two of one name, and those of the
 * integrations.
 */
export function checkReceivers(receivers: readonly Receiver[], path: string, reader: TemplateReader): Issue[] {
  const names = new Set<string>();
  return firstIssuesIn(receivers, (receiver, i) => {
    const at = `${path}[${i}]`;
    if (names.has(receiver.name))
      return [issue('InvalidReceiver', `${at}.name`, `${quoted(receiver.name)} is the name of two receivers`)];
    names.add(receiver.name);
    return firstIssuesIn(entriesOf(receiver), (entry) =>
      each(entry, at, (config, where) => entry.integration.check(config, where, reader)),
    );
  });
}

/** Whether the release has what receivers use, and loading of what they refer to. Stops at the first issue. */
export function loadReceivers(receivers: readonly Receiver[], path: string, context: ReceiverContext): Issue[] {
  return firstIssuesIn(receivers, (receiver, i) => {
    const at = `${path}[${i}]`;
    return firstIssuesIn(entriesOf(receiver), (entry) => {
      const { since, load } = entry.integration;
      const old = since
        ? requires(true, releaseForObjects(schema, since), `${at}.${entry.field}`, context.version)
        : [];
      return old.length > 0 ? old : each(entry, at, (config, where) => load(config, where, context));
    });
  });
}

/** The receiver for the configuration file, under the given name. */
export const receiverSection = (receiver: Receiver, name: string, context: ReceiverContext): Section => ({
  name,
  ...Object.fromEntries(
    entriesOf(receiver).map(({ integration, configs }) => [
      integration.key,
      configs.map((config) => integration.emit(config, context)),
    ]),
  ),
});
