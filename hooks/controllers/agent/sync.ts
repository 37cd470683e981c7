// The hooks of PrometheusAgent: as Prometheus, without rules, alerting, queries and retention.

import type { PrometheusAgent } from '../../api/prometheusagent.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { CustomizeRequest, CustomizeResponse, SyncResponse } from '../../core/hook.ts';
import type { Inputs, Lister } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { type Distribution, distribution } from '../../prometheus/server/distribution.ts';
import { type Placement, place } from '../../prometheus/server/placement.ts';
import { type Generated, generatedSecrets } from '../../prometheus/server/secrets.ts';
import { type SharedParts, shardName, shardStatefulSet } from '../../prometheus/server/statefulset.ts';
import { fitting } from '../../scrape/fitting.ts';
import { inUse } from '../../scrape/inuse.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { shardsOf } from '../../scrape/job/sharding.ts';
import { partsOf } from '../../scrape/parts.ts';
import {
  isPending,
  notLoadedNames,
  type Selected,
  selectScrapeObjects,
  trimmed,
  waiting,
} from '../../scrape/select.ts';
import { knows } from '../../versions/prometheus.ts';
import { reconciled, resourcesAccepted } from '../../workload/conditions.ts';
import { imageMatchesVersion } from '../../workload/imageversion.ts';
import { isOverdue, referencesRead } from '../../workload/overdue.ts';
import { reconcile } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { namespaceLabels } from '../../workload/select.ts';
import { selectedFigures } from '../../workload/selectedcount.ts';
import { governingService, governingServices } from '../../workload/services.ts';
import { teardown } from '../../workload/teardown.ts';
import { type Mounted, webConfig } from '../../workload/webconfig.ts';
import { commonRules } from '../prometheus/customize.ts';
import { prometheusStatus } from '../prometheus/status.ts';
import { agentConfig, agentJobs } from './config.ts';
import { agentDaemonSet } from './daemonset.ts';
import { type Prepared, prepare } from './prepare.ts';

const SERVICE = 'prometheus-agent-operated';
/** Seconds until the next sync while an asset Secret is pending. */
const ASSET_RETRY_SECONDS = 2;

const prefixOf = (agent: PrometheusAgent): string => `prom-agent-${agent.metadata.name}`;

export function customizeAgent(request: CustomizeRequest, options: Options): CustomizeResponse {
  const parent = request.parent as KubernetesObject & { readonly spec: CommonSpec };
  return { relatedResources: commonRules(parent, { mode: 'agent', more: [], service: SERVICE }, options) };
}

const agentService = (agent: KubernetesObject, options: Options): KubernetesObject =>
  governingService(
    agent,
    {
      app: 'prometheus-agent',
      operated: 'prometheus',
      ports: (web) => [{ name: web, port: 9090, protocol: 'TCP', targetPort: web }],
    },
    options,
  );

function statefulSets(agent: PrometheusAgent, observed: Lister, shared: SharedParts, options: Options): Placement {
  const prefix = prefixOf(agent);
  const parent = agent as unknown as KubernetesObject & { readonly spec: PrometheusAgent['spec'] };
  const pairs = Array.from({ length: shardsOf(agent.spec) }, (_, shard) => {
    const before = observed.get(agent.metadata.namespace, shardName(prefix, shard));
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

/** What the pods depend on besides the agent. */
interface PodInput {
  readonly tlsAssets: SharedParts['tlsAssets'];
  readonly configSecrets: number;
  readonly web: Mounted;
}

function sharedParts(
  agent: PrometheusAgent,
  { context, args }: Prepared,
  { tlsAssets, configSecrets, web }: PodInput,
): SharedParts {
  const hasWeb = context.mode === 'daemonset' || knows(context.version, 'arg.web_config');
  return {
    configSecret: prefixOf(agent),
    configSecrets,
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

const reconciledCondition = (selected: readonly Selected[]): NewCondition =>
  waiting(selected) ??
  (selected.length === 0 ? reconciled('NoSelectedResources', 'no scrape object matches the selectors') : reconciled());

interface AgentInputs extends Inputs {
  readonly agent: PrometheusAgent;
  readonly now: Date;
  readonly options: Options;
}

const status = ({ agent, observed, related, now, options }: AgentInputs, conditions: readonly NewCondition[]) =>
  prometheusStatus({
    statefulSets: observed.statefulSets,
    daemonSets: agent.spec.mode === 'DaemonSet' && !options.parity ? observed.daemonSets : undefined,
    pods: related.pods,
    parent: agent,
    mode: 'agent',
    prefix: prefixOf(agent),
    conditions,
    now,
    options,
  });

/** The configuration Secrets and the TLS Secrets. */
function secrets(
  { agent, parent, observed }: AgentInputs,
  { context, additional }: Prepared,
  lists: readonly (readonly Selected[])[],
  distributed: Distribution,
): Generated {
  const [first = [], ...further] = partsOf(lists, distributed.filled);
  const pieces = agentConfig(context, first, additional);
  const jobs = further.map((part) => agentJobs(part, [], context));
  const parts = { prefix: prefixOf(agent), pieces, distribution: distributed, jobs, observed: observed.secrets };
  return generatedSecrets(parent, parts, lists.flat(), context);
}

function render(inputs: AgentInputs, prepared: Prepared): SyncResponse {
  const { agent, parent, observed, related, now, options } = inputs;
  const { context } = prepared;
  const prefix = prefixOf(agent);
  const found = selectScrapeObjects(related, namespaceLabels(related.namespaces), context);
  const overdue = isOverdue(parent, now, options);
  const used = inUse(found, prepared.additional, { context, overdue });
  const isKept = used.some((list) => list.some(isPending));
  const distributed = distribution(prepared.configSecrets, inputs, prefix, isKept);
  const lists = fitting(used, distributed.filled, options);
  const selected = lists.flat();
  const { config, jobs, tls } = secrets(inputs, prepared, lists, distributed);
  const web = webConfig(agent.spec.web, `${prefix}-web-config`, '/etc/prometheus/web_config');
  const shared = sharedParts(agent, prepared, { tlsAssets: tls, configSecrets: distributed.mounted, web });
  const workloads =
    context.mode === 'daemonset'
      ? [agentDaemonSet(agent, prefix, shared, options)]
      : statefulSets(agent, observed.statefulSets, shared, options).statefulSets;
  const rejected = selected.filter((item) => item.issues.length > 0 && !isPending(item));
  return {
    status: status(inputs, [
      reconciledCondition(selected),
      resourcesAccepted(rejected),
      ...imageMatchesVersion(agent.spec, context.version, options),
      ...referencesRead(notLoadedNames(selected), options),
      ...trimmed(selected, context),
    ]),
    children: [
      config,
      ...jobs,
      ...tls,
      textSecret(parent, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      ...(context.mode === 'daemonset' ? [] : governingServices(parent, agentService(parent, options), inputs)),
      ...workloads,
    ],
    ...(selected.some(isPending) ? { resyncAfterSeconds: ASSET_RETRY_SECONDS } : {}),
    figures: selectedFigures(selected, rejected),
  };
}

/**
 * The sync hook of PrometheusAgent. A mistake in the object stops the sync, and the children stay. A mistake in a
 * scrape object rejects that object only.
 */
export function syncAgent(given: Inputs, _facts: unknown, now: Date, options: Options): SyncResponse {
  const agent = given.parent as unknown as PrometheusAgent;
  const inputs: AgentInputs = { ...given, agent, now, options };
  const steps = {
    namespaces: options.prometheusInstanceNamespaces,
    selector: options.prometheusInstanceSelector,
    status: (conditions: readonly NewCondition[]) => status(inputs, conditions),
    prepare: () => prepare(agent, inputs.related, options),
    render: (prepared: Prepared) => render(inputs, prepared),
  };
  return reconcile(inputs, steps, options);
}

export const finalizeAgent = (inputs: Inputs): SyncResponse => teardown(inputs);
