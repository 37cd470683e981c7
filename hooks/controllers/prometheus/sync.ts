// The hooks of Prometheus: check, select, configuration, workload, query tier, status.
import type { NewCondition } from '../../core/conditions.ts';
import type { SyncResponse } from '../../core/hook.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { exportedServices } from '../../federation/exports.ts';
import { syncAutoscaled } from '../../prometheus/autoscaling/scaling.ts';
import { prometheusConfig } from '../../prometheus/config/file.ts';
import { type QueryTier, queryTier } from '../../prometheus/querytier/children.ts';
import { labelRules } from '../../prometheus/querytier/config.ts';
import { type Generated, generatedSecrets, sidecarClientSecret } from '../../prometheus/server/secrets.ts';
import { prometheusService } from '../../prometheus/server/services.ts';
import { DEADLINE } from '../../prometheus/server/shards.ts';
import { isUnmanaged, unmanagedSecret } from '../../prometheus/server/unmanaged.ts';
import { shardCount, stateAnnotations } from '../../prometheus/sharding/state.ts';
import { existingTier } from '../../prometheus/sharding/tier.ts';
import { type TargetReport, targetReport } from '../../prometheus/targets/report.ts';
import { ownRulesMap } from '../../rules/ownmap.ts';
import { isPending } from '../../scrape/select.ts';
import { reconcile } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { selectedFigures } from '../../workload/selectedcount.ts';
import { governingServices } from '../../workload/services.ts';
import { teardown } from '../../workload/teardown.ts';
import { webConfig } from '../../workload/webconfig.ts';
import { prometheusConditions } from './conditions.ts';
import { type Gathered, gather } from './gather.ts';
import { type PrometheusFacts, type PrometheusInputs, prometheusInputs } from './inputs.ts';
import { type Prepared, prepare } from './prepare.ts';
import { prometheusStatus } from './status.ts';
import { sharedParts, type WorkloadInput, workload } from './workload.ts';

/** Seconds until the next sync while an asset Secret is pending. */
const ASSET_RETRY_SECONDS = 2;
/** Seconds until the next sync while targets move. */
const RESHARDING_SECONDS = 5;
/** Seconds until the next sync while shards are retained, or a new consumer waits for its members. */
const WAITING_SECONDS = 60;

/** The configuration Secrets and the TLS Secrets. */
function configuration(inputs: PrometheusInputs, prepared: Prepared, gathered: Gathered): Generated {
  const { prometheus, parent, prefix, observed, scaling, now } = inputs;
  const { context, additional, tier } = prepared;
  const { distribution, selected, readRules, moving, assignment: meanwhile } = gathered;
  const [first = [], ...jobs] = gathered.jobs;
  const insteadOfLabels = tier === 'remote-read' ? labelRules(context) : undefined;
  const evaluates = tier === 'none' || moving?.handsOver === true;
  const isPartition = tier === 'thanos-distributed';
  const parts = { jobs: first, additional, ruleConfigMaps: readRules, evaluates, insteadOfLabels, isPartition };
  const pieces = prometheusConfig(prometheus.spec, context, parts);
  const annotations = { ...stateAnnotations(meanwhile, tier !== 'none', now), ...scaling.annotations };
  const generated = { prefix, pieces, annotations, distribution, jobs, observed: observed.secrets };
  return generatedSecrets(parent, generated, selected, context);
}

/** What the children are made of. */
interface Parts {
  readonly ruleMaps: readonly KubernetesObject[];
  readonly generated: Generated;
  /** The content of the web configuration. */
  readonly webText: string;
  readonly statefulSets: readonly KubernetesObject[];
  readonly query: QueryTier;
  readonly targets: TargetReport;
}

function children(inputs: PrometheusInputs, { ruleMaps, generated, webText, statefulSets, query, targets }: Parts) {
  const { prometheus, parent, prefix, observed, related, options } = inputs;
  return [
    ...ruleMaps,
    ...ownRulesMap(parent, { observed: observed.configMaps, related: related.configMaps }, options),
    ...(isUnmanaged(prometheus.spec, options)
      ? unmanagedSecret(parent, prefix, { observed: observed.secrets, related: related.secrets }, options)
      : [generated.config]),
    ...generated.jobs,
    ...generated.tls,
    textSecret(parent, `${prefix}-web-config`, { 'web-config.yaml': webText }, options),
    sidecarClientSecret(parent, prefix, options),
    ...governingServices(parent, prometheusService(prometheus, options), inputs),
    ...statefulSets,
    ...query.children,
    ...exportedServices(prometheus, query.children, inputs, options),
    ...targets.children,
  ];
}

/** The query tier in front of the StatefulSets. */
function queryTierFor(
  { prometheus, observed, related, now }: PrometheusInputs,
  { ruleNames, readRules, ruler, moving, assignment }: Gathered,
  servers: WorkloadInput,
  shards: readonly KubernetesObject[],
): QueryTier {
  const { context, additional, tier, thanos } = servers.prepared;
  return queryTier({
    parent: prometheus,
    prefix: servers.prefix,
    tier,
    context,
    additional,
    thanos,
    observed,
    related,
    moving,
    assignment: assignment.now,
    now,
    shards,
    ruleConfigMaps: ruleNames,
    readRules,
    ruler,
    shared: sharedParts(servers),
  });
}

function render(inputs: PrometheusInputs, prepared: Prepared): SyncResponse {
  const { prometheus, prefix, observed, now } = inputs;
  const gathered = gather(inputs, prepared);
  const { ruleMaps, ruleNames } = gathered;
  const generated = configuration(inputs, prepared, gathered);
  const web = webConfig(prometheus.spec.web, `${prefix}-web-config`, '/etc/prometheus/web_config');
  const servers = {
    observed: observed.statefulSets,
    parent: prometheus,
    prepared,
    prefix,
    tlsAssets: generated.tls,
    ruleConfigMaps: ruleNames,
    configSecrets: gathered.distribution.mounted,
    shards: shardCount(gathered.assignment),
    web,
    now,
  };
  const placement = workload(servers);
  const { statefulSets } = placement;
  const query = queryTierFor(inputs, gathered, servers, statefulSets);
  const targets = targetsFor(inputs, gathered);
  return {
    status: status(inputs, [
      ...prometheusConditions(inputs, prepared, gathered, placement),
      ...query.conditions,
      ...targets.conditions,
    ]),
    children: children(inputs, { ruleMaps, generated, webText: web.text, statefulSets, query, targets }),
    ...nextSync(gathered, statefulSets, targets),
    figures: selectedFigures([...gathered.selected, ...ruleKinds(gathered)], gathered.rejected),
  };
}

const targetsFor = ({ prometheus, observed, targets, now, options }: PrometheusInputs, { selected }: Gathered) =>
  targetReport({ parent: prometheus, selected, facts: targets, observed: observed.configMaps, now }, options);

const ruleKinds = ({ rules }: Gathered) => rules.rules.map(() => ({ kind: 'PrometheusRule' }));

/** When Metacontroller syncs again without a change. */
function nextSync(
  { moving, selected, members }: Gathered,
  statefulSets: readonly KubernetesObject[],
  { resyncAfterSeconds }: TargetReport,
) {
  if (moving) return { resyncAfterSeconds: RESHARDING_SECONDS };
  if (selected.some(isPending)) return { resyncAfterSeconds: ASSET_RETRY_SECONDS };
  if (resyncAfterSeconds !== undefined) return { resyncAfterSeconds };
  return members.isNotLoaded || statefulSets.some(isRetained) ? { resyncAfterSeconds: WAITING_SECONDS } : {};
}

const isRetained = (set: KubernetesObject): boolean => set.metadata.annotations?.[DEADLINE] !== undefined;

const status = (
  { prometheus, prefix, observed, related, now, options }: PrometheusInputs,
  conditions: readonly NewCondition[],
) =>
  prometheusStatus({
    statefulSets: observed.statefulSets,
    pods: related.pods,
    parent: prometheus,
    mode: 'server',
    prefix,
    conditions,
    tier: existingTier(prometheus, observed, prefix, options),
    now,
    options,
  });

/**
 * The sync hook of Prometheus. A mistake in the object or in its references stops the sync: the children stay, and
 * Reconciled has the reason. A mistake in a selected object rejects that object only.
 */
export function syncPrometheus(given: Inputs, facts: unknown, now: Date, options: Options): SyncResponse {
  const found = (facts ?? {}) as PrometheusFacts;
  return syncAutoscaled({ inputs: given, facts: found.load, now, options }, (scaled) => {
    const inputs = prometheusInputs(scaled, found, now);
    const steps = {
      namespaces: options.prometheusInstanceNamespaces,
      selector: options.prometheusInstanceSelector,
      status: (conditions: readonly NewCondition[]) => status(inputs, conditions),
      prepare: () => prepare(inputs),
      render: (prepared: Prepared) => render(inputs, prepared),
    };
    return reconcile(inputs, steps, scaled.options);
  });
}

export const finalizePrometheus = (inputs: Inputs): SyncResponse => teardown(inputs);
