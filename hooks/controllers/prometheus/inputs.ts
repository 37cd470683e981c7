// The inputs of one sync of a Prometheus.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import type { ServersFacts } from '../../probe/prometheus/servers.ts';
import type { LoadFacts } from '../../prometheus/autoscaling/load.ts';
import type { Scaled } from '../../prometheus/autoscaling/scaling.ts';
import type { TargetFacts } from '../../prometheus/targets/facts.ts';

/** Results of the probes of one sync. */
export interface PrometheusFacts {
  /** What servers report while targets move. */
  readonly servers?: ServersFacts | undefined;
  /** The targets, of a Prometheus that reports them. */
  readonly targets?: TargetFacts | undefined;
  /** The load, of a Prometheus that follows it. */
  readonly load?: LoadFacts | undefined;
}

/** The inputs of one sync, and values that all parts of it use. */
export interface PrometheusInputs extends Inputs {
  /** The parent, typed. */
  readonly prometheus: Prometheus;
  /** `prometheus-<name>`: the name of its workload and of most children. */
  readonly prefix: string;
  /** Facts of its servers; empty without a probe. */
  readonly facts: ServersFacts;
  /** Targets of its servers; `undefined` without a probe. */
  readonly targets: TargetFacts | undefined;
  /** What the autoscaling adds. The parent has its number of shards. */
  readonly scaling: Pick<Scaled, 'annotations' | 'conditions'>;
  /** The time of the request. */
  readonly now: Date;
  readonly options: Options;
}

/** The inputs of a sync. `facts`: those of the probes. */
export function prometheusInputs(scaled: Scaled, facts: PrometheusFacts, now: Date): PrometheusInputs {
  const { inputs, options, annotations, conditions } = scaled;
  const prometheus = inputs.parent as unknown as Prometheus;
  const prefix = `prometheus-${prometheus.metadata.name}`;
  const { servers = new Map(), targets } = facts;
  const scaling = { annotations, conditions };
  return { ...inputs, prometheus, prefix, facts: servers, targets, scaling, now, options };
}
