// The kinds of monitoring.coreos.com: names, versions, columns of `kubectl get`, subresources. The module of each kind
// has its schema.

import type { TSchema } from '@sinclair/typebox';
import { Alertmanager } from './alertmanager.ts';
import { AlertmanagerConfig } from './alertmanagerconfig.ts';
import { AlertmanagerConfigV1beta1 } from './alertmanagerconfigv1beta1.ts';
import { PodMonitor } from './podmonitor.ts';
import { Probe } from './probe.ts';
import { Prometheus } from './prometheus.ts';
import { PrometheusAgent } from './prometheusagent.ts';
import { PrometheusRule } from './prometheusrule.ts';
import { ScrapeConfig } from './scrapeconfig.ts';
import { ServiceMonitor } from './servicemonitor.ts';
import { ThanosRuler } from './thanosruler.ts';

export const GROUP = 'monitoring.coreos.com';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  /** `kubectl get` shows a column above 0 with `-o wide` only. */
  readonly priority?: number;
}

/** The scale subresource: fields that `kubectl scale` and autoscalers read and write. */
export interface Scale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string;
}

export interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** The served and stored version, with its schema. */
  readonly version: string;
  readonly schema: TSchema;
  /** A version that needs a conversion webhook. Only the full variant of the CRD serves it. */
  readonly converted?: { readonly version: string; readonly schema: TSchema };
  readonly columns?: readonly Column[];
  readonly scale?: Scale;
}

/** `desired` is the title of the column of `spec.replicas`. */
const workloadColumns = (desired: string): readonly Column[] => [
  { name: 'Version', type: 'string', jsonPath: '.spec.version' },
  { name: desired, type: 'integer', jsonPath: '.spec.replicas' },
  { name: 'Ready', type: 'integer', jsonPath: '.status.availableReplicas' },
  { name: 'Reconciled', type: 'string', jsonPath: ".status.conditions[?(@.type == 'Reconciled')].status" },
  { name: 'Available', type: 'string', jsonPath: ".status.conditions[?(@.type == 'Available')].status" },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Paused', type: 'boolean', jsonPath: '.status.paused', priority: 1 },
];

const scaleBy = (specReplicasPath: string, statusReplicasPath: string): Scale => ({
  specReplicasPath,
  statusReplicasPath,
  labelSelectorPath: '.status.selector',
});

export const KINDS = [
  {
    kind: 'Alertmanager',
    plural: 'alertmanagers',
    singular: 'alertmanager',
    shortNames: ['am'],
    version: 'v1',
    schema: Alertmanager,
    columns: workloadColumns('Replicas'),
    scale: scaleBy('.spec.replicas', '.status.replicas'),
  },
  {
    kind: 'AlertmanagerConfig',
    plural: 'alertmanagerconfigs',
    singular: 'alertmanagerconfig',
    shortNames: ['amcfg'],
    version: 'v1alpha1',
    schema: AlertmanagerConfig,
    converted: { version: 'v1beta1', schema: AlertmanagerConfigV1beta1 },
  },
  {
    kind: 'PodMonitor',
    plural: 'podmonitors',
    singular: 'podmonitor',
    shortNames: ['pmon'],
    version: 'v1',
    schema: PodMonitor,
  },
  { kind: 'Probe', plural: 'probes', singular: 'probe', shortNames: ['prb'], version: 'v1', schema: Probe },
  {
    kind: 'Prometheus',
    plural: 'prometheuses',
    singular: 'prometheus',
    shortNames: ['prom'],
    version: 'v1',
    schema: Prometheus,
    columns: workloadColumns('Desired'),
    scale: scaleBy('.spec.shards', '.status.shards'),
  },
  {
    kind: 'PrometheusAgent',
    plural: 'prometheusagents',
    singular: 'prometheusagent',
    shortNames: ['promagent'],
    version: 'v1alpha1',
    schema: PrometheusAgent,
    columns: workloadColumns('Desired'),
    scale: scaleBy('.spec.shards', '.status.shards'),
  },
  {
    kind: 'PrometheusRule',
    plural: 'prometheusrules',
    singular: 'prometheusrule',
    shortNames: ['promrule'],
    version: 'v1',
    schema: PrometheusRule,
  },
  {
    kind: 'ScrapeConfig',
    plural: 'scrapeconfigs',
    singular: 'scrapeconfig',
    shortNames: ['scfg'],
    version: 'v1alpha1',
    schema: ScrapeConfig,
  },
  {
    kind: 'ServiceMonitor',
    plural: 'servicemonitors',
    singular: 'servicemonitor',
    shortNames: ['smon'],
    version: 'v1',
    schema: ServiceMonitor,
  },
  {
    kind: 'ThanosRuler',
    plural: 'thanosrulers',
    singular: 'thanosruler',
    shortNames: ['ruler'],
    version: 'v1',
    schema: ThanosRuler,
    columns: workloadColumns('Replicas'),
  },
] as const satisfies readonly Kind[];
