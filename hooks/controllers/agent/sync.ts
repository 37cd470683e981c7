// PrometheusAgent -> its children and status: as Prometheus, without rules, alerting, queries and retention.

import type { PrometheusAgent } from '../../api/prometheusagent.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { CustomizeRequest, CustomizeResponse, SyncRequest, SyncResponse } from '../../core/hook.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import type { Section } from '../../core/section.ts';
import { checkLabelTexts } from '../../core/selector.ts';
import { additionalList } from '../../prometheus/config/additional.ts';
import { checkCommon } from '../../prometheus/config/references.ts';
import { podLabels, shardLabels } from '../../prometheus/server/labels.ts';
import { type Placement, place } from '../../prometheus/server/placement.ts';
import { generatedSecrets } from '../../prometheus/server/secrets.ts';
import { type SharedParts, shardName, shardStatefulSet } from '../../prometheus/server/statefulset.ts';
import { relatedLookup } from '../../references/lookup.ts';
import { material } from '../../references/resolver.ts';
import type { CommonSpec, ScrapeContext } from '../../scrape/job/context.ts';
import { checkShards, shardsOf } from '../../scrape/job/sharding.ts';
import {
  contextKey,
  fitting,
  isPending,
  type Selected,
  selectScrapeObjects,
  unreadNames,
  waiting,
} from '../../scrape/select.ts';
import { knows, prometheusVersion } from '../../versions/prometheus.ts';
import { type Argument, checkAdditionalArgs } from '../../workload/args.ts';
import { reconciled, resourcesAccepted } from '../../workload/conditions.ts';
import { inTime, isOverdue, referencesRead } from '../../workload/overdue.ts';
import { checkGoverningService, checkStorageClass } from '../../workload/prerequisites.ts';
import { type Frame, framed } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { namespaceLabels } from '../../workload/select.ts';
import { governingService, governingServices } from '../../workload/services.ts';
import { teardown } from '../../workload/teardown.ts';
import { type Mounted, webConfig } from '../../workload/webconfig.ts';
import { commonRules } from '../prometheus/customize.ts';
import { checkSelections, scrapeSelections } from '../prometheus/prepare.ts';
import { prometheusStatus } from '../prometheus/status.ts';
import { agentArgs } from './args.ts';
import { agentConfig } from './config.ts';
import { agentDaemonSet } from './daemonset.ts';

const SERVICE = 'prometheus-agent-operated';
const SOON = 2;

const prefixOf = (agent: PrometheusAgent): string => `prom-agent-${agent.metadata.name}`;
const modeOf = (agent: PrometheusAgent): 'agent' | 'daemonset' =>
  agent.spec.mode === 'DaemonSet' ? 'daemonset' : 'agent';

/** The customize hook of PrometheusAgent. */
export function customizeAgent(request: CustomizeRequest, options: Options): CustomizeResponse {
  const parent = request.parent as KubernetesObject & { readonly spec: CommonSpec };
  return { relatedResources: commonRules(parent, 'agent', [], SERVICE, options) };
}

interface Prepared {
  readonly context: ScrapeContext;
  readonly args: readonly Argument[];
  readonly additional: readonly Section[];
}

function prepare(
  request: SyncRequest,
  agent: PrometheusAgent,
  options: Options,
): Prepared | { readonly issues: readonly Issue[] } {
  const { spec } = agent;
  const { name, namespace = '' } = agent.metadata;
  const mode = modeOf(agent);
  const version = prometheusVersion(spec.version);
  if (!version)
    return {
      issues: [
        issue('InvalidVersion', 'spec.version', `${quoted(spec.version)} is not a version of Prometheus 2 or 3`),
      ],
    };
  if (mode === 'daemonset' && !options.gates.PrometheusAgentDaemonSet) {
    return {
      issues: [issue('InvalidConfiguration', 'spec.mode', 'DaemonSet needs the feature gate PrometheusAgentDaemonSet')],
    };
  }
  const context: ScrapeContext = {
    namespace,
    name,
    spec,
    version,
    options,
    mode,
    material: material(relatedLookup(request.related), undefined, options.parity),
  };
  const args = agentArgs(context);
  const own = additionalList(context.material, namespace, spec.additionalScrapeConfigs, 'spec.additionalScrapeConfigs');
  const labels = podLabels(version, spec.podMetadata?.labels, shardLabels(mode, name, 0, options.labels));
  const issues = [
    ...(mode === 'agent' ? checkStorageClass(spec.storage, request.related) : []),
    ...checkSelections(scrapeSelections(spec, namespace)),
    ...checkShards(agent.spec),
    ...checkCommon(context),
    ...own.issues,
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, namespace, labels, request.related),
    ...checkAdditionalArgs(args, spec.additionalArgs, 'spec.additionalArgs'),
  ];
  return issues.length > 0 ? { issues } : { context, args, additional: own.list ?? [] };
}

const agentService = (agent: KubernetesObject, options: Options): KubernetesObject =>
  governingService(
    agent,
    'prometheus-agent',
    'prometheus',
    (web) => [{ name: web, port: 9090, protocol: 'TCP', targetPort: web }],
    options,
  );

function statefulSets(request: SyncRequest, agent: PrometheusAgent, shared: SharedParts, options: Options): Placement {
  const prefix = prefixOf(agent);
  const parent = agent as unknown as KubernetesObject & { readonly spec: PrometheusAgent['spec'] };
  const pairs = Array.from({ length: shardsOf(agent.spec) }, (_, shard) => {
    const before = request.children['StatefulSet.apps/v1']?.[`${agent.metadata.namespace}/${shardName(prefix, shard)}`];
    const set = shardStatefulSet(shard, {
      parent,
      mode: 'agent',
      prefix,
      governingService: SERVICE,
      shared,
      containers: () => [],
      observed: before,
      options,
    });
    return { before, set };
  });
  return place(pairs);
}

function sharedParts(
  agent: PrometheusAgent,
  { context, args }: Prepared,
  tlsAssets: SharedParts['tlsAssets'],
  web: Mounted,
): SharedParts {
  const hasWeb = context.mode === 'daemonset' || knows(context.version, 'arg.web_config');
  return {
    configSecret: prefixOf(agent),
    tlsAssets,
    ruleConfigMaps: [],
    webConfig: hasWeb ? web : undefined,
    sidecarClient: undefined,
    image: { image: agent.spec.image },
    version: context.version,
    args,
    env: [],
    reloaderWeb: agent.spec.web !== undefined && hasWeb,
  };
}

const conditionOf = (selected: readonly Selected[]): NewCondition =>
  waiting(selected) ??
  (selected.length === 0 ? reconciled('NoSelectedResources', 'no scrape object matches the selectors') : reconciled());

const statusOf = (
  request: SyncRequest,
  parent: PrometheusAgent,
  conditions: readonly NewCondition[],
  now: Date,
  options: Options,
) => prometheusStatus({ request, parent, mode: 'agent', prefix: prefixOf(parent), conditions, now, options });

function render(
  request: SyncRequest,
  agent: PrometheusAgent,
  prepared: Prepared,
  now: Date,
  options: Options,
): SyncResponse {
  const { context } = prepared;
  const prefix = prefixOf(agent);
  const key = contextKey(context);
  const found = selectScrapeObjects(request.related, namespaceLabels(request.related), context, key);
  const inUse = isOverdue(request.parent, now, options)
    ? found.map((item) => ({ ...item, issues: inTime(item.issues) }))
    : found;
  const selected = fitting(inUse, agent.metadata.uid ?? '', options);
  const pieces = agentConfig(context, selected, prepared.additional);
  const { config, tls } = generatedSecrets(request, prefix, pieces, selected, context);
  const web = webConfig(agent.spec.web, `${prefix}-web-config`, '/etc/prometheus/web_config');
  const shared = sharedParts(agent, prepared, tls, web);
  const workloads =
    context.mode === 'daemonset'
      ? [agentDaemonSet(agent, prefix, shared, options)]
      : statefulSets(request, agent, shared, options).statefulSets;
  const rejected = selected.filter((item) => item.issues.length > 0 && !isPending(item));
  return {
    status: statusOf(
      request,
      agent,
      [conditionOf(selected), resourcesAccepted(rejected), ...referencesRead(unreadNames(selected), options)],
      now,
      options,
    ),
    children: [
      config,
      ...tls,
      textSecret(request.parent, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      ...(context.mode === 'daemonset'
        ? []
        : governingServices(request, agentService(request.parent, options), agent.spec.serviceName)),
      ...workloads,
    ],
    ...(selected.some(isPending) ? { resyncAfterSeconds: SOON } : {}),
  };
}

/**
 * The sync hook of PrometheusAgent. A mistake in the object itself stops it and leaves the children as they are; a bad
 * scrape object is rejected alone.
 */
export function syncAgent(request: SyncRequest, _facts: unknown, now: Date, options: Options): SyncResponse {
  const agent = request.parent as unknown as PrometheusAgent;
  const frame: Frame<Prepared> = {
    namespaces: options.prometheusInstanceNamespaces,
    selector: options.prometheusInstanceSelector,
    status: (conditions) => statusOf(request, agent, conditions, now, options),
    prepare: () => prepare(request, agent, options),
    render: (prepared) => render(request, agent, prepared, now, options),
  };
  return framed(request, frame, options);
}

/** The finalize hook of PrometheusAgent. */
export const finalizeAgent = (request: SyncRequest): SyncResponse => teardown(request);
