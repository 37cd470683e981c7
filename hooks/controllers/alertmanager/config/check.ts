// All reasons to reject an AlertmanagerConfig. Only the first is told, and it loads what it can until then.
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import type { Issue } from '../../../core/issue.ts';
import { atLeast } from '../../../versions/version.ts';
import { firstIssues, type ReceiverContext } from '../receivers/integration.ts';
import { checkReceivers, loadReceivers } from '../receivers/table.ts';
import { ANY_NAME_SINCE } from '../schema/matchers.ts';
import { checkMuteTimes } from './muting.ts';
import { checkInhibitRules, checkRoute, routeVersions } from './route.ts';

/**
 * Checks the object for the Alertmanager of the context, and loads what it refers to. Issues: `InvalidReceiver`,
 * `InvalidRoute`, `ReceiverMissing`,
 * `InvalidTimeInterval`, `VersionTooOld`, those of HTTP clients and references.
 */
export function checkAlertmanagerConfig(config: AlertmanagerConfig, context: ReceiverContext): Issue[] {
  const { receivers = [], route, inhibitRules = [], muteTimeIntervals = [] } = config.spec;
  const names = {
    receivers: new Set(receivers.map(({ name }) => name)),
    times: new Set(muteTimeIntervals.map(({ name }) => name)),
  };
  const labels = context.parity ? 'any' : atLeast(context.version, ANY_NAME_SINCE) ? 'utf8' : 'classic';
  return firstIssues(
    () => checkReceivers(receivers, 'spec.receivers', context.parity ? 'builtin' : 'alertmanager'),
    () => checkMuteTimes(muteTimeIntervals, 'spec.muteTimeIntervals'),
    () => checkRoute(route, 'spec.route', names, labels),
    () => loadReceivers(receivers, 'spec.receivers', context),
    () => routeVersions(route, 'spec.route', context.version),
    () => checkInhibitRules(inhibitRules, 'spec.inhibitRules', context.version, labels),
  );
}
