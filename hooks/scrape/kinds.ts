// The kinds of scrape objects: how each is selected, resolved and rendered, in the order of their jobs.

import type { PodMonitor } from '../api/podmonitor.ts';
import type { Probe } from '../api/probe.ts';
import type { ScrapeConfig } from '../api/scrapeconfig.ts';
import type { ServiceMonitor } from '../api/servicemonitor.ts';
import type { Lister, Listers } from '../core/inputs.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { mergeResults, type Resolved } from '../references/assets.ts';
import { ASSET_KINDS, type AssetKind } from '../references/assetsecret.ts';
import type { SecretResolver } from '../references/resolver.ts';
import type { Selection } from '../workload/select.ts';
import type { CommonSpec, JobContext, Subject } from './job/context.ts';
import { checkFiles } from './job/files.ts';
import { podMonitorJobs, resolvePodMonitor } from './podmonitor.ts';
import { probeJobs, resolveProbe } from './probe.ts';
import { resolveScrapeConfig, scrapeConfigJobs } from './scrapeconfig.ts';
import { resolveServiceMonitor, serviceMonitorJobs } from './servicemonitor.ts';

/** Listers of all scrape objects. */
export type ScrapeObjects = Pick<Listers, 'serviceMonitors' | 'podMonitors' | 'probes' | 'scrapeConfigs'>;

/** A kind of scrape object. */
export interface ScrapeKind {
  readonly kind: AssetKind;
  readonly apiVersion: string;
  readonly resource: string;
  /** The objects of the kind. */
  readonly objects: (related: ScrapeObjects) => Lister;
  readonly selection: (spec: CommonSpec, namespace: string) => Selection;
  /** Checks the object and resolves its references. */
  readonly resolve: (object: KubernetesObject, resolver: SecretResolver, context: JobContext) => Resolved;
  readonly jobs: (object: KubernetesObject, subject: Subject, context: JobContext) => Section[];
  /** The path of the part of the object that job number `i` comes from. */
  readonly pathOf: (i: number) => string;
}

/** All kinds. */
export const SCRAPE_KINDS: readonly ScrapeKind[] = [
  {
    kind: 'ServiceMonitor',
    apiVersion: 'monitoring.coreos.com/v1',
    resource: ASSET_KINDS.ServiceMonitor,
    objects: ({ serviceMonitors }) => serviceMonitors,
    selection: (spec, namespace) => ({
      selector: spec.serviceMonitorSelector,
      namespaceSelector: spec.serviceMonitorNamespaceSelector,
      namespace,
    }),
    resolve: (object, resolver, context) =>
      mergeResults([
        checkFiles(object, context),
        resolveServiceMonitor(object as unknown as ServiceMonitor, resolver, context),
      ]),
    jobs: (object, subject, context) => serviceMonitorJobs(object as unknown as ServiceMonitor, subject, context),
    pathOf: (i) => `spec.endpoints[${i}]`,
  },
  {
    kind: 'PodMonitor',
    apiVersion: 'monitoring.coreos.com/v1',
    resource: ASSET_KINDS.PodMonitor,
    objects: ({ podMonitors }) => podMonitors,
    selection: (spec, namespace) => ({
      selector: spec.podMonitorSelector,
      namespaceSelector: spec.podMonitorNamespaceSelector,
      namespace,
    }),
    resolve: (object, resolver, context) =>
      mergeResults([
        checkFiles(object, context),
        resolvePodMonitor(object as unknown as PodMonitor, resolver, context),
      ]),
    jobs: (object, subject, context) => podMonitorJobs(object as unknown as PodMonitor, subject, context),
    pathOf: (i) => `spec.podMetricsEndpoints[${i}]`,
  },
  {
    kind: 'Probe',
    apiVersion: 'monitoring.coreos.com/v1',
    resource: ASSET_KINDS.Probe,
    objects: ({ probes }) => probes,
    selection: (spec, namespace) => ({
      selector: spec.probeSelector,
      namespaceSelector: spec.probeNamespaceSelector,
      namespace,
    }),
    resolve: (object, resolver, context) =>
      mergeResults([checkFiles(object, context), resolveProbe(object as unknown as Probe, resolver, context)]),
    jobs: (object, subject, context) => probeJobs(object as unknown as Probe, subject, context),
    pathOf: () => 'spec',
  },
  {
    kind: 'ScrapeConfig',
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    resource: ASSET_KINDS.ScrapeConfig,
    objects: ({ scrapeConfigs }) => scrapeConfigs,
    selection: (spec, namespace) => ({
      selector: spec.scrapeConfigSelector,
      namespaceSelector: spec.scrapeConfigNamespaceSelector,
      namespace,
    }),
    resolve: (object, resolver, context) =>
      mergeResults([
        checkFiles(object, context),
        resolveScrapeConfig(object as unknown as ScrapeConfig, resolver, context),
      ]),
    jobs: (object, subject, context) => scrapeConfigJobs(object as unknown as ScrapeConfig, subject, context),
    pathOf: () => 'spec',
  },
];
