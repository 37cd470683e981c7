// An AlertmanagerConfig becomes a part of the configuration, or is rejected. Only the first reason is reported, and
// references are resolved up to there.
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import type { Issue } from '../../../core/issue.ts';
import { atLeast } from '../../../versions/version.ts';
import { type Files, firstIssues, NO_FILES, type ReceiverContext } from '../receivers/integration.ts';
import { checkReceivers, resolveReceivers } from '../receivers/table.ts';
import { ANY_NAME_SINCE } from '../schema/matchers.ts';
import { type Part, partOf } from './merge.ts';
import { checkMuteTimes } from './muting.ts';
import { checkInhibitRules, checkRoute, type RouteNames, routeVersions } from './route.ts';

/** What the object adds, with the values of its references; or why it is rejected. `files`: of its TLS clients. */
export type Examination = { readonly files: Files } & (
  | { readonly part: Part; readonly issues: readonly [] }
  | { readonly issues: readonly Issue[] }
);

/**
 * Reads the object for the Alertmanager of the context. Issues: `InvalidReceiver`, `InvalidRoute`, `ReceiverMissing`,
 * `InvalidTimeInterval`, `VersionTooOld`, those of HTTP clients and references.
 */
export function readAlertmanagerConfig(config: AlertmanagerConfig, context: ReceiverContext): Examination {
  const { receivers = [], route, inhibitRules = [], muteTimeIntervals = [] } = config.spec;
  const labels = context.parity ? 'any' : atLeast(context.version, ANY_NAME_SINCE) ? 'utf8' : 'classic';
  const names: RouteNames = {
    receivers: new Set(receivers.map(({ name }) => name)),
    times: new Set(muteTimeIntervals.map(({ name }) => name)),
    labels,
  };
  const wrong = firstIssues(
    () => checkReceivers(receivers, 'spec.receivers', context),
    () => checkMuteTimes(muteTimeIntervals, 'spec.muteTimeIntervals', context),
    () => checkRoute(route, 'spec.route', names),
  );
  if (wrong.length > 0) return { issues: wrong, files: NO_FILES };
  const resolved = resolveReceivers(receivers, 'spec.receivers', context);
  if ('issues' in resolved) return resolved;
  const unfit = firstIssues(
    () => routeVersions(route, 'spec.route', context.version),
    () => checkInhibitRules(inhibitRules, 'spec.inhibitRules', context.version, labels),
  );
  const { value: sections, files } = resolved;
  return unfit.length > 0
    ? { issues: unfit, files }
    : { part: partOf(config, sections, context.version), issues: [], files };
}
