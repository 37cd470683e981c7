// The dashboard of the hooks and of Metacontroller.
import { type Dashboard, graph, greenFrom, type Panel, type Row, redFrom } from './panels.ts';

const METACONTROLLER = 'job="metacontroller/metacontroller"';
const HOOKS = 'job=~"prometheus-metacontroller.*"';
const REQUESTS = 'prometheus_metacontroller_hook_requests_total';
const DURATION = 'prometheus_metacontroller_hook_duration_seconds_bucket';
const CONDITION = 'prometheus_metacontroller:condition:latest';
const OBJECT = 'kind, namespace, name';

const stat = (title: string, expr: string, thresholds: readonly object[]): Panel => ({
  title,
  type: 'stat',
  width: 4,
  targets: [{ expr }],
  thresholds,
});

const overview: Row = {
  title: 'Overview',
  panels: [
    stat('Ready pods of the hooks', `sum(prometheus_metacontroller_ready{${HOOKS}})`, greenFrom(1)),
    stat('Metacontroller', `sum(up{${METACONTROLLER}})`, greenFrom(1)),
    stat('Workloads', `count(${CONDITION}{type="Reconciled"})`, greenFrom(0)),
    stat('Not reconciled', `count(${CONDITION}{type="Reconciled",status="False"}) or on () vector(0)`, redFrom(1)),
    stat(
      'Rejected objects',
      'sum(prometheus_metacontroller:selected_resources:latest{state="rejected"}) or on () vector(0)',
      redFrom(1),
    ),
    stat(
      'Too expensive objects, one day',
      'sum(increase(prometheus_metacontroller_too_expensive_objects_total[1d]))',
      redFrom(1),
    ),
  ],
};

const objects: Row = {
  title: 'Objects',
  panels: [
    {
      title: 'Conditions that are not good',
      type: 'table',
      width: 14,
      description: 'kubectl describe shows the message of a condition.',
      targets: [
        { expr: `${CONDITION}{type!="Resharding",status!="True"} or ${CONDITION}{type="Resharding",status="True"}` },
      ],
      hidden: ['Value'],
    },
    {
      title: 'Selected and rejected objects',
      type: 'table',
      width: 10,
      targets: [{ expr: `sum by (${OBJECT}, resource, state) (prometheus_metacontroller:selected_resources:latest)` }],
    },
  ],
};

const calls: Row = {
  title: 'Calls of the hooks',
  panels: [
    graph(
      'Syncs per second',
      `sum by (controller) (rate(${REQUESTS}{hook="sync"}[$__rate_interval]))`,
      '{{controller}}',
    ),
    graph(
      'Answers other than 200, per second',
      `sum by (controller, hook, code) (rate(${REQUESTS}{code!="200"}[$__rate_interval])) > 0`,
      '{{controller}}/{{hook}} {{code}}',
    ),
    graph(
      'Duration of a sync, 99th percentile',
      `histogram_quantile(0.99, sum by (le, controller) (rate(${DURATION}{hook="sync"}[$__rate_interval])))`,
      '{{controller}}',
      { unit: 's' },
    ),
    graph(
      'Duration of a sync, median',
      `histogram_quantile(0.5, sum by (le, controller) (rate(${DURATION}{hook="sync"}[$__rate_interval])))`,
      '{{controller}}',
      { unit: 's' },
    ),
    graph(
      'Answers with Reconciled=False, per second',
      'sum by (controller) (rate(prometheus_metacontroller_reconcile_failures_total[$__rate_interval]))',
      '{{controller}}',
    ),
    graph(
      'Calls of the admission webhooks per second',
      `sum by (controller, code) (rate(${REQUESTS}{hook=~"admission|conversion"}[$__rate_interval]))`,
      '{{controller}} {{code}}',
    ),
  ],
};

const processes: Row = {
  title: 'Pods of the hooks',
  panels: [
    graph('Memory', `process_resident_memory_bytes{${HOOKS}}`, '{{pod}}', { unit: 'bytes' }),
    graph('Processors', `rate(process_cpu_seconds_total{${HOOKS}}[$__rate_interval])`, '{{pod}}'),
    graph(
      'Threads that ended',
      'sum by (pod, reason) (increase(prometheus_metacontroller_thread_ends_total[$__rate_interval]))',
      '{{pod}} {{reason}}',
    ),
    graph('Delay of the event loop', `nodejs_eventloop_lag_p99_seconds{${HOOKS}}`, '{{pod}}', { unit: 's' }),
  ],
};

const metacontroller: Row = {
  title: 'Metacontroller',
  panels: [
    graph('Waiting objects', `sum by (name) (workqueue_depth{${METACONTROLLER}})`, '{{name}}'),
    graph(
      'Objects that are called again, per second',
      `sum by (name) (rate(workqueue_retries_total{${METACONTROLLER}}[$__rate_interval]))`,
      '{{name}}',
    ),
    graph(
      'Requests to the API server per second',
      `sum by (method, code) (rate(rest_client_requests_total{${METACONTROLLER}}[$__rate_interval]))`,
      '{{method}} {{code}}',
    ),
    graph('Memory', `process_resident_memory_bytes{${METACONTROLLER}}`, '{{pod}}', { unit: 'bytes' }),
  ],
};

export const operator: Dashboard = {
  uid: 'prometheus-metacontroller-operator',
  title: 'Prometheus Metacontroller / Operator',
  description: 'The hooks, the objects that they reconcile, and Metacontroller.',
  variables: [],
  rows: [overview, objects, calls, processes, metacontroller],
};
