// The parent with the number of shards in force instead of `spec.shards`, so that everything else agrees on it: names,
// assignment, query tier, status.

import type { Prometheus } from '../../api/prometheus.ts';
import { conditionOf } from '../../core/conditions.ts';
import { ofSame } from '../../core/identity.ts';
import type { Inputs } from '../../core/inputs.ts';
import { type Issue, issue } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { checkShards, shardsOf, zones } from '../../scrape/job/sharding.ts';
import { LONGEST_SET } from '../../workload/reconcile.ts';
import { shardName } from '../server/statefulset.ts';
import { isUnmanaged } from '../server/unmanaged.ts';
import { AUTOSCALE } from '../sharding/running.ts';
import { currentResharding } from '../sharding/state.ts';
import { type Autoscale, parseAutoscale } from './annotation.ts';
import { AUTOSCALING } from './condition.ts';
import { type AutoscaleState, stateOf } from './state.ts';

/** The spec of a Prometheus, or of an agent. */
export type Spec = Prometheus['spec'] & { readonly mode?: string };

/** A Prometheus with the annotation. */
export interface Followed {
  /** Name of the workload and of the configuration Secret. */
  readonly prefix: string;
  readonly isAgent: boolean;
  /** The spec of the user. */
  readonly spec: Spec;
  /** The number of shards in force. */
  readonly shards: number;
  /** The state; `undefined` before the first decision. */
  readonly state: AutoscaleState | undefined;
  /** The annotation, or why it cannot be followed. */
  readonly wanted: Autoscale | Refusal;
  /** Whether targets move. */
  readonly isMoving: boolean;
  readonly isPaused: boolean;
}

export interface Refusal {
  readonly reason: 'InvalidConfiguration' | 'NotPossible';
  readonly issues: readonly Issue[];
}

/** Inputs and options with a number of shards. */
export interface InForce {
  readonly inputs: Inputs;
  readonly options: Options;
}

const isAgentKind = ({ kind }: KubernetesObject): boolean => kind === 'PrometheusAgent';
const specOf = (parent: KubernetesObject): Spec => (parent as unknown as { readonly spec: Spec }).spec;
const prefixOf = (parent: KubernetesObject): string =>
  `${isAgentKind(parent) ? 'prom-agent' : 'prometheus'}-${parent.metadata.name}`;

const impossible = (path: string, message: string): Issue => issue('InvalidConfiguration', path, message);

/** Why the number of shards cannot follow the load, whatever the load is. */
function obstacles(parent: KubernetesObject, { maxShards, samplesPerShard }: Autoscale, options: Options): Issue[] {
  const spec = specOf(parent);
  const isAgent = isAgentKind(parent);
  const found: readonly (readonly [applies: boolean, path: string, message: string])[] = [
    [spec.mode === 'DaemonSet', 'spec.mode', 'a DaemonSet has no shards'],
    [spec.listenLocal === true, 'spec.listenLocal', 'it is true: the hooks cannot ask the servers for their load'],
    [zones({ spec, options }).length > 0, 'spec.shardingStrategy', 'shards over zones cannot follow the load'],
    [
      !isAgent && isUnmanaged(spec, options),
      'spec',
      'no selector is set, so you write the configuration and the assignment of targets yourself',
    ],
    [
      isAgent && samplesPerShard !== undefined,
      'metadata.annotations',
      'samplesPerShard is not possible for an agent, which has no queries: use seriesPerShard',
    ],
    [
      shardName(prefixOf(parent), maxShards - 1).length > LONGEST_SET,
      'metadata.name',
      'it is too long for the pods of maxShards shards: choose a shorter name',
    ],
  ];
  return [
    ...found.flatMap(([applies, path, message]) => (applies ? [impossible(path, message)] : [])),
    ...checkShards({ ...spec, shards: maxShards }),
  ];
}

/** The annotation, or why it cannot be followed. */
function readAnnotation(parent: KubernetesObject, text: string, options: Options): Autoscale | Refusal {
  const parsed = parseAutoscale(text);
  if ('issues' in parsed) return { reason: 'InvalidConfiguration', issues: parsed.issues };
  const issues = obstacles(parent, parsed, options);
  return issues.length > 0 ? { reason: 'NotPossible', issues } : parsed;
}

const REFUSALS: readonly string[] = ['InvalidConfiguration', 'NotPossible'] satisfies Refusal['reason'][];

/** The state of a Prometheus whose Secret was deleted: its status has the number of shards too. */
function lostState(parent: KubernetesObject, now: number): AutoscaleState | undefined {
  const condition = conditionOf(parent, AUTOSCALING);
  const { shards } = (parent['status'] ?? {}) as { readonly shards?: unknown };
  if (!condition || REFUSALS.includes(condition.reason) || typeof shards !== 'number' || shards < 1) return undefined;
  const number = shardsOf({ shards });
  return { shards: number, was: number, spec: shardsOf(specOf(parent)), cause: 'lost', changed: now };
}

const consistent = ofSame((options: Options): Options => ({ ...options, sharding: 'consistent' }));

/** The inputs with this number of shards. Data of removed shards stays unless the user says otherwise. */
export function withShards(inputs: Inputs, shards: number, options: Options): InForce {
  const { parent } = inputs;
  const spec = specOf(parent);
  const { shardRetentionPolicy: policy } = spec;
  const retain = isAgentKind(parent) || policy?.whenScaled ? {} : { whenScaled: 'Retain' };
  const changed = isAgentKind(parent)
    ? { ...spec, shards }
    : { ...spec, shards, shardRetentionPolicy: { ...policy, ...retain } };
  return { inputs: { ...inputs, parent: { ...parent, spec: changed } }, options: consistent(options) };
}

/** What has the annotation; `undefined` without it. */
export function followed(inputs: Inputs, now: Date, options: Options): Followed | undefined {
  const { parent, observed } = inputs;
  const text = parent.metadata.annotations?.[AUTOSCALE];
  if (text === undefined || options.parity) return undefined;
  const prefix = prefixOf(parent);
  const wanted = readAnnotation(parent, text, options);
  const secret = observed.secrets.get(parent.metadata.namespace, prefix);
  const state = stateOf(secret) ?? lostState(parent, now.getTime());
  const spec = specOf(parent);
  const shards = state?.shards ?? shardsOf(spec);
  const found = { prefix, isAgent: isAgentKind(parent), spec, shards, state, wanted, isPaused: spec.paused === true };
  const held = inForce(inputs, found, options);
  const isMoving =
    !found.isAgent &&
    currentResharding(held.inputs.parent as unknown as Prometheus, observed, prefix, held.options).before !== undefined;
  return { ...found, isMoving };
}

/** The inputs with the number of shards in force. A wrong annotation changes nothing. */
export const inForce = (
  inputs: Inputs,
  found: Pick<Followed, 'shards' | 'state'> | undefined,
  options: Options,
): InForce => (found?.state ? withShards(inputs, found.shards, options) : { inputs, options });
