// All integrations that an AlertmanagerConfig can name, and a receiver made of them.
import type { Receiver } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import type { Section } from '../../../core/section.ts';
import { receiver as schema } from '../schema/sections.ts';
import { releaseForObjects } from '../schema/table.ts';
import { discord } from './discord.ts';
import { email } from './email.ts';
import {
  firstIssuesIn,
  type IntegrationField,
  NO_FILES,
  type ReceiverContext,
  type Resolution,
  requires,
  resolveEach,
} from './integration.ts';
import { checkEntry, type Integration, resolveEntry } from './mapping.ts';
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

/** In the order in which they are checked: of a rejected object, the files that were read so far count in parity. */
const integrations: Readonly<Record<IntegrationField, Integration>> = {
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

interface Used extends Integration {
  readonly field: IntegrationField;
  readonly configs: readonly object[];
}

/** The integrations that a receiver uses. */
const usedBy = (receiver: Receiver): Used[] =>
  (Object.keys(integrations) as IntegrationField[]).flatMap((field) => {
    const configs: readonly object[] = receiver[field] ?? [];
    return configs.length > 0 ? [{ ...integrations[field], field, configs }] : [];
  });

/**
 * What is wrong with the fields of receivers, the first only. Issues: `InvalidReceiver` for two of one name, and those
 * of `checkEntry`.
 */
export function checkReceivers(receivers: readonly Receiver[], path: string, context: ReceiverContext): Issue[] {
  const names = new Set<string>();
  return firstIssuesIn(receivers, (receiver, i) => {
    const at = `${path}[${i}]`;
    if (names.has(receiver.name))
      return [issue('InvalidReceiver', `${at}.name`, `${quoted(receiver.name)} is the name of two receivers`)];
    names.add(receiver.name);
    return firstIssuesIn(usedBy(receiver), ({ field, shape, configs }) =>
      firstIssuesIn(configs, (config, j) => checkEntry(shape, config, `${at}.${field}[${j}]`, context)),
    );
  });
}

const isGiven = (config: object, field: string): boolean =>
  Boolean((config as Readonly<Record<string, unknown>>)[field]);

/** Fields that name a file of the Alertmanager, such as `spec.receivers[0].telegramConfigs[0].botTokenFile`. */
export const fileFields = (receivers: readonly Receiver[], path: string): string[] =>
  receivers.flatMap((receiver, i) =>
    usedBy(receiver).flatMap(({ field, shape, configs }) =>
      configs.flatMap((config, j) =>
        shape.rows
          .filter(({ key, source }) => key.endsWith('_file') && isGiven(config, source.field))
          .map(({ source }) => `${path}[${i}].${field}[${j}].${source.field}`),
      ),
    ),
  );

/**
 * Receivers by their place, as the file has them, but for their names; or the first that is wrong. Issues:
 * `VersionTooOld`, and those of `resolveEntry`.
 */
export const resolveReceivers = (
  receivers: readonly Receiver[],
  path: string,
  context: ReceiverContext,
): Resolution<readonly Section[]> =>
  resolveEach(receivers, (receiver, i) => {
    const used = usedBy(receiver);
    const lists = resolveEach(used, (one) => resolveUsed(one, `${path}[${i}]`, context));
    if ('issues' in lists) return lists;
    return { value: Object.fromEntries(used.map(({ key }, k) => [key, lists.value[k]])), files: lists.files };
  });

/** The entries of one integration. */
function resolveUsed(
  { key, field, shape, configs }: Used,
  path: string,
  context: ReceiverContext,
): Resolution<readonly Section[]> {
  const old = requires(true, releaseForObjects(schema, key), `${path}.${field}`, context.version);
  if (old.length > 0) return { issues: old, files: NO_FILES };
  return resolveEach(configs, (config, j) => resolveEntry(shape, config, `${path}.${field}[${j}]`, context));
}

const ENTRY = /^receivers\[(\d+)\]\.(\w+)(\[\d+\])?(?:\.(\w+))?/;

/**
 * The place of an Issue in an AlertmanagerConfig, for a place in what it became:
 * `receivers[0].slack_configs[0].title_link` is `spec.receivers[0].slackConfigs[0].titleLink`.
 */
export const placeInObject = (path: string): string =>
  path.replace(ENTRY, (all, ...groups) => {
    const [i, list, item = '', key = ''] = groups as (string | undefined)[];
    const found = Object.entries(integrations).find(([, one]) => one.key === list);
    if (!found) return all;
    const [field, { shape }] = found;
    const source = shape.rows.find((row) => row.key === key)?.source.field ?? key;
    return `spec.receivers[${i}].${field}${item}${source ? `.${source}` : ''}`;
  });
