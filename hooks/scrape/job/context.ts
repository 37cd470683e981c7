// Inputs of scrape jobs besides their object: the Prometheus or agent.

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
  /** A server can retain removed shards. An agent cannot, and an agent as a DaemonSet has no shards. */
  readonly mode: 'server' | 'agent' | 'daemonset';
  /** The assignment of targets to shards; `hashmod` over `spec.shards` by default. */
  readonly sharding?: Sharding | undefined;
  /** The resolved references of the Prometheus. */
  readonly resolver: SecretResolver;
}

/** A configuration object: its name, its namespace and its resolved references. */
export interface Subject {
  readonly namespace: string;
  readonly name: string;
  readonly resolver: SecretResolver;
  /** A marker label for its series, because its rules are moved together with it. */
  readonly mark?: Enforced | undefined;
}
