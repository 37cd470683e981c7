// What becomes of an alert: its routes and receivers, and what keeps a notification from being sent.
import type { Receiver, Route, RoutingConfiguration } from './configuration.ts';
import { type Inhibition, inhibitions } from './inhibition.ts';
import { containsTime } from './intervals.ts';
import { matchRoutes, type Visit } from './match.ts';
import type { Labels } from './matcher.ts';
import { type Silence, silencing } from './silences.ts';

/** What an alert meets. */
export interface Situation {
  readonly time: Date;
  /** Other alerts that fire. */
  readonly firing: readonly Labels[];
  readonly silences: readonly Silence[];
}

/** Why a route sends nothing at the time. */
export interface Muted {
  readonly because: 'mute' | 'active';
  /** The mute intervals that contain the time, or the active ones, none of which does. */
  readonly intervals: readonly string[];
}

/** A route that the alert takes. */
export interface Destination {
  readonly route: Route;
  /** The routes that lead to it, from the root on. */
  readonly chain: readonly Route[];
  readonly receiver: Receiver;
  /** The labels of the group that the alert is in. */
  readonly group: Labels;
  readonly muted: Muted | undefined;
}

export interface Outcome {
  readonly destinations: readonly Destination[];
  /** Every route that was looked at. */
  readonly visited: readonly Visit[];
  /** The first alert that inhibits. */
  readonly inhibited: Inhibition | undefined;
  /** Rules whose target the alert is, and no firing alert their source. */
  readonly inhibitable: readonly Inhibition[];
  readonly silenced: readonly Silence[];
}

function isIn(configuration: RoutingConfiguration, name: string, time: Date): boolean {
  return configuration.intervals.get(name)?.some((interval) => containsTime(interval, time)) ?? false;
}

/** Whether the time intervals of a route mute it. */
function mutedAt(configuration: RoutingConfiguration, route: Route, time: Date): Muted | undefined {
  const { activeTimeIntervals, muteTimeIntervals } = route;
  if (activeTimeIntervals.length > 0 && !activeTimeIntervals.some((name) => isIn(configuration, name, time)))
    return { because: 'active', intervals: activeTimeIntervals };
  const intervals = muteTimeIntervals.filter((name) => isIn(configuration, name, time));
  return intervals.length > 0 ? { because: 'mute', intervals } : undefined;
}

/** The labels of the group. Labels that the alert does not have are left out. */
const groupOf = ({ groupBy }: Route, labels: Labels): Labels =>
  groupBy === 'all' ? labels : Object.fromEntries(Object.entries(labels).filter(([name]) => groupBy.includes(name)));

/** What becomes of an alert in a situation. */
export function outcomeOf(configuration: RoutingConfiguration, alert: Labels, situation: Situation): Outcome {
  const { time, firing, silences } = situation;
  const { visited, taken } = matchRoutes(configuration.route, alert);
  const found = inhibitions(configuration.inhibitRules, alert, firing);
  const destinations = taken.flatMap((chain): Destination[] => {
    const route = chain.at(-1);
    if (!route) return [];
    const receiver = configuration.receivers.get(route.receiver) ?? { name: route.receiver, integrations: [] };
    return [{ route, chain, receiver, group: groupOf(route, alert), muted: mutedAt(configuration, route, time) }];
  });
  return {
    destinations,
    visited,
    inhibited: found.find(({ by }) => by !== undefined),
    inhibitable: found.filter(({ by }) => by === undefined),
    silenced: silencing(silences, alert, time),
  };
}
