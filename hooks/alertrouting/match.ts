// Which routes an alert takes (prometheus.io: alerting configuration, route).
import type { Route } from './configuration.ts';
import { type Labels, type Matcher, matchesLabels } from './matcher.ts';

/** A route that was looked at. */
export interface Visit {
  readonly route: Route;
  /** The first matcher that does not match; `undefined` for a route that the alert goes into. */
  readonly failed: Matcher | undefined;
  /** Whether the alert ends here: none of the routes below takes it. */
  readonly isTaken: boolean;
}

/** All routes that were looked at, in their order: a route stands before those below it. */
function visits(route: Route, labels: Labels): readonly Visit[] {
  const failed = route.matchers.find((matcher) => !matchesLabels(matcher, labels));
  if (failed) return [{ route, failed, isTaken: false }];
  const below: Visit[] = [];
  let isTakenBelow = false;
  for (const child of route.routes) {
    const seen = visits(child, labels);
    for (const one of seen) below.push(one);
    if (seen[0]?.failed) continue;
    isTakenBelow = true;
    if (!child.continues) break;
  }
  return [{ route, failed: undefined, isTaken: !isTakenBelow }, ...below];
}

export interface Matched {
  readonly visited: readonly Visit[];
  /** The routes that the alert takes, each with the root and all routes that lead to it. */
  readonly taken: readonly (readonly Route[])[];
}

/** The routes from the root to a route. */
function chain(root: Route, { place }: Route): readonly Route[] {
  const found: Route[] = [root];
  for (const index of place) {
    const next = found.at(-1)?.routes[index];
    if (next) found.push(next);
  }
  return found;
}

/** The routes that an alert takes. There is one at least: the root takes what no other route does. */
export function matchRoutes(root: Route, labels: Labels): Matched {
  const visited = visits(root, labels);
  return { visited, taken: visited.filter(({ isTaken }) => isTaken).map(({ route }) => chain(root, route)) };
}
