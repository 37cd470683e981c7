// The context in which a PrometheusRule is checked: the Prometheus or ThanosRuler that selects it.
import type { Options } from '../core/options.ts';
import type { Version } from '../versions/version.ts';

/** The workload that evaluates the rules. */
export interface RuleContext {
  readonly flavour: 'prometheus' | 'thanos';
  readonly version: Version;
  /** Tenancy: the label that every selector and result has, with the object's namespace as value. */
  readonly enforcedNamespaceLabel?: string | undefined;
  /** Whether an object is excluded from enforcement. */
  readonly isExcluded: (namespace: string, name: string) => boolean;
  /** The lists that `isExcluded` reads, as a key of caches. */
  readonly exclusions: string;
  /** Feature flags of the workload. Flags with the prefix `promql-` extend PromQL. */
  readonly enableFeatures: readonly string[];
  /** Whether the workload accepts ASCII names only, although its release supports UTF-8. */
  readonly legacyNames?: boolean | undefined;
  /** Whether it is a query tier, which evaluates over series of the shards. */
  readonly readsOthers?: boolean | undefined;
  readonly options: Options;
}
