// Expressions that the query tier has to answer as a server without shards does: the rules of kube-prometheus, and a
// table of our own that has every function, aggregation, operator and modifier.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';

const REAL = resolve(import.meta.dirname, '../../../shared/conformance/cases/real');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string | number;
}
interface RuleObject {
  readonly kind?: string;
  readonly spec?: { readonly groups?: readonly { readonly rules: readonly Rule[] }[] };
}

/** Why there are no rules; false where there are some. */
export const noRules: string | false =
  !existsSync(REAL) && 'the rules of kube-prometheus (../shared/conformance) are not beside the project';

let named: Map<string, string[]> | undefined;

/**
 * Expressions of the rules of kube-prometheus, from both its distributions, with the names of the rules; none where
 * they are not beside the project.
 */
export function rules(): ReadonlyMap<string, readonly string[]> {
  if (named) return named;
  named = new Map();
  if (noRules) return named;
  const objects = ['kube-prometheus', 'kube-prometheus-stack'].flatMap(
    (name) => loadAll(readFileSync(join(REAL, name, 'input.yaml'), 'utf8')) as (RuleObject | null)[],
  );
  const groups = objects
    .filter((object) => object?.kind === 'PrometheusRule')
    .flatMap((object) => object?.spec?.groups ?? []);
  for (const { expr, record, alert = record ?? '' } of groups.flatMap((group) => group.rules))
    named.set(String(expr), [...(named.get(String(expr)) ?? []), alert]);
  return named;
}

export const ruleExpressions = (): string[] => [...rules().keys()];

const lines = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Of numbers, one by one. */
const MATHS =
  'abs acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad round sgn sin sinh sqrt tan tanh'
    .split(' ')
    .map((name) => `${name}((temperature_celsius - 500) / 500)`);

const DATES = 'day_of_month day_of_week day_of_year days_in_month hour minute month year'
  .split(' ')
  .flatMap((name) => [`${name}()`, `${name}(backup_last_success_timestamp_seconds)`]);

const RANGES = (
  'avg changes count deriv first idelta last mad max min present stddev stdvar sum ts_of_first ts_of_last ' +
  'ts_of_max ts_of_min delta resets'
)
  .split(' ')
  .map((name) => (/^(changes|deriv|idelta|delta|resets)$/.test(name) ? name : `${name}_over_time`))
  .flatMap((name) => [`${name}(queue_depth[7m])`, `sum by (queue) (${name}(queue_depth[90s] offset 3m))`]);

const COUNTERS = ['rate', 'irate', 'increase', 'resets', 'changes'].flatMap((name) => [
  `${name}(http_requests_total[5m])`,
  `sum by (code) (${name}(http_requests_total{method="GET"}[20m]))`,
  `sum(${name}(node_network_receive_bytes_total[3m:30s]))`,
]);

const FUNCTIONS = lines(`
  absent(up)
  absent(up{job="nobody",instance=~"a.*"})
  absent_over_time(up{job="nobody"}[5m])
  absent_over_time(http_requests_total{instance="10.1.7.7:8000"}[5m])
  clamp(temperature_celsius, 300, 700)
  clamp_max(temperature_celsius, 500)
  clamp_min(temperature_celsius, 500)
  double_exponential_smoothing(temperature_celsius[10m], 0.5, 0.5)
  histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[5m]))
  histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket[10m])))
  histogram_quantiles(sum by (le) (rate(http_request_duration_seconds_bucket[10m])), "q", 0.5, 0.9)
  histogram_fraction(0, 1, sum by (le) (rate(http_request_duration_seconds_bucket[10m])))
  histogram_avg(http_request_duration_seconds_count)
  histogram_count(http_request_duration_seconds_count)
  histogram_sum(http_request_duration_seconds_count)
  histogram_stddev(http_request_duration_seconds_count)
  histogram_stdvar(http_request_duration_seconds_count)
  integral(temperature_celsius[10m])
  label_join(up{job="shop"}, "where", "/", "namespace", "pod")
  label_replace(up, "host", "$1", "instance", "(.*):.*")
  max_of(3, scalar(sum(temperature_celsius)))
  min_of(3, scalar(sum(temperature_celsius)))
  predict_linear(queue_depth[15m], 3600)
  quantile_over_time(0.7, queue_depth[15m])
  round(temperature_celsius, 25)
  scalar(count(up))
  sort(temperature_celsius)
  sort_desc(temperature_celsius)
  sort_by_label(temperature_celsius, "pod")
  sort_by_label_desc(temperature_celsius, "pod", "instance")
  start_timestamp(http_requests_total)
  time() - backup_last_success_timestamp_seconds
  timestamp(up)
  max(timestamp(up) - timestamp(temperature_celsius)) or vector(0)
  vector(time())
  pi() * temperature_celsius
  temperature_celsius + start() - end() + step() + range()
`);

const AGGREGATIONS = lines(`
  sum(up)
  sum({__name__=~".+"})
  count({__name__=~".+"})
  count by (__name__) ({__name__=~"node_.+"})
  count by (job) ({__name__!=""})
  avg by (job) (up)
  avg(rate(node_cpu_seconds_total[5m]))
  stddev by (mode) (rate(node_cpu_seconds_total[5m]))
  stdvar(temperature_celsius)
  min by (namespace) (queue_depth)
  max without (instance, pod) (queue_depth)
  group by (job, namespace) (up)
  topk(5, temperature_celsius)
  topk by (queue) (2, queue_depth)
  topk(7, up)
  bottomk(5, rate(http_requests_total[5m]))
  quantile(0.95, rate(node_cpu_seconds_total{mode="user"}[5m]))
  quantile by (job) (0.5, up)
  count_values("value", up)
  count_values by (job) ("value", round(queue_depth, 100))
  limitk(3, up)
  limitk by (job) (1, up)
  limit_ratio(0.3, up)
  limit_ratio(-0.7, up)
  sum by (job, instance) (scrape_samples_scraped) or sum by (job) (up)
`);

const OPERATORS = lines(`
  temperature_celsius + 1
  2 - temperature_celsius
  temperature_celsius * queue_depth
  temperature_celsius / on (instance) group_right queue_depth
  queue_depth % 7
  queue_depth ^ 2
  -queue_depth
  +queue_depth
  (temperature_celsius - 500) atan2 temperature_celsius
  queue_depth == bool 0
  queue_depth != 0
  queue_depth > 500
  queue_depth < bool 500
  queue_depth >= on (instance, queue) queue_depth
  queue_depth <= ignoring (queue) group_left temperature_celsius
  up and on (instance) temperature_celsius > 500
  up or temperature_celsius
  up unless on (instance) temperature_celsius
  up{job="shop"} or on (job) up{job="kubelet"}
  rate(http_requests_total{code="500"}[5m]) / ignoring (code) rate(http_requests_total{code="200"}[5m])
  sum by (instance) (rate(http_requests_total[5m])) * on (instance) group_left (version) target_info
  queue_depth * on (namespace) group_left (node) kube_pod_info{pod="pod-3"}
  kube_pod_info * on (node) group_left (instance) kubelet_node_name{metrics_path="/metrics"}
  up{job=~"shop|kubelet",instance!~"10.0.*"}
  {__name__="up",job!="shop"}
  {"up",job="shop"}
  up{nobody=""}
  instance:node_num_cpu:sum * on (instance) group_right up
  cluster:node_cpu:sum_rate5m / count(sum by (instance, cpu) (node_cpu_seconds_total))
  1 < bool 2
  "text"
  42
`);

const MODIFIERS = lines(`
  up offset 10m
  temperature_celsius offset -10m
  rate(http_requests_total[5m] offset 1h)
  temperature_celsius - temperature_celsius offset 1h
  sum(up @ 1768010400)
  sum(temperature_celsius @ 1768010399.999)
  rate(http_requests_total[10m] @ 1768010400 offset 2m)
  topk(3, temperature_celsius @ start())
  up @ end()
  rate(http_requests_total[5m] @ end()) and topk(5, rate(http_requests_total[1h] @ end()))
  max_over_time(rate(http_requests_total{code="500"}[2m])[30m:1m])
  max_over_time(sum(queue_depth)[1h:])
  avg_over_time(sum by (job) (up)[10m:17s] offset 5m)
  deriv(sum(temperature_celsius)[20m:30s])
  sum_over_time(absent(up{job="nobody"})[5m:1m])
  quantile_over_time(0.5, (queue_depth > 400)[10m:30s])
  min_over_time((temperature_celsius @ 1768010400)[5m:1m])
  rate(http_requests_total[1h15m])
  increase(http_requests_total[2h30m])
  count_over_time(up[2h])
  count_over_time(temperature_celsius[15s])
  count_over_time({job="shop"}[1m])
  last_over_time(temperature_celsius[1h])
  sum(last_over_time(temperature_celsius[step() + 1m]))
  increase(http_requests_total[5m] anchored)
  rate(http_requests_total[5m] smoothed)
  temperature_celsius smoothed
  count(count_over_time(up[10m]) < 5)
  present_over_time(temperature_celsius[1m])
`);

export const OWN: readonly string[] = [
  ...MATHS,
  ...DATES,
  ...RANGES,
  ...COUNTERS,
  ...FUNCTIONS,
  ...AGGREGATIONS,
  ...OPERATORS,
  ...MODIFIERS,
];

/** Expressions that name external labels, which no series has. */
export const NAMES_EXTERNAL: readonly string[] = lines(`
  up{prometheus="",prometheus_replica=""}
  up{prometheus=~".*"}
  up{prometheus="monitoring/k8s"}
  count by (prometheus) (up{prometheus!="x"})
  absent(up{prometheus_replica="prometheus-k8s-0"})
`);
