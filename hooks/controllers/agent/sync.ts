// The hooks of PrometheusAgent: as Prometheus, without rules, alerting, queries and retention.

import type { PrometheusAgent } from '../../api/prometheusagent.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { CustomizeRequest, CustomizeResponse, SyncResponse } from '../../core/hook.ts';
import type { Inputs, Lister } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { loadFacts } from '../../prometheus/autoscaling/facts.ts';
import type { LoadFacts } from '../../prometheus/autoscaling/load.ts';
import { followed, inForce } from '../../prometheus/autoscaling/parent.ts';
import { type Scaled, syncAutoscaled } from '../../prometheus/autoscaling/scaling.ts';
import { type Distribution, distribution } from '../../prometheus/server/distribution.ts';
import { type Placement, place } from '../../prometheus/server/placement.ts';
import { type Generated, generatedSecrets } from '../../prometheus/server/secrets.ts';
import { type SharedParts, shardName, shardStatefulSet } from '../../prometheus/server/statefulset.ts';
import { fitting } from '../../scrape/fitting.ts';
import { inUse } from '../../scrape/inuse.ts';
import type { Sharding } from '../../scrape/job/assignment.ts';
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
  /** What the autoscaling adds. The agent has its number of shards. */
  readonly scaling: Pick<Scaled, 'annotations' | 'conditions'>;
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
  { agent, parent, observed, scaling }: AgentInputs,
  { context, additional }: Prepared,
  lists: readonly (readonly Selected[])[],
  distributed: Distribution,
): Generated {
  const [first = [], ...further] = partsOf(lists, distributed.filled);
  const pieces = agentConfig(context, first, additional);
  const jobs = further.map((part) => agentJobs(part, [], context));
  const files = { pieces, distribution: distributed, jobs };
  const parts = { prefix: prefixOf(agent), ...files, annotations: scaling.annotations, observed: observed.secrets };
  return generatedSecrets(parent, parts, lists.flat(), context);
}

function render(inputs: AgentInputs, prepared: Prepared): SyncResponse {
  const { agent, parent, observed, related, scaling, now, options } = inputs;
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
      ...scaling.conditions,
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

/** An agent that follows its load moves as few targets as possible, and at once. */
const assignment = ({ spec }: PrometheusAgent, { annotations }: Scaled): Sharding | undefined => {
  const shards = shardsOf(spec);
  return shards > 1 && Object.keys(annotations).length > 0 ? { now: { mode: 'consistent', shards } } : undefined;
};

/** Results of the probes of one sync. */
interface AgentFacts {
  /** The load, of an agent that follows it. */
  readonly load: LoadFacts | undefined;
}

/** The load of the shards. Never rejects; takes four seconds at most. */
export async function agentFacts(inputs: Inputs, now: Date, options: Options): Promise<AgentFacts> {
  const found = followed(inputs, now, options);
  return { load: await loadFacts(inForce(inputs, found, options).inputs, found, now) };
}

/**
 * The sync hook of PrometheusAgent. A mistake in the object stops the sync, and the children stay. A mistake in a
 * scrape object rejects that object only.
 */
export function syncAgent(given: Inputs, facts: unknown, now: Date, options: Options): SyncResponse {
  const { load } = (facts ?? {}) as AgentFacts;
  return syncAutoscaled({ inputs: given, facts: load, now, options }, (scaled) => {
    const agent = scaled.inputs.parent as unknown as PrometheusAgent;
    const inputs: AgentInputs = { ...scaled.inputs, agent, scaling: scaled, now, options: scaled.options };
    const steps = {
      namespaces: options.prometheusInstanceNamespaces,
      selector: options.prometheusInstanceSelector,
      status: (conditions: readonly NewCondition[]) => status(inputs, conditions),
      prepare: () => prepare(agent, inputs.related, scaled.options, assignment(agent, scaled)),
      render: (prepared: Prepared) => render(inputs, prepared),
    };
    return reconcile(inputs, steps, scaled.options);
  });
}

export const finalizeAgent = (inputs: Inputs): SyncResponse => teardown(inputs);
