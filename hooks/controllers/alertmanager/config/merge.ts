// AlertmanagerConfigs as parts of one configuration: made of each object, kept to alerts of its namespace, put before
// the routes of the base.
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import { type Section, section } from '../../../core/section.ts';
import { atLeast, type Version } from '../../../versions/version.ts';
import { scopedName } from '../pod/names.ts';
import { formatMatcher, LISTS_SINCE, sameMatcher } from '../schema/matchers.ts';
import { muteTimeSection } from './muting.ts';
import { inhibitRuleSection, routeSection } from './route.ts';

/** What one AlertmanagerConfig adds, before it is kept to its namespace. */
export interface Part {
  readonly route: Section | undefined;
  readonly inhibit_rules: readonly Section[];
  readonly receivers: readonly Section[];
  readonly mute_time_intervals: readonly Section[];
}

/**
 * The part of an object that has passed its check. `resolved`: its receivers, in their order. Without a route only its
 * inhibition rules count.
 */
export function partOf(config: AlertmanagerConfig, resolved: readonly Section[], version: Version): Part {
  const { route, receivers = [], inhibitRules = [], muteTimeIntervals = [] } = config.spec;
  const inhibit_rules = inhibitRules.map((rule) => inhibitRuleSection(rule, version));
  if (!route) return { route: undefined, inhibit_rules, receivers: [], mute_time_intervals: [] };
  return {
    route: routeSection(route, config, version),
    inhibit_rules,
    receivers: receivers.map(({ name }, i) => ({ name: scopedName(config, name), ...resolved[i] })),
    mute_time_intervals: muteTimeIntervals.map((named) => muteTimeSection(named, config)),
  };
}

export type Strategy = 'OnNamespace' | 'OnNamespaceExceptForAlertmanagerNamespace' | 'None';

/** Whether objects of a namespace are kept to its alerts. */
export const isKept = (strategy: Strategy | undefined, namespace: string, own: string): boolean =>
  strategy !== 'None' && !(strategy === 'OnNamespaceExceptForAlertmanagerNamespace' && namespace === own);

function without(map: unknown, name: string): Section | undefined {
  const { [name]: _gone, ...rest } = (map ?? {}) as Section;
  return Object.keys(rest).length > 0 ? rest : undefined;
}

const listed = (list: unknown): readonly string[] => (list ?? []) as readonly string[];

/** Only alerts of the namespace take the route. */
export function keepRoute(route: Section, namespace: string, version: Version): Section {
  if (!atLeast(version, LISTS_SINCE))
    return { ...route, match: { ...(route['match'] as Section | undefined), namespace } };
  return {
    ...route,
    matchers: [...listed(route['matchers']), formatMatcher({ name: 'namespace', matchType: '=', value: namespace })],
  };
}

/** Only alerts of the namespace inhibit and are inhibited. */
export function keepInhibitRule(rule: Section, namespace: string, version: Version): Section {
  const regexes = {
    source_match_re: without(rule['source_match_re'], 'namespace'),
    target_match_re: without(rule['target_match_re'], 'namespace'),
  };
  if (!atLeast(version, LISTS_SINCE)) {
    const map = (given: unknown) => ({ ...(given as Section | undefined), namespace });
    return { ...rule, ...regexes, source_match: map(rule['source_match']), target_match: map(rule['target_match']) };
  }
  const matcher = formatMatcher({ name: 'namespace', matchType: '=', value: namespace });
  const add = (list: readonly string[]) =>
    list.some((given) => sameMatcher(given, matcher)) ? list : [...list, matcher];
  return {
    ...rule,
    ...regexes,
    source_match: without(rule['source_match'], 'namespace'),
    target_match: without(rule['target_match'], 'namespace'),
    source_matchers: add(listed(rule['source_matchers'])),
    target_matchers: add(listed(rule['target_matchers'])),
  };
}

/** The part as it goes into the configuration; alerts always go on to the routes behind it. */
export function placed(part: Part, namespace: string, kept: boolean, version: Version): Part {
  const route = part.route && { ...(kept ? keepRoute(part.route, namespace, version) : part.route), continue: true };
  return {
    ...part,
    route,
    inhibit_rules: kept
      ? part.inhibit_rules.map((rule) => keepInhibitRule(rule, namespace, version))
      : part.inhibit_rules,
  };
}

const sections = (value: unknown): readonly Section[] => (value ?? []) as readonly Section[];
const some = (list: readonly Section[]): readonly Section[] | undefined => (list.length > 0 ? list : undefined);

/**
 * The base with the parts merged in, in their order: their routes come before the routes of the base, everything else
 * after it.
 */
export function merged(base: Section, parts: readonly Part[]): Section {
  const all = <Field extends 'inhibit_rules' | 'receivers' | 'mute_time_intervals'>(field: Field) =>
    some([...sections(base[field]), ...parts.flatMap((part) => part[field])]);
  const root = (base['route'] ?? {}) as Section;
  const routes = some([...parts.flatMap(({ route }) => (route ? [route] : [])), ...sections(root['routes'])]);
  const {
    global,
    route: _route,
    inhibit_rules: _rules,
    receivers: _receivers,
    mute_time_intervals: _mute,
    time_intervals,
    templates,
    ...rest
  } = base;
  return section({
    global,
    route: section({ ...root, routes }),
    inhibit_rules: all('inhibit_rules'),
    receivers: all('receivers'),
    mute_time_intervals: all('mute_time_intervals'),
    time_intervals,
    templates: templates ?? [],
    ...rest,
  });
}
