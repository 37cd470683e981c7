// The x-kubernetes-validations of the CRDs as functions: the API server evaluates their CEL expressions, and we do not.
import { row } from '../core/row.ts';
import { isRecord } from '../core/yaml.ts';

type Value = Readonly<Record<string, unknown>>;
type Holds = (self: Value) => boolean;

/** The member at a path; `undefined` where there is none. */
function at(self: Value, path: string): unknown {
  let value: unknown = self;
  for (const name of path.split('.')) value = isRecord(value) ? value[name] : undefined;
  return value ?? undefined;
}

const has = (self: Value, path: string): boolean => at(self, path) !== undefined;

/** Topology sharding needs a shard for each value. */
function coversTopology(self: Value): boolean {
  const values = at(self, 'shardingStrategy.topology.values');
  if (at(self, 'shardingStrategy.mode') !== 'Topology' || !Array.isArray(values) || values.length === 0) return true;
  const shards = at(self, 'shards') ?? 1;
  return typeof shards !== 'number' || shards >= values.length;
}

/** Rules by their message, which is shorter than the expression. */
const RULES: Readonly<Record<string, Holds>> = {
  'botToken and botTokenFile are mutually exclusive.': (self) => !has(self, 'botToken') || !has(self, 'botTokenFile'),
  'rollingUpdate requires type to be RollingUpdate': (self) =>
    at(self, 'type') === 'RollingUpdate' || !has(self, 'rollingUpdate'),
  'externalId can only be used when roleArn is specified': (self) => !has(self, 'externalId') || has(self, 'roleArn'),
  'httpConfig.authorization or httpConfig.bearerTokenSecret is required': (self) =>
    has(self, 'httpConfig.authorization') || has(self, 'httpConfig.bearerTokenSecret'),
  'shards must be greater than or equal to the number of topology values when sharding strategy mode is Topology':
    coversTopology,
  "topology can only be defined when mode is set to 'Topology'": (self) =>
    !has(self, 'topology') || at(self, 'mode') === 'Topology',
  'shards cannot be greater than 1 when mode is DaemonSet': (self) =>
    at(self, 'mode') !== 'DaemonSet' || Number(at(self, 'shards') ?? 1) <= 1,
  'at most one of basicAuth, authorization, or oauth2 can be configured': (self) =>
    ['basicAuth', 'authorization', 'oauth2'].filter((name) => has(self, name)).length <= 1,
};

const NOT_IN_DAEMON_SET = /^(\w+) cannot be set when mode is DaemonSet$/;

/** The function of a rule; `undefined` for a rule without one, which a test rules out. */
export function validationRule(message: string): Holds | undefined {
  const [, field] = NOT_IN_DAEMON_SET.exec(message) ?? [];
  if (field) return (self) => at(self, 'mode') !== 'DaemonSet' || !has(self, field);
  return row(RULES, message);
}
