// Functions and aggregations of PromQL: types of arguments and result, and the first release of Prometheus with them
// (prometheus.io: querying/functions, CHANGELOG.md). Without `since`, every supported release has them.
import { atLeast, type Version } from './version.ts';

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

export interface PromFunction {
  /** Types of the arguments. The last type is that of all further arguments. */
  readonly args: readonly ValueType[];
  readonly min: number;
  readonly max: number;
  readonly gives: ValueType;
  readonly since?: string;
  readonly until?: string;
  /** Needs the feature flag promql-experimental-functions: always, or before this release. */
  readonly experimental?: true | string;
  /** Crashes a server that reads other servers (a panic in the querier of 3.16). */
  readonly localOnly?: true;
}

interface Traits {
  readonly min?: number;
  readonly max?: number;
  readonly gives?: ValueType;
  readonly since?: string;
  readonly until?: string;
  readonly experimental?: true | string;
  readonly localOnly?: true;
}

const fn = (args: string, traits: Traits = {}): PromFunction => {
  const list = args.split(' ').filter(Boolean) as ValueType[];
  return { args: list, min: list.length, max: list.length, gives: 'vector', ...traits };
};

const FUNCTIONS = {
  abs: fn('vector'),
  absent: fn('vector'),
  absent_over_time: fn('matrix', { since: '2.16.0' }),
  acos: fn('vector', { since: '2.31.0' }),
  acosh: fn('vector', { since: '2.31.0' }),
  asin: fn('vector', { since: '2.31.0' }),
  asinh: fn('vector', { since: '2.31.0' }),
  atan: fn('vector', { since: '2.31.0' }),
  atanh: fn('vector', { since: '2.31.0' }),
  avg_over_time: fn('matrix'),
  ceil: fn('vector'),
  changes: fn('matrix'),
  clamp: fn('vector scalar scalar', { since: '2.26.0' }),
  clamp_max: fn('vector scalar'),
  clamp_min: fn('vector scalar'),
  cos: fn('vector', { since: '2.31.0' }),
  cosh: fn('vector', { since: '2.31.0' }),
  count_over_time: fn('matrix'),
  day_of_month: fn('vector', { min: 0 }),
  day_of_week: fn('vector', { min: 0 }),
  day_of_year: fn('vector', { min: 0 }),
  days_in_month: fn('vector', { min: 0 }),
  deg: fn('vector', { since: '2.31.0' }),
  delta: fn('matrix'),
  deriv: fn('matrix'),
  double_exponential_smoothing: fn('matrix scalar scalar', { since: '3.0.0', experimental: true }),
  end: fn('', { gives: 'scalar', since: '3.12.0', experimental: true }),
  exp: fn('vector'),
  first_over_time: fn('matrix', { since: '3.7.0', experimental: '3.14.0' }),
  floor: fn('vector'),
  histogram_avg: fn('vector', { since: '2.51.0' }),
  histogram_count: fn('vector', { since: '2.40.0' }),
  histogram_fraction: fn('scalar scalar vector', { since: '2.40.0' }),
  histogram_quantile: fn('scalar vector'),
  histogram_quantiles: fn('vector string scalar', { max: 12, since: '3.11.0', experimental: true }),
  histogram_stddev: fn('vector', { since: '2.47.0' }),
  histogram_stdvar: fn('vector', { since: '2.47.0' }),
  histogram_sum: fn('vector', { since: '2.40.0' }),
  holt_winters: fn('matrix scalar scalar', { until: '3.0.0' }),
  hour: fn('vector', { min: 0 }),
  idelta: fn('matrix'),
  increase: fn('matrix'),
  info: fn('vector vector', { min: 1, since: '2.55.0', experimental: true, localOnly: true }),
  integral: fn('matrix scalar', { min: 1, since: '3.16.0', experimental: true }),
  irate: fn('matrix'),
  label_join: fn('vector string string string', { min: 3, max: Number.POSITIVE_INFINITY }),
  label_replace: fn('vector string string string string'),
  last_over_time: fn('matrix', { since: '2.26.0' }),
  ln: fn('vector'),
  log10: fn('vector'),
  log2: fn('vector'),
  mad_over_time: fn('matrix', { since: '2.49.0', experimental: true }),
  max_of: fn('scalar scalar', { gives: 'scalar', since: '3.13.0', experimental: true }),
  max_over_time: fn('matrix'),
  min_of: fn('scalar scalar', { gives: 'scalar', since: '3.13.0', experimental: true }),
  min_over_time: fn('matrix'),
  minute: fn('vector', { min: 0 }),
  month: fn('vector', { min: 0 }),
  pi: fn('', { gives: 'scalar', since: '2.31.0' }),
  predict_linear: fn('matrix scalar'),
  present_over_time: fn('matrix', { since: '2.29.0' }),
  quantile_over_time: fn('scalar matrix'),
  rad: fn('vector', { since: '2.31.0' }),
  range: fn('', { gives: 'scalar', since: '3.12.0', experimental: true }),
  rate: fn('matrix'),
  resets: fn('matrix'),
  round: fn('vector scalar', { min: 1 }),
  scalar: fn('vector', { gives: 'scalar' }),
  sgn: fn('vector', { since: '2.26.0' }),
  sin: fn('vector', { since: '2.31.0' }),
  sinh: fn('vector', { since: '2.31.0' }),
  sort: fn('vector'),
  sort_by_label: fn('vector string', { min: 1, max: Number.POSITIVE_INFINITY, since: '2.49.0', experimental: true }),
  sort_by_label_desc: fn('vector string', {
    min: 1,
    max: Number.POSITIVE_INFINITY,
    since: '2.49.0',
    experimental: true,
  }),
  sort_desc: fn('vector'),
  sqrt: fn('vector'),
  start: fn('', { gives: 'scalar', since: '3.12.0', experimental: true }),
  start_timestamp: fn('vector', { since: '3.14.0', experimental: true }),
  stddev_over_time: fn('matrix'),
  stdvar_over_time: fn('matrix'),
  step: fn('', { gives: 'scalar', since: '3.12.0', experimental: true }),
  sum_over_time: fn('matrix'),
  tan: fn('vector', { since: '2.31.0' }),
  tanh: fn('vector', { since: '2.31.0' }),
  time: fn('', { gives: 'scalar' }),
  timestamp: fn('vector'),
  ts_of_first_over_time: fn('matrix', { since: '3.7.0', experimental: true }),
  ts_of_last_over_time: fn('matrix', { since: '3.5.0', experimental: true }),
  ts_of_max_over_time: fn('matrix', { since: '3.5.0', experimental: true }),
  ts_of_min_over_time: fn('matrix', { since: '3.5.0', experimental: true }),
  vector: fn('scalar'),
  year: fn('vector', { min: 0 }),
} as const satisfies Record<string, PromFunction>;

/** All functions of all releases. */
export const functionNames: readonly string[] = Object.keys(FUNCTIONS);

/** The function of this name in any release, or `undefined`. */
export const functionOf = (name: string): PromFunction | undefined =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as keyof typeof FUNCTIONS] : undefined;

export interface Aggregation {
  /** Type of the argument before the vector. */
  readonly parameter?: ValueType;
  readonly since?: string;
  readonly experimental?: true;
}

const AGGREGATIONS = {
  avg: {},
  bottomk: { parameter: 'scalar' },
  count: {},
  count_values: { parameter: 'string' },
  group: { since: '2.20.0' },
  limit_ratio: { parameter: 'scalar', since: '2.54.0', experimental: true },
  limitk: { parameter: 'scalar', since: '2.54.0', experimental: true },
  max: {},
  min: {},
  quantile: { parameter: 'scalar' },
  stddev: {},
  stdvar: {},
  sum: {},
  topk: { parameter: 'scalar' },
} as const satisfies Record<string, Aggregation>;

/** The aggregation of this name in lower case, or `undefined`. */
export const aggregationOf = (name: string): Aggregation | undefined =>
  Object.hasOwn(AGGREGATIONS, name) ? AGGREGATIONS[name as keyof typeof AGGREGATIONS] : undefined;

/** Whether the function or aggregation needs promql-experimental-functions in this release. */
export const isExperimental = (what: PromFunction | Aggregation, release: Version): boolean =>
  what.experimental === true || (typeof what.experimental === 'string' && !atLeast(release, what.experimental));
