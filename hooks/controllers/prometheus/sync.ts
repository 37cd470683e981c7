// Prometheus -> its children and status: select, check, configuration, workload, status.
import type { Prometheus } from '../../api/prometheus.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { SyncRequest, SyncResponse } from '../../core/hook.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { exportedServices } from '../../federation/exports.ts';
import { grafanaCondition } from '../../grafana/annotations.ts';
import type { ServersFacts } from '../../probe/prometheus/servers.ts';
import { prometheusConfig } from '../../prometheus/config/file.ts';
import { queryTier } from '../../prometheus/querytier/children.ts';
import { labelRules } from '../../prometheus/querytier/config.ts';
import type { Placement } from '../../prometheus/server/placement.ts';
import { type Generated, generatedSecrets, sidecarClientSecret } from '../../prometheus/server/secrets.ts';
import { prometheusService } from '../../prometheus/server/services.ts';
import { DEADLINE } from '../../prometheus/server/shards.ts';
import { isUnmanaged, unmanagedSecret } from '../../prometheus/server/unmanaged.ts';
import { reshardingCondition } from '../../prometheus/sharding/progress.ts';
import { remembered, shardCount } from '../../prometheus/sharding/state.ts';
import { tierOf, tierRefused } from '../../prometheus/sharding/tier.ts';
import { rulesValid } from '../../rules/condition.ts';
import { ownRulesMap } from '../../rules/ownmap.ts';
import { isPending, type Selected, unreadNames, waiting } from '../../scrape/select.ts';
import { reconciled, resourcesAccepted } from '../../workload/conditions.ts';
import { referencesRead } from '../../workload/overdue.ts';
import { type Frame, framed } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { governingServices } from '../../workload/services.ts';
import { teardown } from '../../workload/teardown.ts';
import { webConfig } from '../../workload/webconfig.ts';
import { type Gathered, gather } from './gather.ts';
import { type Prepared, prepare } from './prepare.ts';
import { prometheusStatus } from './status.ts';
import { sharedParts, workload } from './workload.ts';

/** Seconds until the next look while an asset Secret is being built. */
const SOON = 2;
/** Seconds until the next look while targets move. */
const WHILE_MOVING = 5;
/** Seconds until the next look while retained shards wait for their deadline, or a new consumer for its members. */
const EACH_MINUTE = 60;

function conditionOf(
  selected: readonly Selected[],
  parent: Prometheus,
  made: Placement,
  options: Options,
): NewCondition {
  const held = made.replaced.filter((set) => set.held);
  if (held.length > 0) {
    const lines = held.map(
      ({ name, fields }) =>
        `StatefulSet ${name}: ${fields.join(', ')} cannot change in place, and a new one would delete its volumes (whenDeleted: Delete); delete it yourself`,
    );
    return reconciled('RecreateRequired', lines.join('\n'));
  }
  const wait = waiting(selected);
  if (wait) return wait;
  if (isUnmanaged(parent.spec, options))
    return reconciled('ConfigurationUnmanaged', 'no selector is set: the configuration Secret is left to you');
  const { baseImage, tag, sha } = parent.spec;
  if (baseImage || tag || sha)
    return reconciled('DeprecatedFieldsInUse', 'spec.baseImage, spec.tag and spec.sha are deprecated; use spec.image');
  return selected.length === 0
    ? reconciled('NoSelectedResources', 'no scrape object matches the selectors')
    : reconciled();
}

/** The configuration Secret with the TLS files beside it. */
function configuration(
  request: SyncRequest,
  parent: Prometheus,
  prepared: Prepared,
  gathered: Gathered,
  now: Date,
): Generated {
  const { context, additional, tier } = prepared;
  const { jobs, selected, readRules, moving, meanwhile } = gathered;
  const insteadOfLabels = tier === 'remote-read' ? labelRules(context) : undefined;
  const evaluates = tier === 'none' || moving?.handsOver === true;
  const parts = { jobs, additional, ruleConfigMaps: readRules, evaluates, insteadOfLabels };
  const pieces = prometheusConfig(parent.spec, context, parts);
  return generatedSecrets(
    request,
    prefixOf(parent),
    pieces,
    selected,
    context,
    remembered(meanwhile, tier !== 'none', now),
  );
}

function conditionsOf(
  request: SyncRequest,
  parent: Prometheus,
  { context, reshard }: Prepared,
  { selected, members, rules, rejected, moving }: Gathered,
  made: Placement,
): NewCondition[] {
  const { options } = context;
  return [
    conditionOf(selected, parent, made, options),
    resourcesAccepted(rejected),
    ...referencesRead(unreadNames(selected), options),
    ...(options.parity ? [] : [rulesValid(rules.verdicts, rules.rules)]),
    ...(reshard.resharding.isKept ? [reshardingCondition(moving, reshard.waits)] : []),
    ...members.conditions,
    ...tierRefused(parent, options),
    ...grafanaCondition(request.parent, request.related, options),
  ];
}

function render(request: SyncRequest, parent: Prometheus, prepared: Prepared, now: Date): SyncResponse {
  const { options } = prepared.context;
  const object = request.parent;
  const prefix = prefixOf(parent);
  const gathered = gather(request, parent, prepared, prefix);
  const { selected, members, ruleMaps, ruleNames, ruler, moving, meanwhile } = gathered;
  const { config, tls } = configuration(request, parent, prepared, gathered, now);
  const web = webConfig(parent.spec.web, `${prefix}-web-config`, '/etc/prometheus/web_config');
  const all = { request, parent, prepared, prefix, ruleConfigMaps: ruleNames };
  const servers = { ...all, tlsAssets: tls, shards: shardCount(meanwhile), web, now };
  const made = workload(servers);
  const tier = queryTier({
    ...all,
    moving,
    shards: made.statefulSets,
    readRules: gathered.readRules,
    ruler,
    shared: sharedParts(servers),
  });
  const conditions = [...conditionsOf(request, parent, prepared, gathered, made), ...tier.conditions];
  return {
    status: statusOf(request, parent, conditions, now, options),
    children: [
      ...ruleMaps,
      ...ownRulesMap(request, options),
      ...(isUnmanaged(parent.spec, options) ? unmanagedSecret(request, prefix, options) : [config]),
      ...tls,
      textSecret(object, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      sidecarClientSecret(object, prefix, options),
      ...governingServices(request, prometheusService(parent, options), parent.spec.serviceName),
      ...made.statefulSets,
      ...tier.children,
      ...exportedServices(request, parent, tier.children, options),
    ],
    ...nextLook(moving !== undefined, selected.some(isPending), members.isUnread || made.statefulSets.some(isRetained)),
  };
}

/** When to look again where nothing that is watched tells. */
function nextLook(
  isMoving: boolean,
  isBuilding: boolean,
  isWaiting: boolean,
): Pick<SyncResponse, 'resyncAfterSeconds'> {
  if (isMoving) return { resyncAfterSeconds: WHILE_MOVING };
  if (isBuilding) return { resyncAfterSeconds: SOON };
  return isWaiting ? { resyncAfterSeconds: EACH_MINUTE } : {};
}

const prefixOf = ({ metadata }: Prometheus): string => `prometheus-${metadata.name}`;
const isRetained = (set: KubernetesObject): boolean => set.metadata.annotations?.[DEADLINE] !== undefined;

const statusOf = (
  request: SyncRequest,
  parent: Prometheus,
  conditions: readonly NewCondition[],
  now: Date,
  options: Options,
) =>
  prometheusStatus({
    request,
    parent,
    mode: 'server',
    prefix: prefixOf(parent),
    conditions,
    tier: tierOf(parent, request.children, prefixOf(parent), options),
    now,
    options,
  });

/**
 * The sync hook of Prometheus. A mistake in the object itself or in what it refers to stops it: the children stay as
 * they are and Reconciled says why. A mistake in a selected object rejects that object alone.
 */
export function syncPrometheus(request: SyncRequest, facts: unknown, now: Date, options: Options): SyncResponse {
  const parent = request.parent as unknown as Prometheus;
  const frame: Frame<Prepared> = {
    namespaces: options.prometheusInstanceNamespaces,
    selector: options.prometheusInstanceSelector,
    status: (conditions) => statusOf(request, parent, conditions, now, options),
    prepare: () => prepare(request, parent, (facts ?? new Map()) as ServersFacts, now, options),
    render: (prepared) => render(request, parent, prepared, now),
  };
  return framed(request, frame, options);
}

/** The finalize hook of Prometheus. */
export const finalizePrometheus = (request: SyncRequest): SyncResponse => teardown(request);
