// The changes of an alertmanager.yaml: routes, receivers, inhibition rules, time intervals, and the other sections.
// Values of receivers and of `global` can be secret, so only the names of their fields are shown.
import type { InhibitRule, Route, RoutingConfiguration } from '../../alertrouting/configuration.ts';
import { matchersText } from '../../alertrouting/matcher.ts';
import { readRouting } from '../../alertrouting/readfile.ts';
import type { Section } from '../../core/section.ts';
import { recordsOf } from '../../core/yaml.ts';
import { byName, type Change, compareByName } from './change.ts';
import { fieldChanges, never } from './values.ts';

const NO_SOURCES = { base: '', routes: [], inhibitRules: [] };

interface FlatRoute {
  readonly chain: string;
  readonly route: Route;
}

/** All routes, each with the matchers that lead to it. */
function flat(route: Route, before: string): FlatRoute[] {
  const chain = before ? `${before} > ${matchersText(route.matchers)}` : matchersText(route.matchers);
  return [{ chain, route }, ...route.routes.flatMap((child) => flat(child, chain))];
}

/** What is compared of a route: not its place. */
const routeFields = ({ route }: FlatRoute): Section => {
  const { place: _place, matchers: _matchers, routes: _routes, source: _source, ...fields } = route;
  return fields;
};

const ruleText = ({ sourceMatchers, targetMatchers, equal }: InhibitRule): string =>
  `${matchersText(sourceMatchers)} inhibits ${matchersText(targetMatchers)}` +
  (equal.length > 0 ? ` with the same ${equal.join(', ')}` : '');

function routingChanges(before: RoutingConfiguration, after: RoutingConfiguration): Change[] {
  const routes = ({ route }: RoutingConfiguration) => byName(flat(route, ''), ({ chain }) => chain);
  const rules = ({ inhibitRules }: RoutingConfiguration) => byName(inhibitRules, ruleText);
  return [
    ...compareByName('route', routes(before), routes(after), (one, other) =>
      fieldChanges(routeFields(one), routeFields(other)),
    ),
    ...compareByName('inhibit rule', rules(before), rules(after), () => []),
    ...compareByName('time interval', before.intervals, after.intervals, (one, other) => fieldChanges(one, other)),
  ];
}

const receivers = (config: Section): Map<string, Section> =>
  byName(recordsOf(config['receivers']), (one) => String(one['name']));

const ROUTING: ReadonlySet<string> = new Set([
  ...['route', 'receivers', 'inhibit_rules', 'mute_time_intervals', 'time_intervals'],
]);
const others = (config: Section): Map<string, unknown> =>
  new Map(Object.entries(config).filter(([name]) => !ROUTING.has(name)));

/** A configuration: its text, and the value of the text. */
export interface AlertmanagerFile {
  readonly text: string;
  readonly value: Section;
}

/** The changes between two configurations. */
export function alertmanagerChanges(before: AlertmanagerFile, after: AlertmanagerFile): Change[] {
  const read = ({ text }: AlertmanagerFile) => readRouting(text, { utf8: true, sources: NO_SOURCES });
  const [old, now] = [read(before), read(after)];
  const hidden = (one: unknown, other: unknown) => fieldChanges(one, other, never);
  return [
    ...('issues' in old || 'issues' in now ? [] : routingChanges(old, now)),
    ...compareByName('receiver', receivers(before.value), receivers(after.value), hidden),
    ...compareByName('section', others(before.value), others(after.value), hidden),
  ];
}
