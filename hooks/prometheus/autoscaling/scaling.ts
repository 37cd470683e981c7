// The number of shards of one sync: the decision, and the inputs with its number.
import { conditionOf, type NewCondition } from '../../core/conditions.ts';
import type { SyncResponse } from '../../core/hook.ts';
import type { Inputs } from '../../core/inputs.ts';
import { quoted } from '../../core/message.ts';
import type { KubernetesObject, ManagedFieldsEntry } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { isRecord } from '../../core/yaml.ts';
import { shardsOf } from '../../scrape/job/sharding.ts';
import type { Autoscale } from './annotation.ts';
import { AUTOSCALING, autoscalingCondition, refusedCondition } from './condition.ts';
import { type Decision, decide, reasonOf } from './decide.ts';
import type { LoadFacts } from './load.ts';
import { type Followed, followed, type InForce, inForce, withShards } from './parent.ts';
import { autoscaleAnnotations, isWritten } from './state.ts';
import { unevenRemark } from './uneven.ts';

/** What a sync is made with. */
export interface Scaled extends InForce {
  /** Annotations of the configuration Secret. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly conditions: readonly NewCondition[];
}

/** The sync of a Prometheus whose number of shards is that of its spec. */
export const unscaled = (inputs: Inputs, options: Options): Scaled => ({
  inputs,
  options,
  annotations: {},
  conditions: [],
});

/** Seconds until the next sync without facts, as while targets move. */
const RESYNC_SECONDS = 60;
const HOUR_MS = 3_600_000;
/**
 * How long a server has series of targets that have moved away. Prometheus removes a series from memory at most three
 * hours after its last sample (prometheus.io: storage, the head block), an agent after two.
 */
const MEMORY = { server: 4 * HOUR_MS, agent: 2.5 * HOUR_MS } as const;

const writes = ({ fieldsV1 }: ManagedFieldsEntry): boolean => {
  const spec = fieldsV1?.['f:spec'];
  return isRecord(spec) && spec['f:shards'] !== undefined;
};

/** What has written `spec.shards` last; '' if it is not known. */
function writerOf({ metadata }: KubernetesObject): string {
  const last = (metadata.managedFields ?? [])
    .filter(writes)
    .sort((a, b) => (Date.parse(b.time ?? '') || 0) - (Date.parse(a.time ?? '') || 0))[0]?.manager;
  return last ? quoted(last) : '';
}

/** What a decision depends on. */
export interface ScalingInput {
  readonly inputs: Inputs;
  readonly facts: LoadFacts | undefined;
  readonly now: Date;
  readonly options: Options;
}

/** The sync with the number of shards in force, without a decision. */
function undecided({ inputs, options }: ScalingInput, found: Followed): Scaled {
  const { wanted, state, shards } = found;
  const condition = (): readonly NewCondition[] => {
    if ('issues' in wanted) return [refusedCondition(wanted.reason, wanted.issues, shards)];
    return state ? [autoscalingCondition({ state, reason: reasonOf(state) }, wanted, { writer: '', remark: '' })] : [];
  };
  return {
    ...inForce(inputs, found, options),
    annotations: state ? autoscaleAnnotations(state) : {},
    conditions: condition(),
  };
}

/** The sync with a decision. */
function decided({ inputs, facts, options }: ScalingInput, { state, ...why }: Decision, wanted: Autoscale): Scaled {
  const before = conditionOf(inputs.parent, AUTOSCALING)?.message ?? '';
  const remarks = { writer: writerOf(inputs.parent), remark: unevenRemark(facts, wanted, before) };
  return {
    ...withShards(inputs, state.shards, options),
    annotations: autoscaleAnnotations(state),
    conditions: [autoscalingCondition({ state, ...why }, wanted, remarks)],
  };
}

/**
 * The response of a sync with the number of shards that the load needs. A decision counts only if the response writes
 * it: otherwise, the sync is made with the number in force.
 */
export function syncAutoscaled(input: ScalingInput, sync: (scaled: Scaled) => SyncResponse): SyncResponse {
  const { inputs, facts, now, options } = input;
  const found = followed(inputs, now, options);
  if (!found) return sync(unscaled(inputs, options));
  const { wanted, state, isMoving, isAgent, prefix, spec } = found;
  if ('issues' in wanted) return sync(undecided(input, found));
  const memory = isAgent ? MEMORY.agent : MEMORY.server;
  const about = { wanted, spec: shardsOf(spec), state, isMoving, facts, memory, now: now.getTime() };
  const decision = decide(about);
  const response = sync(decided(input, decision, wanted));
  if (!isWritten(response.children, prefix, decision.state))
    return decision.state.shards === found.shards ? response : sync(undecided(input, found));
  const { resyncAfterSeconds = Number.POSITIVE_INFINITY } = response;
  return { ...response, resyncAfterSeconds: Math.min(resyncAfterSeconds, facts?.next ?? RESYNC_SECONDS) };
}
