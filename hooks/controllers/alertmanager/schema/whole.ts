// Rules over the whole configuration file, as Alertmanager's own loader has them: names that must exist, and settings
// that a receiver or `global` must give.
import type { Section } from '../../../core/section.ts';
import { has } from './constraints.ts';
import { integrations } from './integrations.ts';
import type { Problem, Table } from './table.ts';

const sections = (value: unknown): readonly Section[] => (value ?? []) as readonly Section[];
const texts = (value: unknown): readonly string[] => (value ?? []) as readonly string[];

/** What the integrations of receivers need from `global` and do not find there; and names that two receivers have. */
export function receiverProblems(config: Section): Problem[] {
  const global = (config['global'] ?? {}) as Section;
  const names = new Set<unknown>();
  const found: Problem[] = [];
  for (const [i, receiver] of sections(config['receivers']).entries()) {
    if (names.has(receiver['name'])) found.push([`receivers[${i}].name`, 'is the name of an earlier receiver too']);
    names.add(receiver['name']);
    for (const [key, { needs = [] }] of Object.entries<Table>(integrations)) {
      for (const [j, entry] of sections(receiver[key]).entries()) {
        const message = needs.map((need) => need(entry, global)).find(Boolean);
        if (message) found.push([`receivers[${i}].${key}[${j}]`, message]);
      }
    }
  }
  return found;
}

/** What a root route must not have: it takes every alert that nothing else takes. */
export function rootRouteProblems(route: Section | undefined): Problem[] {
  if (!route) return [['route', 'is needed']];
  if (!has(route, 'receiver')) return [['route.receiver', 'is needed: the root route must name a receiver']];
  if (route['continue'] === true) return [['route.continue', 'is not allowed in the root route']];
  const given = ['matchers', 'match', 'match_re', 'mute_time_intervals', 'active_time_intervals'].find(
    (field) => Object.keys((route[field] ?? {}) as object).length > 0,
  );
  return given ? [[`route.${given}`, 'is not allowed in the root route']] : [];
}

function routeProblems(
  route: Section,
  path: string,
  receivers: ReadonlySet<unknown>,
  times: ReadonlySet<unknown>,
): Problem[] {
  const found = sections(route['routes']).flatMap((child, i) =>
    routeProblems(child, `${path}.routes[${i}]`, receivers, times),
  );
  if (has(route, 'receiver') && !receivers.has(route['receiver']))
    found.push([`${path}.receiver`, 'there is no receiver of this name']);
  for (const field of ['active_time_intervals', 'mute_time_intervals']) {
    for (const [i, name] of texts(route[field]).entries())
      if (!times.has(name)) found.push([`${path}.${field}[${i}]`, 'there is no time interval of this name']);
  }
  return found;
}

/** Problems of a file whose sections are fine each by itself. */
export function wholeFileProblems(config: Section): Problem[] {
  const root = rootRouteProblems(config['route'] as Section | undefined);
  if (root.length > 0) return root;
  const found = receiverProblems(config);
  const times = new Set<unknown>();
  for (const field of ['mute_time_intervals', 'time_intervals']) {
    for (const [i, { name }] of sections(config[field]).entries()) {
      if (times.has(name)) found.push([`${field}[${i}].name`, 'is the name of an earlier time interval too']);
      times.add(name);
    }
  }
  const receivers = new Set(sections(config['receivers']).map((receiver) => receiver['name']));
  return [...found, ...routeProblems((config['route'] ?? {}) as Section, 'route', receivers, times)];
}
