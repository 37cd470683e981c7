// Inputs of scrape jobs besides their object: the Prometheus or agent.

import type { commonPrometheusFields } from '../../api/parts/prometheusspec.ts';
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { Options } from '../../core/options.ts';
import type { Enforced } from '../../promql/enforce.ts';
import type { Owner } from '../../references/assets.ts';
import type { Version } from '../../versions/version.ts';
import type { Sharding } from './assignment.ts';

/** The spec fields of both Prometheus and PrometheusAgent. */
export type CommonSpec = Pick<PrometheusSpec, keyof typeof commonPrometheusFields>;

/** The Prometheus or agent, before its references are resolved. */
export interface Scraper {
  readonly namespace: string;
  readonly name: string;
  readonly spec: CommonSpec;
  readonly version: Version;
  readonly options: Options;
  /** A server can retain removed shards. An agent cannot, and an agent as a DaemonSet has no shards. */
  readonly mode: 'server' | 'agent' | 'daemonset';
  /** The assignment of targets to shards; `hashmod` over `spec.shards` by default. */
  readonly sharding?: Sharding | undefined;
}

/** The Prometheus or agent. `assets`: what was read of its references. */
export interface ScrapeContext extends Scraper, Owner {}

/** A configuration object to render: its name, its namespace, and what was read of its references. */
export interface Subject extends Owner {
  readonly name: string;
  /** A marker label for its series, because its rules are moved together with it. */
  readonly mark?: Enforced | undefined;
}
