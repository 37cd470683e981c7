// What scrape jobs depend on beside their own object: the Prometheus (or agent) they are for.

import type { commonPrometheusFields } from '../../api/parts/prometheusspec.ts';
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { Options } from '../../core/options.ts';
import type { Enforced } from '../../promql/enforce.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import type { Version } from '../../versions/version.ts';
import type { Sharding } from './assignment.ts';

/** The spec fields of both Prometheus and PrometheusAgent. */
export type CommonSpec = Pick<PrometheusSpec, keyof typeof commonPrometheusFields>;

export interface ScrapeContext {
  readonly namespace: string;
  readonly name: string;
  readonly spec: CommonSpec;
  readonly version: Version;
  readonly options: Options;
  /** A Prometheus server keeps shards for retention; an agent does not, and as a DaemonSet it has no shards at all. */
  readonly mode: 'server' | 'agent' | 'daemonset';
  /** How targets are spread over the shards, where it is not by `hashmod` over `spec.shards`. */
  readonly sharding?: Sharding | undefined;
  /** What the spec of the Prometheus itself refers to. */
  readonly resolver: SecretResolver;
}

/** A configuration object under examination: its namespace and what its references load. */
export interface Subject {
  readonly namespace: string;
  readonly name: string;
  readonly resolver: SecretResolver;
  /** A label that its series are marked with, since rules travel with it. */
  readonly mark?: Enforced | undefined;
}
