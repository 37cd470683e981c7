// The routing of an Alertmanager: its configuration, merged from AlertmanagerConfigs, with where each part comes from.
import type { Alertmanager } from '../api/alertmanager.ts';
import { configOf } from '../controllers/alertmanager/config/config.ts';
import type { ConfigSources } from '../controllers/alertmanager/config/select.ts';
import { ANY_NAME_SINCE } from '../controllers/alertmanager/schema/matchers.ts';
import { type Issue, text } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { Options } from '../core/options.ts';
import { alertmanagerVersion } from '../versions/alertmanager.ts';
import { atLeast } from '../versions/version.ts';
import type { RoutingConfiguration } from './configuration.ts';
import { readRouting } from './readfile.ts';

/** A selected AlertmanagerConfig that is not part of the configuration. */
export interface RejectedConfig {
  readonly namespace: string;
  readonly name: string;
  readonly issues: readonly Issue[];
}

/** The routing, or why there is none; and the AlertmanagerConfigs that are left out. */
export type AlertmanagerRouting = { readonly rejected: readonly RejectedConfig[] } & (
  | { readonly routing: RoutingConfiguration; readonly origin: string }
  | { readonly message: string }
);

/** Where the configuration comes from that an Alertmanager without one gets. */
const DEFAULT_ORIGIN = 'the default configuration';

/** The routing of an Alertmanager with the objects that it selects and refers to. */
export function alertmanagerRouting(
  alertmanager: Alertmanager,
  related: ConfigSources,
  options: Options,
): AlertmanagerRouting {
  const version = alertmanagerVersion(alertmanager.spec.version);
  if (!version) return { rejected: [], message: `spec.version: ${quoted(alertmanager.spec.version)} is not a version` };
  const answer = configOf({ alertmanager, version, options }, related);
  const rejected = answer.rejected.map(({ object, issues }) => ({
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    issues,
  }));
  if (answer.kind !== 'ready') return { rejected, message: answer.message };
  const { routes, inhibitRules } = answer.owners;
  const named = (owner: string): string => `AlertmanagerConfig ${owner}`;
  const origin = answer.origin || DEFAULT_ORIGIN;
  const read = readRouting(answer.content.toString('utf8'), {
    utf8: atLeast(version, ANY_NAME_SINCE),
    sources: { base: origin, routes: routes.map(named), inhibitRules: inhibitRules.map(named) },
  });
  return 'issues' in read
    ? { rejected, message: read.issues.slice(0, 5).map(text).join('; ') }
    : { rejected, routing: read, origin };
}
