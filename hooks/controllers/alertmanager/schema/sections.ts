// The sections of Alertmanager's configuration file, apart from the integrations of receivers
// (prometheus.io/docs/alerting/latest/configuration). Fields stand in the order in which they are written.

import { parseDuration } from '../../../core/duration.ts';
import { firstDuplicate } from '../../../core/lists.ts';
import type { Section } from '../../../core/section.ts';
import { since } from '../../../versions/alertmanager.ts';
import { at, inner, labelKeys } from './constraints.ts';
import { eventRecorder } from './events.ts';
import { global } from './global.ts';
import { type IntegrationKey, integrations } from './integrations.ts';
import { ANY_NAME_SINCE, isLabel, LISTS_SINCE } from './matchers.ts';
import type { Check, Problem, Release, Row, Table } from './table.ts';
import { anything, flag, list, mapOf, NO_DURATION, spelledDuration, text } from './types.ts';
import { groupLabel, interval, labelName, matcher, regex } from './values.ts';
import { sub } from './walk.ts';

const groupBy: Check = (section) => {
  const names = (section['group_by'] ?? []) as readonly string[];
  const labels = names.filter((name) => name !== '...');
  if (labels.length > 0 && labels.length < names.length) return [['group_by', '"..." must stand alone']];
  return firstDuplicate(labels) === undefined ? [] : [['group_by', 'names a label twice']];
};

/** Lists of label names that releases before UTF-8 names cannot read. */
const classicNames =
  (field: string): Check =>
  (section, knows) =>
    knows(ANY_NAME_SINCE) ||
    ((section[field] ?? []) as readonly string[]).every((name) => name === '...' || isLabel(name, 'classic'))
      ? []
      : [[field, 'has a name that is not a label name for this release']];

const notZero: Check = (section) =>
  ['group_interval', 'repeat_interval']
    .filter((field) => /^[0ywdhms]+$/.test(String(section[field] ?? '')))
    .map((field): Problem => [field, 'cannot be zero']);

const durations: Check = (section) =>
  ['group_wait', 'group_interval', 'repeat_interval'].flatMap((field): Problem[] => {
    const value = section[field];
    const isWrong = typeof value === 'string' && value !== '' && parseDuration(value) === undefined;
    return isWrong ? [[field, NO_DURATION, 'InvalidDuration']] : [];
  });

/** A zero interval means the default, which is what leaving it out means. */
function withoutZero(section: Section): Section {
  const isZero = (field: string) => {
    const value = section[field];
    return typeof value === 'string' && value !== '' && parseDuration(value) === 0;
  };
  const zero = ['group_interval', 'repeat_interval'].filter(isZero);
  return Object.fromEntries(Object.entries(section).filter(([key]) => !zero.includes(key)));
}

const route: Table = {
  rows: [
    ['receiver', text],
    ['group_by', list(groupLabel)],
    ['match', mapOf(text)],
    ['match_re', mapOf(regex)],
    ['matchers', list(matcher), { since: LISTS_SINCE, essential: true }],
    ['continue', flag],
    ['routes', list(sub(() => route))],
    ['group_wait', spelledDuration],
    ['group_interval', spelledDuration],
    ['repeat_interval', spelledDuration],
    ['mute_time_intervals', list(text), { since: since('route.mute_time_intervals') }],
    ['active_time_intervals', list(text), { since: since('route.active_time_intervals') }],
    ['labels', mapOf(text), { since: since('route.labels') }],
  ],
  constraints: [
    labelKeys('match', 'match_re'),
    groupBy,
    notZero,
    at(['operator'], durations),
    at(['operator'], classicNames('group_by')),
  ],
  fitted: withoutZero,
};

const inhibitRule: Table = {
  rows: [
    ['name', text, { since: since('inhibit_rule.name'), extension: true }],
    ['target_match', mapOf(text)],
    ['target_match_re', mapOf(regex)],
    ['target_matchers', list(matcher), { since: LISTS_SINCE, essential: true }],
    ['source_match', mapOf(text)],
    ['source_match_re', mapOf(regex)],
    ['source_matchers', list(matcher), { since: LISTS_SINCE, essential: true }],
    ['equal', list(labelName)],
  ],
  constraints: [
    labelKeys('source_match', 'target_match', 'source_match_re', 'target_match_re'),
    at(['operator'], classicNames('equal')),
  ],
};

const muteTime: Table = {
  rows: [
    ['name', text, { keep: 'always', required: true }],
    ['time_intervals', list(sub(() => interval)), { keep: 'always' }],
  ],
};

/** The label repeats the name for templates. */
const nameLabel: Check = (section) => {
  const label = inner(section, 'labels')['name'];
  return label === undefined || label === section['name']
    ? []
    : [['labels', 'the label "name" must equal the name of the receiver']];
};

/** The release that brought an integration; the others are older than any release that runs. */
const SINCE: Readonly<Partial<Record<IntegrationKey, Release>>> = {
  discord_configs: since('discord_configs'),
  incidentio_configs: since('incidentio_configs'),
  jira_configs: since('jira_configs'),
  mattermost_configs: since('mattermost_configs'),
  msteams_configs: since('msteams_configs'),
  msteamsv2_configs: since('msteamsv2_configs'),
  rocketchat_configs: since('rocketchat_configs'),
  telegram_configs: since('telegram_configs'),
  webex_configs: since('webex_configs'),
};

export const receiver: Table = {
  rows: [
    ['name', text, { keep: 'always', required: true }],
    ['labels', mapOf(text), { since: since('receiver.labels'), extension: true }],
    ...(Object.keys(integrations) as IntegrationKey[]).map((key): Row => {
      const since = SINCE[key];
      const options = since ? ({ since, essential: true, objects: 'since' } as const) : {};
      return [key, list(sub(() => integrations[key])), options];
    }),
  ],
  constraints: [nameLabel],
};

/** The whole file. */
export const configTable: Table = {
  rows: [
    ['global', sub(() => global)],
    ['route', sub(() => route)],
    ['inhibit_rules', list(sub(() => inhibitRule))],
    ['receivers', list(sub(() => receiver))],
    ['mute_time_intervals', list(sub(() => muteTime)), { since: since('config.mute_time_intervals') }],
    ['time_intervals', list(sub(() => muteTime)), { since: since('config.time_intervals') }],
    ['templates', list(text), { keep: 'always' }],
    ['tracing', mapOf(anything), { since: since('config.tracing'), extension: true }],
    ['event_recorder', sub(() => eventRecorder), { since: since('config.event_recorder'), extension: true }],
  ],
};
