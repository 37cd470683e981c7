// Prometheus -> its children and status: select, check, configuration, workload, status.
import type { Prometheus } from '../crds/prometheus.ts';
import type { ServersFacts } from '../facts/servers.ts';
import { exportedServices } from '../federation/exports.ts';
import { federation } from '../federation/federation.ts';
import { wishesMet } from '../grafana/wishes.ts';
import type { NewCondition } from '../kube/conditions.ts';
import type { SyncRequest, SyncResponse } from '../kube/hook.ts';
import type { KubernetesObject } from '../kube/meta.ts';
import type { Options } from '../options.ts';
import { ruleConfigMapNames, ruleConfigMaps } from '../rules/configmaps.ts';
import { ownRulesMap } from '../rules/ownmap.ts';
import { marksOf } from '../rules/sources.ts';
import { rulesValid } from '../rules/verdict.ts';
import { type Frame, framed } from '../workload/frame.ts';
import { textSecret } from '../workload/secrets.ts';
import { namespaceLabels } from '../workload/select.ts';
import { governingServices } from '../workload/services.ts';
import { teardown } from '../workload/teardown.ts';
import { type Rejected, reconciled, resourcesAccepted } from '../workload/verdict.ts';
import { webConfig } from '../workload/webconfig.ts';
import { prometheusConfig } from './config.ts';
import type { Placement } from './placement.ts';
import { type Prepared, prepare } from './prepare.ts';
import { labelRules } from './query/config.ts';
import { hasTier } from './query/terms.ts';
import { queryTier } from './query/tier.ts';
import { reshardingCondition } from './reshard/progress.ts';
import { remembered, shardCount } from './reshard/state.ts';
import { gatherRules } from './rules.ts';
import { generatedSecrets, sidecarClientSecret } from './secrets.ts';
import { contextKey, isPending, type Selected, selectScrapeObjects, waiting } from './select.ts';
import { prometheusService } from './services.ts';
import { prometheusStatus } from './status.ts';
import { isUnmanaged, unmanagedSecret } from './unmanaged.ts';
import { sharedParts, workload } from './workload.ts';

/** Seconds until the next look while an asset Secret is being built. */
const SOON = 2;
/** Seconds until the next look while targets move. */
const WHILE_MOVING = 5;
/** Seconds until the next look while retained shards wait for their deadline, or a new consumer for its members. */
const EACH_MINUTE = 60;

function conditionOf(selected: readonly Selected[], parent: Prometheus, made: Placement, options: Options): NewCondition {
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
  return selected.length === 0 ? reconciled('NoSelectedResources', 'no scrape object matches the selectors') : reconciled();
}

function render(request: SyncRequest, parent: Prometheus, prepared: Prepared, now: Date): SyncResponse {
  const { context } = prepared;
  const { options } = context;
  const object = request.parent;
  const prefix = prefixOf(parent);
  const namespaces = namespaceLabels(request.related);
  const key = contextKey(object, context.material, options, context.sharding);
  const isTier = hasTier(parent, request.children, prefix, options);
  const marks = options.parity ? undefined : marksOf(request.related);
  const members = federation(request, parent, context);
  const selected = [...selectScrapeObjects(request.related, namespaces, context, key, undefined, marks), ...members.scrapeConfigs];
  const { files, rules, verdicts } = gatherRules(request, parent, namespaces, selected, context, isTier);
  const ruleMaps = ruleConfigMaps(object, prefix, 'prometheus-name', files, options, request.children);
  const ruleNames = ruleConfigMapNames(prefix, ruleMaps, 3);
  const readRules = parent.spec.ruleSelector || files.length > 0 ? ruleNames : [];
  const jobs = [...selected.map((item) => item.jobs), ...members.jobs];
  const { resharding, waits } = prepared.reshard;
  const hasTargets = jobs.some(Boolean) || (prepared.additional.scrapeConfigs ?? []).length > 0;
  const moving = resharding.before && hasTargets && (waits || selected.some(isPending)) ? resharding : undefined;
  const parts = {
    jobs,
    additional: prepared.additional,
    ruleConfigMaps: readRules,
    behindTier: isTier ? labelRules(context) : undefined,
    handsOver: moving?.handsOver,
  };
  const pieces = prometheusConfig(parent.spec, context, parts);
  const meanwhile = moving ?? { now: resharding.now, isKept: resharding.isKept };
  const memory = remembered(meanwhile, isTier, now);
  const { config, tls } = generatedSecrets(request, prefix, pieces, selected, context, memory);
  const web = webConfig(parent.spec.web, `${prefix}-web-config`, '/etc/prometheus/web_config');
  const servers = {
    request,
    parent,
    prepared,
    prefix,
    tlsAssets: tls,
    ruleConfigMaps: ruleNames,
    isTier,
    shards: shardCount(meanwhile),
    web,
    now,
  };
  const made = workload(servers);
  const shards = made.statefulSets;
  const tier = queryTier({
    request,
    parent,
    prepared,
    prefix,
    isTier,
    moving,
    shards,
    readRules,
    ruleConfigMaps: ruleNames,
    shared: sharedParts(servers),
  });
  const rejected: Rejected[] = [
    ...selected.filter((item) => item.issues.length > 0 && !isPending(item)),
    ...rules.filter(({ issues }) => issues.length > 0).map((rule) => ({ kind: 'PrometheusRule', ...rule })),
  ];
  const conditions = [
    conditionOf(selected, parent, made, options),
    resourcesAccepted(rejected),
    ...(options.parity ? [] : [rulesValid(verdicts, rules)]),
    ...tier.conditions,
    ...(resharding.isKept ? [reshardingCondition(moving, waits)] : []),
    ...members.conditions,
    ...wishesMet(object, request.related, options),
  ];
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
function nextLook(isMoving: boolean, isBuilding: boolean, isWaiting: boolean): Pick<SyncResponse, 'resyncAfterSeconds'> {
  if (isMoving) return { resyncAfterSeconds: WHILE_MOVING };
  if (isBuilding) return { resyncAfterSeconds: SOON };
  return isWaiting ? { resyncAfterSeconds: EACH_MINUTE } : {};
}

const prefixOf = ({ metadata }: Prometheus): string => `prometheus-${metadata.name}`;
const isRetained = (set: KubernetesObject): boolean => set.metadata.annotations?.['operator.prometheus.io/deletion-deadline'] !== undefined;

const statusOf = (request: SyncRequest, parent: Prometheus, conditions: readonly NewCondition[], now: Date, options: Options) =>
  prometheusStatus({
    request,
    parent,
    mode: 'server',
    prefix: prefixOf(parent),
    conditions,
    hasTier: hasTier(parent, request.children, prefixOf(parent), options),
    now,
    options,
  });

/**
 * The sync hook of Prometheus. A mistake in the object itself or in what it refers to stops it: the children stay as they are and Reconciled says why. A mistake
 * in a selected object rejects that object alone.
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
