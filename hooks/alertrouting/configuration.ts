// The parts of an Alertmanager configuration that decide who gets an alert.
import type { Interval } from './intervals.ts';
import type { Labels, Matcher } from './matcher.ts';

/** A route, with what it inherits from the routes above it. */
export interface Route {
  /** The indexes of the routes that lead here: `[]` is the root, `[0, 2]` the third route of its first. */
  readonly place: readonly number[];
  readonly matchers: readonly Matcher[];
  readonly receiver: string;
  /** Labels that alerts are grouped by; `all` for `...`. */
  readonly groupBy: readonly string[] | 'all';
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  /** Labels for templates. */
  readonly labels: Labels;
  readonly continues: boolean;
  readonly routes: readonly Route[];
  /** Where it comes from: `AlertmanagerConfig shop/team`, `Secret monitoring/alertmanager-main`. */
  readonly source: string;
}

export interface InhibitRule {
  /** Its index in the file. */
  readonly index: number;
  readonly name: string;
  readonly sourceMatchers: readonly Matcher[];
  readonly targetMatchers: readonly Matcher[];
  readonly equal: readonly string[];
  readonly source: string;
}

export interface Receiver {
  readonly name: string;
  /** Its integrations, each once for each configuration: `slack`, `pagerduty`. */
  readonly integrations: readonly string[];
}

/** What decides who gets an alert. */
export interface RoutingConfiguration {
  readonly route: Route;
  readonly inhibitRules: readonly InhibitRule[];
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
}

/** Where the parts of a file come from. */
export interface Sources {
  /** Of what has no other source. */
  readonly base: string;
  /** Of the first routes below the root. */
  readonly routes: readonly string[];
  /** Of the last inhibition rules. */
  readonly inhibitRules: readonly string[];
}
