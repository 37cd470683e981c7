// The kinds of objects in bundles, and the names of bundles.
//
// A bundle is a ConfigMap with objects of one namespace, compressed. Metacontroller sends a workload the bundles
// instead of thousands of objects.
import type { RelatedRule } from '../core/hook.ts';
import { OWN } from '../core/meta.ts';

/** A kind whose objects are in bundles. */
export interface BundledKind {
  readonly apiVersion: string;
  readonly resource: string;
  readonly kind: string;
}

const MONITORING = 'monitoring.coreos.com';

export const BUNDLED_KINDS: readonly BundledKind[] = [
  { apiVersion: `${MONITORING}/v1`, resource: 'podmonitors', kind: 'PodMonitor' },
  { apiVersion: `${MONITORING}/v1`, resource: 'probes', kind: 'Probe' },
  { apiVersion: `${MONITORING}/v1`, resource: 'prometheusrules', kind: 'PrometheusRule' },
  { apiVersion: `${MONITORING}/v1alpha1`, resource: 'scrapeconfigs', kind: 'ScrapeConfig' },
  { apiVersion: `${MONITORING}/v1`, resource: 'servicemonitors', kind: 'ServiceMonitor' },
];

/** The kind that a rule is about; `undefined` if its objects are not in bundles. */
export const bundledKind = ({ apiVersion, resource }: RelatedRule): BundledKind | undefined =>
  BUNDLED_KINDS.find((kind) => kind.resource === resource && kind.apiVersion === apiVersion);

/** Label of a bundle: the namespace of its objects. */
export const BUNDLE_LABEL = `${OWN}/bundle-of`;
/** Key of a bundle's `binaryData`: gzip of JSON, one object a line. */
export const OBJECTS = 'objects.jsonl.gz';
/** Key of a bundle's `data`: how many bundles the namespace has. */
export const PARTS = 'parts';
/** Key of a bundle's `data`: which of them it is, from 0. */
export const PART = 'part';

/** The name of a bundle. */
export const bundleName = (namespace: string, parts: number, part: number): string =>
  `bundle-${namespace}-${parts}-${part}`;
