// Routes of an AlertmanagerConfig: checked, and written for the configuration file.
import type { AlertmanagerConfig, InhibitRule, Matcher, Route } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { firstDuplicate } from '../../../core/lists.ts';
import { quoted } from '../../../core/message.ts';
import { row } from '../../../core/row.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../../core/section.ts';
import { isRecord } from '../../../core/yaml.ts';
import { atLeast, type Version } from '../../../versions/version.ts';
import { scopedName } from '../pod/names.ts';
import { firstIssues, firstIssuesIn, requires } from '../receivers/integration.ts';
import { checkMatcher, formatMatcher, isLabel, LISTS_SINCE, type Names } from '../schema/matchers.ts';
import { areLabels, checkRouteLabels, routeLabels } from './routelabels.ts';

/** A type: whether a value has it, and its name in messages. */
interface Type {
  readonly has: (value: unknown) => boolean;
  readonly name: string;
}

const text: Type = { has: (value) => typeof value === 'string', name: 'a string' };
const flag: Type = { has: (value) => typeof value === 'boolean', name: 'true or false' };
const texts: Type = { has: (value) => Array.isArray(value) && value.every(text.has), name: 'a list of strings' };

const MATCHER: Readonly<Record<string, Type>> = { name: text, value: text, matchType: text, regex: flag };
const isMatcher = (item: Record<string, unknown>): boolean =>
  Object.entries(item).every(([field, value]) => value === null || row(MATCHER, field)?.has(value));

/** Fields of a nested route. The API server does not know its shape, so it may hold anything. */
const FIELDS: Readonly<Record<string, Type>> = {
  receiver: text,
  groupBy: texts,
  groupWait: text,
  groupInterval: text,
  repeatInterval: text,
  matchers: {
    has: (value) => Array.isArray(value) && value.every((item) => isRecord(item) && isMatcher(item)),
    name: 'a list of matchers with name, value, matchType (strings) and regex (true or false)',
  },
  continue: flag,
  labels: { has: areLabels, name: 'a list of labels with key and value' },
  routes: { has: Array.isArray, name: 'a list of routes' },
  muteTimeIntervals: texts,
  activeTimeIntervals: texts,
};

/** The type of a value as users name it. */
const typeName = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : isRecord(value) ? 'an object' : `a ${typeof value}`;

function shapeIssues(route: unknown, path: string): Issue[] {
  if (!isRecord(route)) return [issue('InvalidRoute', path, 'must be a route')];
  return Object.entries(route).flatMap(([field, value]) => {
    if (!Object.hasOwn(FIELDS, field)) return [issue('InvalidRoute', `${path}.${field}`, 'is not a field of a route')];
    const type = row(FIELDS, field);
    return !type || value === null || type.has(value)
      ? []
      : [issue('InvalidRoute', `${path}.${field}`, `must be ${type.name}, and it is ${typeName(value)}`)];
  });
}

/** What a route may refer to. */
export interface RouteNames {
  readonly receivers: ReadonlySet<string>;
  readonly times: ReadonlySet<string>;
  /** Which names of labels count. */
  readonly labels: Names;
}

function checkNames(route: Route, path: string, names: RouteNames, top: boolean): Issue[] {
  if (!route.receiver && top)
    return [issue('InvalidRoute', `${path}.receiver`, 'is needed: the first route must name a receiver')];
  if (route.receiver && !names.receivers.has(route.receiver))
    return [issue('ReceiverMissing', `${path}.receiver`, `there is no receiver ${quoted(route.receiver)}`)];
  const groups = route.groupBy ?? [];
  const twice = firstDuplicate(groups);
  const bad = groups.find((name) => name !== '...' && !isLabel(name, names.labels));
  if (bad !== undefined) return [issue('InvalidLabelName', `${path}.groupBy`, `${quoted(bad)} is not a label name`)];
  if (twice !== undefined) return [issue('InvalidRoute', `${path}.groupBy`, `${quoted(twice)} stands there twice`)];
  if (groups.includes('...') && groups.length > 1)
    return [issue('InvalidRoute', `${path}.groupBy`, '"..." must stand alone')];
  for (const [field, list] of [
    ['muteTimeIntervals', route.muteTimeIntervals],
    ['activeTimeIntervals', route.activeTimeIntervals],
  ] as const) {
    const missing = (list ?? []).find((name) => !names.times.has(name));
    if (missing !== undefined)
      return [issue('InvalidTimeInterval', `${path}.${field}`, `there is no time interval ${quoted(missing)}`)];
  }
  return [];
}

/** Real configurations are not nested this deep. Each level costs stack. */
const DEEPEST = 50;

/** Issues of a route and those below it, the first only: unknown fields, names of nothing, bad matchers. */
export function checkRoute(route: Route | undefined, path: string, names: RouteNames, top = true): Issue[] {
  if (!route) return [];
  if (path.split('.routes[').length > DEEPEST)
    return [issue('InvalidRoute', path, `routes are nested more than ${DEEPEST} deep`)];
  return firstIssues(
    () => (top ? [] : shapeIssues(route, path)),
    () => checkNames(route, path, names, top),
    () => checkRouteLabels(route.labels, `${path}.labels`, names.labels),
    () => (route.matchers ?? []).flatMap((matcher, i) => checkMatcher(matcher, `${path}.matchers[${i}]`, names.labels)),
    () =>
      firstIssuesIn(route.routes ?? [], (child, i) => checkRoute(child as Route, `${path}.routes[${i}]`, names, false)),
  );
}

const typed = (matchers: readonly Matcher[] | undefined): Matcher | undefined =>
  (matchers ?? []).find(({ matchType }) => matchType);

/** A `VersionTooOld` issue where a route uses matchers that the release does not know. */
export function routeVersions(route: Route | undefined, path: string, version: Version): Issue[] {
  if (!route) return [];
  return firstIssues(
    () => requires(typed(route.matchers), LISTS_SINCE, `${path}.matchers`, version),
    () =>
      firstIssuesIn(route.routes ?? [], (child, i) => routeVersions(child as Route, `${path}.routes[${i}]`, version)),
  );
}

/** Issues of inhibition rules: matchers that the release does not know, or that are wrong. */
export function checkInhibitRules(
  rules: readonly InhibitRule[],
  path: string,
  version: Version,
  labels: Names,
): Issue[] {
  return firstIssuesIn(rules, ({ sourceMatch, targetMatch, equal }, i) => {
    const at = `${path}[${i}]`;
    const old = requires(typed([...(sourceMatch ?? []), ...(targetMatch ?? [])]), LISTS_SINCE, at, version);
    if (old.length > 0 || (labels === 'any' && !atLeast(version, LISTS_SINCE))) return old;
    return firstIssues(
      () =>
        (equal ?? []).flatMap((name) =>
          isLabel(name, labels)
            ? []
            : [issue('InvalidLabelName', `${at}.equal`, `${quoted(name)} is not a label name`)],
        ),
      () => (targetMatch ?? []).flatMap((matcher, j) => checkMatcher(matcher, `${at}.targetMatch[${j}]`, labels)),
      () => (sourceMatch ?? []).flatMap((matcher, j) => checkMatcher(matcher, `${at}.sourceMatch[${j}]`, labels)),
    );
  });
}

interface Matchers {
  readonly matchers: readonly string[];
  readonly match: Readonly<Record<string, string>>;
  readonly match_re: Readonly<Record<string, string>>;
}

/** Matchers as the release reads them: a list, or two maps before 0.22. */
function matchersFor(given: readonly Matcher[] | undefined, version: Version): Matchers {
  const listed = (matcher: Matcher) => Boolean(matcher.matchType) || atLeast(version, LISTS_SINCE);
  const maps = (given ?? []).filter((matcher) => !listed(matcher));
  const map = (regex: boolean) =>
    Object.fromEntries(maps.filter((m) => Boolean(m.regex) === regex).map(({ name, value = '' }) => [name, value]));
  return { matchers: (given ?? []).filter(listed).map(formatMatcher), match: map(false), match_re: map(true) };
}

const nonEmptyMap = <T>(map: Readonly<Record<string, T>>): Readonly<Record<string, T>> | undefined =>
  Object.keys(map).length > 0 ? map : undefined;

/** The route for the configuration file, and those below it, with the names of its AlertmanagerConfig made unique. */
export function routeSection(route: Route, of: AlertmanagerConfig, version: Version): Section {
  const { matchers, match, match_re } = matchersFor(route.matchers, version);
  const scoped = (names: readonly string[] | undefined) => nonEmptyList(names)?.map((name) => scopedName(of, name));
  return section({
    receiver: nonEmpty(scopedName(of, route.receiver)),
    group_by: nonEmptyList(route.groupBy),
    match: nonEmptyMap(match),
    match_re: nonEmptyMap(match_re),
    matchers: nonEmptyList(matchers),
    continue: route.continue || undefined,
    routes: nonEmptyList(route.routes)?.map((child) => routeSection(child as Route, of, version)),
    group_wait: nonEmpty(route.groupWait),
    group_interval: nonEmpty(route.groupInterval),
    repeat_interval: nonEmpty(route.repeatInterval),
    mute_time_intervals: scoped(route.muteTimeIntervals),
    active_time_intervals: scoped(route.activeTimeIntervals),
    labels: routeLabels(route.labels),
  });
}

/** The inhibition rule for the configuration file. */
export function inhibitRuleSection(rule: InhibitRule, version: Version): Section {
  const [source, target] = [matchersFor(rule.sourceMatch, version), matchersFor(rule.targetMatch, version)];
  return section({
    target_match: nonEmptyMap(target.match),
    target_match_re: nonEmptyMap(target.match_re),
    target_matchers: nonEmptyList(target.matchers),
    source_match: nonEmptyMap(source.match),
    source_match_re: nonEmptyMap(source.match_re),
    source_matchers: nonEmptyList(source.matchers),
    equal: nonEmptyList(rule.equal),
  });
}
