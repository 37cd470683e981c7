// Reads a configuration file of Alertmanager for routing. The file has been checked before: what is wrong is an issue,
// but not everything that is wrong is found.
import { type Node, parseFile } from '../controllers/alertmanager/schema/yaml.ts';
import type { Issue } from '../core/issue.ts';
import { textOf } from '../core/plain.ts';
import type { InhibitRule, Receiver, Route, RoutingConfiguration, Sources } from './configuration.ts';
import type { Labels, Matcher } from './matcher.ts';
import { type Complain, complainInto, fieldText, isList, isTrue, listOf, mapOf, textsOf } from './nodes.ts';
import { parseMatchers } from './parse.ts';
import { readIntervals } from './readintervals.ts';

export interface ReadOptions {
  /** Whether the release reads UTF-8 names of labels (0.27 and newer). */
  readonly utf8: boolean;
  readonly sources: Sources;
}

/** The defaults of the root route. */
const DEFAULTS = { groupWait: '30s', groupInterval: '5m', repeatInterval: '4h' } as const;
/** Routes in routes. */
const MAX_DEPTH = 100;

interface Context extends ReadOptions {
  readonly complain: Complain;
}

/** Sorted by name, then value, as Alertmanager keeps them. */
const sorted = (matchers: readonly Matcher[]): Matcher[] =>
  [...matchers].sort((a, b) => (a.name === b.name ? order(a.value, b.value) : order(a.name, b.name)));
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The matchers of a map of the older form. */
const older = (node: Node | undefined, operator: '=' | '=~'): Matcher[] =>
  [...mapOf(node)].map(([name, value]) => ({ name, operator, value: textOf(value) ?? '' }));

/** The matchers in the fields `match`, `match_re` and `matchers`, with the prefix that inhibition rules have. */
function matchersIn(map: ReadonlyMap<string, Node>, prefix: string, path: string, context: Context): Matcher[] {
  const lines = textsOf(map.get(`${prefix}matchers`)).flatMap((line, i) => {
    const matchers = parseMatchers(line, context.utf8);
    if (!matchers) context.complain(`${path}.${prefix}matchers[${i}]`, 'is not a matcher');
    return matchers ?? [];
  });
  return sorted([...older(map.get(`${prefix}match`), '='), ...older(map.get(`${prefix}match_re`), '=~'), ...lines]);
}

/** What a route passes on to those below it. */
type Inherited = Pick<
  Route,
  'receiver' | 'groupBy' | 'groupWait' | 'groupInterval' | 'repeatInterval' | 'labels' | 'source'
>;

/** `group_by`: an empty list groups everything together; a list that is not given is inherited. */
function groupByOf(node: Node | undefined, inherited: Route['groupBy']): Route['groupBy'] {
  if (!isList(node)) return inherited;
  const names = textsOf(node);
  return names.includes('...') ? 'all' : names;
}

function labelsOf(node: Node | undefined, inherited: Labels): Labels {
  const own = [...mapOf(node)].map(([name, value]) => [name, textOf(value) ?? ''] as const);
  return own.length > 0 ? { ...inherited, ...Object.fromEntries(own) } : inherited;
}

function readRoute(node: Node | undefined, place: readonly number[], inherited: Inherited, context: Context): Route {
  const map = mapOf(node);
  const path = ['route', ...place.map((i) => `routes[${i}]`)].join('.');
  const source = (place.length === 1 ? context.sources.routes[place[0] ?? 0] : undefined) ?? inherited.source;
  const own: Inherited = {
    receiver: fieldText(map, 'receiver') || inherited.receiver,
    groupBy: groupByOf(map.get('group_by'), inherited.groupBy),
    groupWait: fieldText(map, 'group_wait') || inherited.groupWait,
    groupInterval: fieldText(map, 'group_interval') || inherited.groupInterval,
    repeatInterval: fieldText(map, 'repeat_interval') || inherited.repeatInterval,
    labels: labelsOf(map.get('labels'), inherited.labels),
    source,
  };
  const isDeep = place.length >= MAX_DEPTH;
  if (isDeep) context.complain(path, `routes are nested more than ${MAX_DEPTH} deep`);
  const children = isDeep ? [] : listOf(map.get('routes'));
  return {
    ...own,
    place,
    matchers: matchersIn(map, '', path, context),
    muteTimeIntervals: textsOf(map.get('mute_time_intervals')),
    activeTimeIntervals: textsOf(map.get('active_time_intervals')),
    continues: isTrue(map.get('continue')),
    routes: children.map((child, i) => readRoute(child, [...place, i], own, context)),
  };
}

function readInhibitRules(node: Node | undefined, context: Context): InhibitRule[] {
  const all = listOf(node);
  const { base, inhibitRules: sources } = context.sources;
  return all.map((rule, index): InhibitRule => {
    const map = mapOf(rule);
    const path = `inhibit_rules[${index}]`;
    return {
      index,
      name: fieldText(map, 'name'),
      sourceMatchers: matchersIn(map, 'source_', path, context),
      targetMatchers: matchersIn(map, 'target_', path, context),
      equal: textsOf(map.get('equal')),
      source: sources[index - (all.length - sources.length)] ?? base,
    };
  });
}

const CONFIGS = /^(\w+)_configs$/;

function readReceiver(node: Node): Receiver {
  const map = mapOf(node);
  const integrations = [...map].flatMap(([key, list]) => {
    const [, name] = CONFIGS.exec(key) ?? [];
    return name ? listOf(list).map(() => name) : [];
  });
  return { name: fieldText(map, 'name'), integrations };
}

/**
 * The routing in the text of a configuration file. Issues: `InvalidYaml`, `TooLarge`; `InvalidConfiguration` for a file
 * without a route, a matcher, a range or a time zone that Alertmanager would refuse.
 */
export function readRouting(
  text: string,
  options: ReadOptions,
): RoutingConfiguration | { readonly issues: readonly Issue[] } {
  const parsed = parseFile(text, '');
  if ('issue' in parsed) return { issues: [parsed.issue] };
  const config = mapOf(parsed.node);
  const issues: Issue[] = [];
  const context: Context = { ...options, complain: complainInto(issues) };
  if (!(config.get('route') instanceof Map)) context.complain('route', 'is needed');
  const root = { receiver: '', groupBy: [], ...DEFAULTS, labels: {}, source: options.sources.base };
  const read: RoutingConfiguration = {
    route: readRoute(config.get('route'), [], root, context),
    inhibitRules: readInhibitRules(config.get('inhibit_rules'), context),
    receivers: new Map(
      listOf(config.get('receivers'))
        .map(readReceiver)
        .map((one) => [one.name, one]),
    ),
    intervals: readIntervals(config, context.complain),
  };
  return issues.length > 0 ? { issues } : read;
}
