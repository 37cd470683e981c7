// The routing tree of each Alertmanager, and the way of an alert through it.
import { type AlertmanagerRouting, alertmanagerRouting } from '../../alertrouting/alertmanager.ts';
import type { Route } from '../../alertrouting/configuration.ts';
import { type Labels, matchersText, matcherText } from '../../alertrouting/matcher.ts';
import { outcomeOf } from '../../alertrouting/outcome.ts';
import type { Alertmanager } from '../../api/alertmanager.ts';
import { text } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { placeholders } from '../../references/placeholders.ts';
import { admitted, offline } from '../routing/render.ts';
import { clipped, MAX_DETAILS, MAX_ROUTES } from './bounds.ts';

/** A route of the tree, in the order in which alerts meet it. */
export interface RouteView {
  /** The indexes of the routes that lead here: `0.2`; the root is empty. */
  readonly place: string;
  readonly depth: number;
  readonly matchers: string;
  readonly receiver: string;
  readonly integrations: readonly string[];
  readonly groupBy: string;
  readonly timing: string;
  readonly intervals: readonly string[];
  readonly continues: boolean;
  readonly source: string;
}

export interface TreeView {
  readonly namespace: string;
  readonly name: string;
  readonly origin: string;
  /** Why there is no tree. */
  readonly message: string;
  readonly routes: readonly RouteView[];
  /** Routes that are not shown. */
  readonly more: number;
  /** AlertmanagerConfigs that are left out. */
  readonly rejected: readonly string[];
}

/** What becomes of an alert. */
export interface AlertView {
  readonly visited: readonly { readonly place: string; readonly failed: string; readonly isTaken: boolean }[];
  readonly destinations: readonly {
    readonly place: string;
    readonly receiver: string;
    readonly integrations: readonly string[];
    readonly group: string;
    readonly muted: string;
    readonly source: string;
  }[];
  /** Inhibition rules whose target the alert is. */
  readonly inhibitable: readonly string[];
}

const REFERRING: ReadonlySet<string> = new Set(['Alertmanager', 'AlertmanagerConfig']);

const placeOf = ({ place }: Route): string => place.join('.');

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => matcherText({ name, operator: '=', value }));
  return clipped(`{${pairs.join(', ')}}`);
}

/** All Alertmanagers with their routing. The objects are admitted and get placeholders for Secrets once. */
export function routings(
  objects: readonly KubernetesObject[],
  { isLive, flags, now }: { readonly isLive: boolean; readonly flags: readonly string[]; readonly now: Date },
) {
  const given = objects.map(admitted);
  const known = isLive ? given : [...given, ...placeholders(given, REFERRING)];
  const { options, pool, inputsOf } = offline(known, { flags, now });
  return pool
    .filter(({ kind }) => kind === 'Alertmanager')
    .map((object): { object: KubernetesObject; found: AlertmanagerRouting } => ({
      object,
      found: alertmanagerRouting(object as unknown as Alertmanager, inputsOf(object).related, options),
    }));
}

function routeViews(routing: Extract<AlertmanagerRouting, { routing: unknown }>['routing']): RouteView[] {
  const out: RouteView[] = [];
  const open: Route[] = [routing.route];
  for (let route = open.pop(); route; route = open.pop()) {
    const { groupBy, groupWait, groupInterval, repeatInterval, place } = route;
    out.push({
      place: placeOf(route),
      depth: place.length,
      matchers: clipped(matchersText(route.matchers)),
      receiver: route.receiver,
      integrations: (routing.receivers.get(route.receiver)?.integrations ?? []).slice(0, MAX_DETAILS),
      groupBy: groupBy === 'all' ? 'all labels' : groupBy.slice(0, MAX_DETAILS).join(', '),
      timing: `wait ${groupWait}, interval ${groupInterval}, repeat ${repeatInterval}`,
      intervals: [
        ...route.muteTimeIntervals.map((name) => `muted in ${name}`),
        ...route.activeTimeIntervals.map((name) => `active only in ${name}`),
      ].slice(0, MAX_DETAILS),
      continues: route.continues,
      source: route.source,
    });
    open.push(...[...route.routes].reverse());
  }
  return out;
}

/** The tree of an Alertmanager. */
export function treeView({ metadata }: KubernetesObject, found: AlertmanagerRouting): TreeView {
  const routes = 'routing' in found ? routeViews(found.routing) : [];
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    origin: 'origin' in found ? found.origin : '',
    message: 'message' in found ? clipped(found.message) : '',
    routes: routes.slice(0, MAX_ROUTES),
    more: Math.max(0, routes.length - MAX_ROUTES),
    rejected: found.rejected
      .slice(0, MAX_DETAILS)
      .map(({ namespace, name, issues: [first] }) => clipped(`${namespace}/${name}: ${first ? text(first) : ''}`)),
  };
}

/** The way of an alert. `undefined` where there is no routing. */
export function alertView(found: AlertmanagerRouting, alert: Labels, time: Date): AlertView | undefined {
  if (!('routing' in found)) return undefined;
  const outcome = outcomeOf(found.routing, alert, { time, firing: [], silences: [] });
  return {
    visited: outcome.visited.slice(0, MAX_ROUTES).map(({ route, failed, isTaken }) => ({
      place: placeOf(route),
      failed: failed ? clipped(matcherText(failed)) : '',
      isTaken,
    })),
    destinations: outcome.destinations.slice(0, MAX_ROUTES).map(({ route, receiver, group, muted }) => ({
      place: placeOf(route),
      receiver: receiver.name,
      integrations: receiver.integrations.slice(0, MAX_DETAILS),
      group: labelsText(group),
      muted: muted ? `${muted.because === 'mute' ? 'muted in' : 'outside of'} ${muted.intervals.join(', ')}` : '',
      source: route.source,
    })),
    inhibitable: outcome.inhibitable
      .slice(0, MAX_DETAILS)
      .map(({ rule }) => clipped(`${matchersText(rule.sourceMatchers)} (${rule.source})`)),
  };
}
