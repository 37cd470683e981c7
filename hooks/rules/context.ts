// What the verdict on a PrometheusRule depends on beside the object itself: the Prometheus or ThanosRuler it is for.
import type { Options } from '../core/options.ts';
import type { Version } from '../versions/version.ts';

export interface RuleContext {
  readonly flavour: 'prometheus' | 'thanos';
  readonly version: Version;
  /** Set for tenancy: every selector and every result carries it with the object's namespace as value. */
  readonly enforcedNamespaceLabel?: string | undefined;
  /** Whether an object is spared from enforcement. */
  readonly isExcluded: (namespace: string, name: string) => boolean;
  /** Feature flags of the workload; those that begin with `promql-` change what an expression may say. */
  readonly enableFeatures: readonly string[];
  /**
   * The workload takes ASCII names only, though its release would take any: it would not start with others in a rule.
   */
  readonly legacyNames?: boolean | undefined;
  /** A query tier: it evaluates over what it reads from the shards. */
  readonly readsOthers?: boolean | undefined;
  readonly options: Options;
}
