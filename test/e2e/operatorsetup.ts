// What operatoralerts.test.ts applies: a Prometheus that scrapes the hooks and Metacontroller, the alerts of
// kube-prometheus with our recording rules, and objects for mistakes.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { alertsOf, recordings } from '../oracle/operatorrules.ts';
import type { Group } from '../oracle/ruletests.ts';
import { prometheus, prometheusRule, serviceMonitor } from '../support/objects.ts';

/** Between scrapes and between evaluations. */
const INTERVAL = '2s';
/** What the alerts look back at. With the 5m and 10m of kube-prometheus each cause would have to last that long. */
export const RANGE = '20s';

/** The eight alerts, with short ranges and without a delay. */
export const alerts = (): readonly Group[] =>
  alertsOf('kube-prometheus').map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, expr: rule.expr.replace(/\[\d+m\]/g, `[${RANGE}]`), for: '0s' })),
  }));

/** Metrics of the Go operator that are there without any error. */
export const HEALTHY: readonly string[] = [
  'list_operations_total',
  'managed_resources',
  'node_address_lookup_errors_total',
  'ready',
  'reconcile_errors_total',
  'reconcile_operations_total',
  'status_update_operations_total',
  'syncs',
  'watch_operations_total',
].map((name) => `prometheus_operator_${name}`);

/** A target with the labels that the monitors of manifests/monitoring give. */
const target = (namespace: string, jobName: string, address: string): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'ScrapeConfig',
  metadata: { name: jobName.replace('/', '-'), namespace },
  spec: {
    jobName,
    scrapeInterval: INTERVAL,
    honorLabels: true,
    staticConfigs: [{ targets: [address], labels: { pod: `${jobName.replace(/.*\//, '')}-0` } }],
  },
});

/** Addresses of metrics. */
export interface Targets {
  readonly hooks: string;
  readonly metacontroller: string;
}

/** A Prometheus of one pod with its targets and rules. */
export const setup = (namespace: string, targets: Targets): readonly KubernetesObject[] => [
  target(namespace, 'prometheus-metacontroller', targets.hooks),
  target(namespace, 'metacontroller/metacontroller', targets.metacontroller),
  prometheusRule(
    [...recordings(), ...alerts()].map((group) => ({ ...group, interval: INTERVAL })),
    { namespace },
  ),
  prometheus(
    {
      replicas: 1,
      scrapeConfigSelector: {},
      ruleSelector: {},
      resources: { requests: { cpu: '4m', memory: '50Mi' } },
    },
    { name: 'operator', namespace },
  ),
];

/** A Prometheus without pods. */
export const other = (namespace: string, spec: Readonly<Record<string, unknown>> = {}): KubernetesObject =>
  prometheus({ replicas: 0, ...spec }, { name: 'other', namespace });

/** A ServiceMonitor with a regular expression. */
export const monitor = (namespace: string, regex: string): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', relabelings: [{ targetLabel: 'a', regex }] }] }, { namespace });

/** A Node without an address. No pod may run there. */
export const nodeWithoutAddress = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: {
    unschedulable: true,
    taints: ['NoSchedule', 'NoExecute'].map((effect) => ({ key: 'prometheus-metacontroller.dev/e2e', effect })),
  },
});
